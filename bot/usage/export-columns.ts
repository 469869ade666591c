import { parse } from 'csv-parse/sync';
import { err, ok, type RawRow, type Result } from '../../core/index.ts';
import { isWellFormed, unwrapped, type CsvRecord, type Delimiter } from './csv-records.ts';

/** Why the columns of a file are not those of the export. */
export type ColumnsRefusal =
  | { readonly kind: 'not-an-export'; readonly file: string }
  | { readonly kind: 'unknown-delimiter' | 'mixed-line-ends'; readonly file: string }
  | { readonly kind: 'missing-columns'; readonly file: string; readonly columns: readonly string[] }
  | { readonly kind: 'columns-twice'; readonly file: string; readonly columns: readonly string[] }
  | {
      readonly kind: 'direct-routing' | 'operator-connect';
      readonly file: string;
      readonly columns: readonly string[];
    };

/** Where the fields of a row stand. */
export interface ExportColumns {
  readonly places: Readonly<Record<keyof RawRow, number>>;
  /** How many columns there are: a row has no fewer fields. */
  readonly count: number;
  readonly delimiter: Delimiter;
  /** The line on which the first row may begin. */
  readonly firstLine: number;
}

// The columns of the admin center's export (M9), by the field that each becomes.
const columnOf: Readonly<Record<keyof RawRow, string>> = {
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
const needed = Object.values(columnOf);

/** ExportColumns that only the admin center's other reports have, by their names in lower case without spaces. */
const foreign = {
  'direct-routing':
    /^(?:correlationid|sharedcorrelationid|sipaddress|invitetime.*|failuretime.*|sbcfqdn|trunkfqdn|mediabypass|finalsip.*|finalmicrosoft.*|callendsubreason|azureregion.*|successfulcall|eventtype)$/,
  'operator-connect': /^(?:operator|operatorname|operatorid|operatorconnect.*|sourceofcallduration|callingprofile.*)$/,
} as const;

const delimiters: readonly Delimiter[] = [',', ';', '\t', '|'];

/** Reads the columns of a file off its first lines. */
export function columnsIn(file: string, records: readonly CsvRecord[]): Result<ExportColumns, ColumnsRefusal> {
  const [first, second] = records;
  // Excel's own first line, in files for Excel.
  const said = /^sep=(.)[^\r]*$/i.exec(plain(first))?.[1];
  const header = said === undefined ? first : second;
  const text = plain(header);
  const readings = delimiters
    .filter(one => said === undefined || one === said)
    .map(delimiter => ({
      delimiter,
      names: namesIn(text, delimiter),
    }));
  const best = readings.toSorted((one, other) => known(other.names).length - known(one.names).length)[0];
  if (best === undefined || known(best.names).length < 2) return err(unlike(file, text));
  const { names, delimiter } = best;
  if (text.includes('\r')) return err({ kind: 'mixed-line-ends', file });
  const twice = needed.filter(column => names.indexOf(column) !== names.lastIndexOf(column));
  if (twice.length > 0) return err({ kind: 'columns-twice', file, columns: twice });
  const missing = needed.filter(column => !names.includes(column));
  if (missing.length > 0) return err(otherReport(file, names) ?? { kind: 'missing-columns', file, columns: missing });
  return ok({ places: placesIn(names), count: names.length, delimiter, firstLine: (header?.line ?? 0) + 1 });
}

const placesIn = (names: readonly string[]): ExportColumns['places'] =>
  Object.fromEntries(
    Object.entries(columnOf).map(([field, column]) => [field, names.indexOf(column)]),
  ) as unknown as ExportColumns['places'];

const plain = (record: CsvRecord | undefined): string => unwrapped((record?.text ?? '').replace(/^\uFEFF/, ''));

const namesIn = (text: string, delimiter: Delimiter): readonly string[] =>
  isWellFormed(text, delimiter)
    ? (parse(text, { delimiter, relax_column_count: true, record_delimiter: '\n' })[0] ?? []).map(name => name.trim())
    : [];

const known = (names: readonly string[]): readonly string[] => needed.filter(column => names.includes(column));

/** What a file is that has hardly a column of the export. */
function unlike(file: string, text: string): ColumnsRefusal {
  const otherIn = (line: string): ColumnsRefusal | undefined =>
    delimiters.map(one => otherReport(file, namesIn(line, one))).find(refusal => refusal !== undefined);
  const other = otherIn(text);
  if (other !== undefined) return other;
  if (needed.filter(column => text.includes(column)).length > needed.length / 2)
    return { kind: text.includes('\r') ? 'mixed-line-ends' : 'unknown-delimiter', file };
  // Where lines end in several ways, those behind it run into the first one.
  return otherIn(text.split('\r')[0] ?? '') ?? { kind: 'not-an-export', file };
}

function otherReport(file: string, names: readonly string[]): ColumnsRefusal | undefined {
  for (const [kind, pattern] of Object.entries(foreign) as readonly ['direct-routing' | 'operator-connect', RegExp][]) {
    const columns = names.filter(name => pattern.test(name.toLowerCase().replaceAll(/[\s()]/g, '')));
    if (columns.length > 0) return { kind, file, columns };
  }
  return undefined;
}
