import { setImmediate as yieldToEventLoop } from 'node:timers/promises';
import { parse } from 'csv-parse/sync';
import { err, ok, parseCallRow, type CallRow, type RawRow, type Result, type RowProblem } from '../../core/index.ts';
import type { ParsedRows } from '../ports/index.ts';
import { unzipped, type ArchiveRefusal } from './unzip.ts';

export interface Limits {
  /** Bytes of all files in a zip together, unpacked. */
  readonly unpackedBytes: number;
  readonly pageRows: number;
}

export const usualLimits: Limits = { unpackedBytes: 256 * 1024 * 1024, pageRows: 1000 };

/** Why a file is no usage export, as a whole. */
export type ExportRefusal =
  | { readonly kind: 'not-an-export'; readonly file: string }
  | { readonly kind: 'missing-columns'; readonly file: string; readonly columns: readonly string[] }
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
  const files = isZip ? await unzipped(file, limits.unpackedBytes) : ok([file]);
  if (!files.ok) return files;
  const exports: ExportFile[] = [];
  for (const { name, bytes } of files.value) {
    const missing = missingColumns(bytes);
    if (missing.length === Object.keys(columns).length) return err({ kind: 'not-an-export', file: name });
    if (missing.length > 0) return err({ kind: 'missing-columns', file: name, columns: missing });
    exports.push({ name, pages: () => pagesOf(bytes, limits.pageRows) });
  }
  return exports.length === 0 ? err({ kind: 'not-an-export', file: file.name }) : ok(exports);
}

function missingColumns(bytes: Buffer): readonly string[] {
  const end = bytes.indexOf(0x0a);
  const header = bytes.subarray(0, Math.min(end === -1 ? bytes.length : end, 8192)).toString('utf8');
  const names = new Set(
    header
      .replace(/^\uFEFF/, '')
      .split(',')
      .map(name => name.trim().replace(/^"|"$/g, '')),
  );
  return Object.values(columns).filter(column => !names.has(column));
}

async function* pagesOf(bytes: Buffer, pageRows: number): AsyncIterable<ParsedRows> {
  const [header] = recordsOf(bytes, 1);
  const names = header === undefined ? [] : (parsed(header.text)?.[0] ?? []).map(name => name.trim());
  let page: CsvRecord[] = [];
  for (const record of recordsOf(bytes)) {
    if (record.line === 1) continue;
    page.push(record);
    if (page.length < pageRows) continue;
    yield parsePage(page, names);
    // The bot goes on answering between two pages.
    await yieldToEventLoop();
    page = [];
  }
  if (page.length > 0) yield parsePage(page, names);
}

/** One record of a CSV file with the line on which it begins. */
interface CsvRecord {
  readonly line: number;
  readonly text: string;
}

/** A quoted field may hold line ends (RFC 4180), but one quote too many must not swallow the rest of the file. */
const longestRecordLines = 4;

function* recordsOf(bytes: Buffer, most = Number.POSITIVE_INFINITY): Generator<CsvRecord> {
  let from = bytes.subarray(0, 3).equals(Buffer.from([0xef, 0xbb, 0xbf])) ? 3 : 0;
  let line = 1;
  for (let count = 0; from < bytes.length && count < most; count += 1) {
    const record = recordAt(bytes, from);
    if (record.text.trim() !== '') yield { line, text: record.text };
    from = record.to;
    line += record.lines;
  }
}

/** The record that begins there: as many lines as its quotes need; one line, when they do not end soon. */
function recordAt(bytes: Buffer, from: number): { readonly text: string; readonly to: number; readonly lines: number } {
  let to = from;
  let first: { readonly text: string; readonly to: number; readonly lines: number } | undefined;
  for (let lines = 1; lines <= longestRecordLines && to < bytes.length; lines += 1) {
    const end = bytes.indexOf(0x0a, to);
    to = end === -1 ? bytes.length : end + 1;
    const record = { text: bytes.toString('utf8', from, to).replace(/\r?\n$/, ''), to, lines };
    if (record.text.split('"').length % 2 === 1) return record;
    first ??= record;
  }
  return first ?? { text: '', to: bytes.length, lines: 1 };
}

/** Parses a page at once; where one of its records is malformed, each by itself, so that the others are kept. */
function parsePage(page: readonly CsvRecord[], names: readonly string[]): ParsedRows {
  const whole = parsed(page.map(({ text }) => text).join('\n'));
  const all = whole?.length === page.length ? whole : page.map(({ text }) => parsed(text)?.[0]);
  const rows: CallRow[] = [];
  const lines: number[] = [];
  const bad: { line: number; problem: RowProblem }[] = [];
  for (const [index, { line }] of page.entries()) {
    const fields = all[index];
    const row =
      fields?.length === names.length
        ? parseCallRow(rawOf(Object.fromEntries(names.map((name, at) => [name, fields[at] ?? '']))))
        : 'not-a-row';
    if (typeof row === 'string') bad.push({ line, problem: row });
    else {
      rows.push(row);
      lines.push(line);
    }
  }
  return { rows, lines, bad };
}

/** The fields of each record, or nothing when the text is no CSV. */
function parsed(text: string): string[][] | undefined {
  try {
    return parse(text, { relax_column_count: true, max_record_size: 65_536 });
  } catch {
    return undefined;
  }
}

const rawOf = (record: Record<string, string>): RawRow =>
  Object.fromEntries(
    Object.entries(columns).map(([field, column]) => [field, record[column] ?? '']),
  ) as unknown as RawRow;
