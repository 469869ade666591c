import { fromBufferPromise, type Entry, type ZipFile } from 'yauzl';
import { err, ok, type Result } from '../../core/index.ts';

export type ArchiveRefusal =
  | { readonly kind: 'too-large-unpacked'; readonly file: string; readonly bytes: number }
  | { readonly kind: 'too-many-files'; readonly file: string; readonly most: number }
  | { readonly kind: 'has-password'; readonly file: string }
  | { readonly kind: 'unknown-compression'; readonly file: string }
  | { readonly kind: 'damaged-archive'; readonly file: string }
  | { readonly kind: 'is-workbook' | 'holds-direct-routing' | 'holds-operator-connect'; readonly file: string };

/** A file of an archive, unpacked as it is read. */
export interface ArchivedFile {
  readonly name: string;
  /** What the archive says its bytes add up to. */
  readonly crc32: number;
  /** Reads it from its beginning each time; throws where the archive is damaged. */
  readonly parts: () => AsyncIterable<Buffer>;
}

/** The admin center's zip has three files. */
const mostFiles = 1000;

/**
 * The call logs in the admin center's zip, and where nothing has their name every other csv; other files are skipped. `mostBytes` limits all
 * of them together, unpacked.
 */
export async function unzipped(
  file: { readonly name: string; readonly bytes: Buffer },
  mostBytes: number,
): Promise<Result<readonly ArchivedFile[], ArchiveRefusal>> {
  try {
    const zip = await fromBufferPromise(file.bytes, { lazyEntries: true, validateEntrySizes: true });
    if (zip.entryCount > mostFiles) return err({ kind: 'too-many-files', file: file.name, most: mostFiles });
    const all = await Array.fromAsync(zip.eachEntry());
    const entries = callLogsAmong(all);
    if (entries.length === 0) {
      const kind = otherContentOf(all);
      return kind === undefined ? ok([]) : err({ kind, file: file.name });
    }
    // The sizes are what the archive claims; yauzl breaks off when an entry holds more than that.
    if (entries.reduce((sum, { uncompressedSize }) => sum + uncompressedSize, 0) > mostBytes)
      return err({ kind: 'too-large-unpacked', file: file.name, bytes: mostBytes });
    if (entries.some(entry => entry.isEncrypted())) return err({ kind: 'has-password', file: file.name });
    if (!entries.every(entry => entry.canDecodeFileData()))
      return err({ kind: 'unknown-compression', file: file.name });
    return ok(
      entries.map(entry => ({
        name: nameOf(entry),
        crc32: entry.crc32,
        parts: () => partsOf(zip, entry),
      })),
    );
  } catch (error) {
    // yauzl tells of strong encryption in words only.
    const kind = /strong encryption/.test((error as Error).message) ? 'has-password' : 'damaged-archive';
    return err({ kind, file: file.name });
  }
}

function callLogsAmong(entries: readonly Entry[]): readonly Entry[] {
  const named = entries.filter(entry => /^PSTN\.calls\.[\w.() -]*\.csv$/i.test(nameOf(entry)));
  // What a Mac keeps beside each file begins with a dot.
  return named.length > 0
    ? named
    : entries.filter(entry => /^(?!\.|DirectRouting|OperatorConnect).*\.csv$/i.test(nameOf(entry)));
}

/** What a zip without a call log holds instead, where that is known. */
function otherContentOf(
  entries: readonly Entry[],
): 'is-workbook' | 'holds-direct-routing' | 'holds-operator-connect' | undefined {
  const names = entries.map(nameOf);
  if (names.some(name => /^\[Content_Types\]\.xml$|\.(?:xlsx?|xlsb|ods)$/i.test(name))) return 'is-workbook';
  if (names.some(name => /^DirectRouting/i.test(name))) return 'holds-direct-routing';
  return names.some(name => /^OperatorConnect/i.test(name)) ? 'holds-operator-connect' : undefined;
}

const nameOf = ({ fileName }: Entry): string => fileName.split('/').at(-1) ?? '';

async function* partsOf(zip: ZipFile, entry: Entry): AsyncIterable<Buffer> {
  yield* (await zip.openReadStreamPromise(entry)) as AsyncIterable<Buffer>;
}
