import { Readable } from 'node:stream';
import { parse } from 'csv-parse';
import yauzl from 'yauzl';
import { err, ok, type CallRow, type Result } from '../../../core/index.ts';
import type { ParsedRows, RowProblem } from '../../ports.ts';
import { parseCallRow, type RawRow } from './call-row.ts';

export interface Limits {
  /** Bytes of all files in a zip together, unpacked. */
  readonly unpackedBytes: number;
  readonly pageRows: number;
}

export const usualLimits: Limits = { unpackedBytes: 512 * 1024 * 1024, pageRows: 1000 };

/** Why a file is no usage export, as a whole. */
export type ExportRefusal =
  | { readonly kind: 'not-an-export'; readonly file: string }
  | { readonly kind: 'missing-columns'; readonly file: string; readonly columns: readonly string[] }
  | { readonly kind: 'too-large-unpacked'; readonly file: string; readonly bytes: number }
  | { readonly kind: 'damaged-archive'; readonly file: string };

export interface ExportFile {
  readonly name: string;
  /** Reads the file from its beginning each time. */
  readonly pages: () => AsyncIterable<ParsedRows>;
}

// The columns of the admin centre's export (FACTS §3.2), by the field that each becomes.
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

/** Opens the admin centre's export: the CSV, or the zip that holds it beside other files, which are passed over. */
export async function openExport(
  file: { readonly name: string; readonly bytes: Buffer },
  limits = usualLimits,
): Promise<Result<readonly ExportFile[], ExportRefusal>> {
  const isZip = file.bytes.subarray(0, 4).equals(Buffer.from('PK\u0003\u0004'));
  const files = isZip ? await unzipped(file, limits) : ok([file]);
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
  // A line too broken to split is reported as such; the lines after it are still read.
  const bad: { line: number; problem: RowProblem }[] = [];
  const parser = Readable.from(slices(bytes)).pipe(
    parse({
      bom: true,
      columns: header => header.map(name => name.trim()),
      info: true,
      skip_empty_lines: true,
      relax_quotes: false,
      skip_records_with_error: true,
      max_record_size: 65536,
      on_skip: error => {
        bad.push({ line: Number(error?.['lines'] ?? 0), problem: 'not-a-row' });
        return undefined;
      },
    }),
  );
  let rows: CallRow[] = [];
  let lines: number[] = [];
  let lineAfter = 2;
  for await (const { record, info } of parser as AsyncIterable<{
    record: Record<string, string>;
    info: { lines: number };
  }>) {
    const line = lineAfter;
    lineAfter = info.lines + 1;
    const row = parseCallRow(rawOf(record));
    if (typeof row === 'string') bad.push({ line, problem: row });
    else {
      rows.push(row);
      lines.push(line);
    }
    if (rows.length + bad.length < pageRows) continue;
    yield { rows, lines, bad: bad.splice(0) };
    rows = [];
    lines = [];
  }
  if (rows.length + bad.length > 0) yield { rows, lines, bad };
}

const rawOf = (record: Record<string, string>): RawRow =>
  Object.fromEntries(
    Object.entries(columns).map(([field, column]) => [field, record[column] ?? '']),
  ) as unknown as RawRow;

function* slices(bytes: Buffer): Iterable<Buffer> {
  const size = 1 << 16;
  for (let from = 0; from < bytes.length; from += size) yield bytes.subarray(from, from + size);
}

function unzipped(
  file: { readonly name: string; readonly bytes: Buffer },
  limits: Limits,
): Promise<Result<readonly { name: string; bytes: Buffer }[], ExportRefusal>> {
  const damaged = err({ kind: 'damaged-archive', file: file.name } as const);
  return new Promise(resolve => {
    yauzl.fromBuffer(file.bytes, { lazyEntries: true, validateEntrySizes: true }, (openError, zip) => {
      // yauzl gives no archive exactly when it gives an error.
      if (openError !== null) {
        resolve(damaged);
        return;
      }
      const found: { name: string; bytes: Buffer }[] = [];
      let unpacked = 0;
      zip.on('error', () => resolve(damaged));
      zip.on('end', () => resolve(ok(found)));
      zip.on('entry', (entry: yauzl.Entry) => {
        const name = entry.fileName.split('/').at(-1) ?? '';
        if (!/^PSTN\.calls\..*\.csv$/i.test(name)) {
          zip.readEntry();
          return;
        }
        // The size is what the archive claims; yauzl breaks off when an entry holds more than that.
        unpacked += entry.uncompressedSize;
        if (unpacked > limits.unpackedBytes) {
          resolve(err({ kind: 'too-large-unpacked', file: file.name, bytes: limits.unpackedBytes }));
          zip.close();
          return;
        }
        zip.openReadStream(entry, (error, stream) => {
          if (error !== null) {
            resolve(damaged);
            return;
          }
          const parts: Buffer[] = [];
          stream.on('data', (part: Buffer) => parts.push(part));
          stream.on('error', () => resolve(damaged));
          stream.on('end', () => {
            found.push({ name, bytes: Buffer.concat(parts) });
            zip.readEntry();
          });
        });
      });
      zip.readEntry();
    });
  });
}
