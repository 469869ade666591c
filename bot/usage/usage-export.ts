import { Readable } from 'node:stream';
import { finished } from 'node:stream/promises';
import { crc32 } from 'node:zlib';
import { err, ok, parseInstant, type Result } from '../../core/index.ts';
import type { ParsedRows } from '../ports/index.ts';
import { CsvRecords, type CsvRecord } from './csv-records.ts';
import { columnsIn, type ExportColumns, type ColumnsRefusal } from './export-columns.ts';
import { exportForms, FormsSurvey, type Forms, type FormsRefusal } from './export-forms.ts';
import { pagesOf, rawRows, recordPages, type ExportText } from './export-rows.ts';
import { decoderOf, EncodingSurvey, type Encoding } from './file-encoding.ts';
import { LineEnds, withLineFeeds, type LineEnd } from './line-ends.ts';
import { unzipped, type ArchiveRefusal } from './unzip.ts';
import { giveWay } from '../work/give-way.ts';

export interface Limits {
  /** Bytes of all files in a zip together, unpacked. */
  readonly unpackedBytes: number;
  /** Lines of one file: with rows as they are, more would be larger than `unpackedBytes`. */
  readonly mostLines: number;
  readonly pageRows: number;
}

export const usualLimits: Limits = { unpackedBytes: 256 * 1024 * 1024, mostLines: 1024 * 1024, pageRows: 1000 };

/** What a chat takes: less, so that no file costs a second of work; unpacking 64 MB twice is half of one, most of it collecting garbage. */
export const chatLimits: Limits = { unpackedBytes: 64 * 1024 * 1024, mostLines: 256 * 1024, pageRows: 1000 };

/** Why a file is no usage export, as a whole. */
export type ExportRefusal =
  | {
      readonly kind: 'unknown-encoding' | 'mixed-line-ends' | 'is-workbook' | 'workbook-has-password';
      readonly file: string;
    }
  | { readonly kind: 'too-many-lines'; readonly file: string; readonly most: number }
  | ColumnsRefusal
  | FormsRefusal
  | ArchiveRefusal;

export interface ExportFile {
  readonly name: string;
  /** Reads the file from its beginning each time. */
  readonly pages: () => AsyncIterable<ParsedRows>;
}

/** A file that may be an export. */
export interface GivenFile {
  readonly name: string;
  /** Reads it from its beginning each time. */
  readonly parts: () => AsyncIterable<Buffer>;
  /** All of it at once: only archives and workbooks are read so. */
  readonly whole: () => Promise<Buffer>;
}

/** A file that is in memory as a whole. */
export const inMemory = ({ name, bytes }: { readonly name: string; readonly bytes: Buffer }): GivenFile => ({
  name,
  parts: () => partsOf(bytes),
  whole: () => Promise.resolve(bytes),
});

/** Opens the admin center's export: the CSV, or the zip that holds it beside other files, which are passed over. */
export const openExport = (
  { name, bytes }: { readonly name: string; readonly bytes: Buffer },
  limits = usualLimits,
): Promise<Result<readonly ExportFile[], ExportRefusal>> => openFile(inMemory({ name, bytes }), limits);

/** The same of a file wherever it is. Rejects where it cannot be read. */
export async function openFile(
  file: GivenFile,
  limits = usualLimits,
): Promise<Result<readonly ExportFile[], ExportRefusal>> {
  const container = await containerOf(file);
  if (container === 'compressed') return err({ kind: 'unknown-compression', file: file.name });
  if (container === 'workbook' || container === 'workbook-with-password')
    return err({ kind: container === 'workbook' ? 'is-workbook' : 'workbook-has-password', file: file.name });
  const files =
    container === 'zip'
      ? await unzipped({ name: file.name, bytes: await file.whole() }, limits.unpackedBytes)
      : ok([file]);
  if (!files.ok) return files;
  const exports: ExportFile[] = [];
  for (const source of files.value) {
    const surveyed = await survey(source, limits);
    if (!surveyed.ok) return surveyed;
    const text = surveyed.value;
    exports.push({ name: source.name, pages: () => pagesOf(text, limits.pageRows) });
  }
  return exports.length === 0 ? err({ kind: 'not-an-export', file: file.name }) : ok(exports);
}

type Container = 'zip' | 'compressed' | 'workbook' | 'workbook-with-password' | 'none';

const beginnings: readonly (readonly [string, Container])[] = [
  ['504b0304', 'zip'],
  // An empty zip, and one in several parts.
  ['504b0506', 'zip'],
  ['504b0708', 'zip'],
  // 7z, rar and gzip.
  ['377abcaf', 'compressed'],
  ['52617221', 'compressed'],
  ['1f8b', 'compressed'],
  // Excel's files until 2007, and later ones with a password.
  ['d0cf11e0', 'workbook'],
];

