import { fromBufferPromise } from 'yauzl';
import { err, ok, type Result } from '../../core/index.ts';

export type ArchiveRefusal =
  | { readonly kind: 'too-large-unpacked'; readonly file: string; readonly bytes: number }
  | { readonly kind: 'damaged-archive'; readonly file: string };

/** The call logs in the admin center's zip; other files are skipped. `mostBytes` limits all of them together, unpacked. */
export async function unzipped(
  file: { readonly name: string; readonly bytes: Buffer },
  mostBytes: number,
): Promise<Result<readonly { readonly name: string; readonly bytes: Buffer }[], ArchiveRefusal>> {
  const found: { readonly name: string; readonly bytes: Buffer }[] = [];
  let unpacked = 0;
  try {
    const zip = await fromBufferPromise(file.bytes, { lazyEntries: true, validateEntrySizes: true });
    for await (const entry of zip.eachEntry()) {
      const name = entry.fileName.split('/').at(-1) ?? '';
      if (!/^PSTN\.calls\..*\.csv$/i.test(name)) continue;
      // The size is what the archive claims; yauzl breaks off when an entry holds more than that.
      unpacked += entry.uncompressedSize;
      if (unpacked > mostBytes) return err({ kind: 'too-large-unpacked', file: file.name, bytes: mostBytes });
      found.push({ name, bytes: await read(await zip.openReadStreamPromise(entry)) });
    }
    return ok(found);
  } catch {
    return err({ kind: 'damaged-archive', file: file.name });
  }
}

async function read(stream: AsyncIterable<Buffer>): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const part of stream) parts.push(part);
  return Buffer.concat(parts);
}
