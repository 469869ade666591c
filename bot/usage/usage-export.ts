import { setImmediate as yieldToEventLoop } from 'node:timers/promises';
import { crc32 } from 'node:zlib';
import { parse } from 'csv-parse/sync';
import { err, ok, parseCallRow, type CallRow, type RawRow, type Result, type RowProblem } from '../../core/index.ts';
import type { ParsedRows } from '../ports/index.ts';
import { CsvRecords, isWellFormed, type CsvRecord } from './csv-records.ts';
import { unzipped, type ArchiveRefusal } from './unzip.ts';

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
  | { readonly kind: 'not-an-export'; readonly file: string }
  | { readonly kind: 'missing-columns'; readonly file: string; readonly columns: readonly string[] }
  | { readonly kind: 'too-many-lines'; readonly file: string; readonly most: number }
  | ArchiveRefusal;

export interface ExportFile {
  readonly name: string;
  /** Reads the file from its beginning each time. */
  readonly pages: () => AsyncIterable<ParsedRows>;
}

// The columns of the admin center's export (M9), by the field that each becomes.
const columns: Record<keyof RawRow, string> = {
  id: 'UsageId',
  callId: 'Call ID',
  userId: 'AAD ObjectId',
  userPrincipalName: 'UPN',
  userName: 'User Display Name',
  caller: 'Caller ID',
  callee: 'Destination Number',
  callType: 'Call Type',
  destination: 'Destination Dialed',
  start: 'Start Time',
  seconds: 'Duration Seconds',
  fee: 'Connection Fee',
  charge: 'Charge',
  currency: 'Currency',
  capability: 'Capability',
};

/** Opens the admin center's export: the CSV, or the zip that holds it beside other files, which are passed over. */
export async function openExport(
  file: { readonly name: string; readonly bytes: Buffer },
  limits = usualLimits,
): Promise<Result<readonly ExportFile[], ExportRefusal>> {
  const isZip = file.bytes.subarray(0, 4).equals(Buffer.from('PK\u0003\u0004'));
  const files = isZip ? await unzipped(file, limits.unpackedBytes) : ok([plain(file)]);
  if (!files.ok) return files;
  const exports: ExportFile[] = [];
  for (const source of files.value) {
    const surveyed = await survey(source, limits);
    if (!surveyed.ok) return surveyed;
    const names = surveyed.value;
    exports.push({ name: source.name, pages: () => pagesOf(source, names, limits.pageRows) });
  }
  return exports.length === 0 ? err({ kind: 'not-an-export', file: file.name }) : ok(exports);
}

/** A file, read in parts. */
interface Source {
  readonly name: string;
  readonly crc32?: number;
  readonly parts: () => AsyncIterable<Buffer>;
}

const partBytes = 65_536;

const plain = ({ name, bytes }: { readonly name: string; readonly bytes: Buffer }): Source => ({
  name,
  parts: async function* () {
    for (let from = 0; from < bytes.length; from += partBytes) {
      yield bytes.subarray(from, from + partBytes);
      // The bot goes on answering, whatever the file holds.
      await yieldToEventLoop();
    }
  },
});

/** Reads a file to its end before anything of it is recorded; returns the names of its columns. */
async function survey(source: Source, { mostLines }: Limits): Promise<Result<readonly string[], ExportRefusal>> {
  const header = new CsvRecords();
  let first: CsvRecord | undefined;
  let [lines, sum] = [0, 0];
  try {
    for await (const part of source.parts()) {
      first ??= header.take(part)[0];
      sum = crc32(part, sum);
      lines += linesIn(part);
      if (lines > mostLines) return err({ kind: 'too-many-lines', file: source.name, most: mostLines });
    }
  } catch {
    return err({ kind: 'damaged-archive', file: source.name });
  }
  if (source.crc32 !== undefined && source.crc32 !== sum) return err({ kind: 'damaged-archive', file: source.name });
  return columnsOf(source.name, first ?? header.end()[0]);
}