async function containerOf({ parts, whole }: GivenFile): Promise<Container> {
  const beginning = await beginningOf(parts());
  const found = beginnings.find(([hex]) => beginning.startsWith(hex))?.[1] ?? 'none';
  const isEncrypted = found === 'workbook' && (await whole()).includes(Buffer.from('EncryptedPackage', 'utf16le'));
  return isEncrypted ? 'workbook-with-password' : found;
}

/** The first four bytes, in hexadecimal. */
async function beginningOf(parts: AsyncIterable<Buffer>): Promise<string> {
  for await (const part of parts) return part.subarray(0, 4).toString('hex');
  return '';
}

/** A file, read in parts. */
type Source = Pick<GivenFile, 'name' | 'parts'> & { readonly crc32?: number };

/** So much is read at once. */
export const partBytes = 65_536;

async function* partsOf(bytes: Buffer): AsyncIterable<Buffer> {
  for (let from = 0; from < bytes.length; from += partBytes) {
    yield bytes.subarray(from, from + partBytes);
    // The bot goes on answering, whatever the file holds.
    await giveWay();
  }
}

/** Of these first bytes the columns are read. */
const headBytes = 65_536;

/** Reads a file to its end before anything of it is recorded. */
async function survey(source: Source, { mostLines }: Limits): Promise<Result<ExportText, ExportRefusal>> {
  const file = source.name;
  const encodings = new EncodingSurvey();
  const ends = new LineEnds();
  let sum = 0;
  try {
    for await (const part of source.parts()) {
      sum = crc32(part, sum);
      encodings.take(part);
      ends.take(part);
      if (ends.lines > mostLines) return err({ kind: 'too-many-lines', file, most: mostLines });
    }
  } catch (error) {
    // Of an archive it was the archive that could not be read.
    if (source.crc32 === undefined) throw error;
    return err({ kind: 'damaged-archive', file });
  }
  if (source.crc32 !== undefined && source.crc32 !== sum) return err({ kind: 'damaged-archive', file });
  const encoding = encodings.end();
  if (encoding === undefined) return err({ kind: 'unknown-encoding', file });
  const parts = (): AsyncIterable<Buffer> => decoded(source, encoding, ends.end());
  if (encoding !== 'utf-8' && !(await isDecodable(parts()))) return err({ kind: 'unknown-encoding', file });
  const head = await firstRecords(parts());
  const columns = columnsIn(file, head);
  if (!columns.ok) return columns;
  const first = head.find(({ line }) => line >= columns.value.firstLine);
  if (first !== undefined && holdsRows(first, columns.value)) return err({ kind: 'mixed-line-ends', file });
  const text = { name: file, parts, columns: columns.value, forms: exportForms };
  const forms = await formsOf(text, first);
  return forms.ok ? ok({ ...text, forms: forms.value }) : forms;
}

/** Whether a line holds several rows, each ended as other lines are not. */
function holdsRows({ line, text }: CsvRecord, columns: ExportColumns): boolean {
  const pieces = text?.includes('\r') === true ? text.split('\r').map(piece => ({ line, text: piece })) : [];
  return rawRows(pieces, columns).filter(({ raw }) => raw !== undefined).length > 1;
}

async function* decoded({ parts }: Source, encoding: Encoding, end: LineEnd): AsyncIterable<Buffer> {
  const decode = decoderOf(encoding);
  const withEnds = (part: Buffer): Buffer => (end === 'carriage-return' ? withLineFeeds(part) : part);
  for await (const part of parts()) yield withEnds(decode(part));
  yield withEnds(decode());
}

/** Whether a file's bytes are of its encoding to their end. */
async function isDecodable(parts: AsyncIterable<Buffer>): Promise<boolean> {
  try {
    await finished(Readable.from(parts).resume());
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_ENCODING_INVALID_ENCODED_DATA') return false;
    throw error;
  }
}

/** The first records of a file. */
async function firstRecords(parts: AsyncIterable<Buffer>): Promise<readonly CsvRecord[]> {
  const reading = new CsvRecords();
  const records: CsvRecord[] = [];
  let read = 0;
  for await (const part of parts) {
    records.push(...reading.take(part.subarray(0, headBytes - read)));
    read += part.length;
    if (read >= headBytes) break;
  }
  return records.length < 3 ? [...records, ...reading.end()] : records;
}

/** How dates and amounts are written: all rows say it, where the first is not as the admin center writes it. */
async function formsOf(text: ExportText, first: CsvRecord | undefined): Promise<Result<Forms, ExportRefusal>> {
  const { delimiter } = text.columns;
  const [raw] = first === undefined ? [] : rawRows([first], text.columns);
  const isUsual = delimiter === ',' && (raw?.raw === undefined || parseInstant(raw.raw.start) !== undefined);
  if (isUsual) return ok(exportForms);
  const forms = new FormsSurvey(text.name, delimiter);
  for await (const records of recordPages(text, 1000)) {
    for (const { raw } of rawRows(records, text.columns)) if (raw !== undefined) forms.take(raw);
  }
  return forms.end();
}