function linesIn(part: Buffer): number {
  let lines = 0;
  for (let end = part.indexOf(0x0a); end !== -1; end = part.indexOf(0x0a, end + 1)) lines += 1;
  return lines;
}

function columnsOf(file: string, header: CsvRecord | undefined): Result<readonly string[], ExportRefusal> {
  const text = header?.line === 1 ? (header.text ?? '').replace(/^\uFEFF/, '') : '';
  const names = (isWellFormed(text) ? (parse(text, csv)[0] ?? []) : []).map(name => name.trim());
  const missing = Object.values(columns).filter(column => !names.includes(column));
  if (missing.length === Object.keys(columns).length) return err({ kind: 'not-an-export', file });
  return missing.length > 0 ? err({ kind: 'missing-columns', file, columns: missing }) : ok(names);
}

async function* pagesOf(source: Source, names: readonly string[], pageRows: number): AsyncIterable<ParsedRows> {
  const records = new CsvRecords();
  const page = new Page(pageRows);
  for await (const part of source.parts()) {
    for (const record of records.take(part)) {
      if (record.line === 1 || !page.isFullWith(record)) continue;
      yield parsePage(page.taken(), names);
      // The bot goes on answering between two pages.
      await yieldToEventLoop();
    }
  }
  for (const record of records.end()) if (record.line > 1) page.isFullWith(record);
  const rest = page.taken();
  if (rest.length > 0) yield parsePage(rest, names);
}

/** The text of a page of short rows, and the most that is parsed without letting anybody else have a turn. */
const pageLength = 262_144;

/** Records that are parsed at once. */
class Page {
  readonly #mostRecords: number;
  #records: CsvRecord[] = [];
  #length = 0;

  constructor(mostRecords: number) {
    this.#mostRecords = mostRecords;
  }

  /** Adds a record; says whether the page is full then. */
  isFullWith(record: CsvRecord): boolean {
    this.#records.push(record);
    this.#length += record.text?.length ?? 0;
    return this.#records.length >= this.#mostRecords || this.#length >= pageLength;
  }

  taken(): readonly CsvRecord[] {
    const records = this.#records;
    this.#records = [];
    this.#length = 0;
    return records;
  }
}

/** Parses a page; a malformed record hides no other. */
function parsePage(records: readonly CsvRecord[], names: readonly string[]): ParsedRows {
  const rows: CallRow[] = [];
  const lines: number[] = [];
  const bad: { line: number; problem: RowProblem }[] = [];
  const wellFormed = records.filter(({ text }) => text !== undefined && mayBeRow(text, names));
  const fields = parse(wellFormed.map(({ text }) => text).join('\n'), csv);
  const fieldsOf = new Map(wellFormed.map((record, index) => [record, fields[index]]));
  for (const record of records) {
    const values = fieldsOf.get(record);
    const row = values?.length === names.length ? parseCallRow(rawOf(names, values)) : problemOf(record);
    if (typeof row === 'string') bad.push({ line: record.line, problem: row });
    else {
      rows.push(row);
      lines.push(record.line);
    }
  }
  return { rows, lines, bad };
}

/** Cheap to tell, of the many lines that a file made to harm can hold: there are fewer characters than separators. */
const mayBeRow = (text: string, { length }: readonly string[]): boolean =>
  text.length >= length - 1 && isWellFormed(text);

const problemOf = ({ text }: CsvRecord): RowProblem => (text === undefined ? 'line-too-long' : 'not-a-row');

const csv = { relax_column_count: true, record_delimiter: '\n' } as const;

function rawOf(names: readonly string[], values: readonly string[]): RawRow {
  const record = new Map(names.map((name, index) => [name, values[index] ?? '']));
  return Object.fromEntries(
    Object.entries(columns).map(([field, column]) => [field, record.get(column) ?? '']),
  ) as unknown as RawRow;
}
