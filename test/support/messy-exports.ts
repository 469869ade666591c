import { buffer } from 'node:stream/consumers';
import { parse } from 'csv-parse/sync';
import { stringify } from 'csv-stringify/sync';
import yazl from 'yazl';
import type { Dice } from '../fuzz/mutate-export.ts';

/** What programs make of an export when they save it anew: the ways to write each thing, the admin center's own first. */
export const manners = {
  encoding: ['utf-8', 'utf-8-mark', 'utf-16le', 'utf-16be', 'utf-16-unmarked', 'gb18030', 'windows-1252'],
  delimiter: [',', ';', '\t', '|', '^'],
  lineEnd: ['\n', '\r\n', '\r', '\r\r\n', 'mixed'],
  dates: [
    'iso',
    'spaced',
    'zoneless',
    'slashed-year',
    'points',
    'day-first',
    'month-first',
    'half-days',
    'first-of-month',
    'mixed',
    'no-seconds',
  ],
  decimals: ['.', ',', 'mixed'],
  numbers: ['whole', 'rounded', 'formulas'],
  columns: ['usual', 'shuffled', 'four-more', 'one-missing', 'one-twice', 'direct-routing', 'operator-connect'],
  lines: ['plain', 'sep', 'quoted-whole', 'all-quoted', 'empty-cells', 'empty-rows', 'blank-above', 'two-line-names'],
  container: ['csv', 'zip', 'zip-renamed', 'zip-of-a-mac', 'workbook', 'gzip', 'zip-of-direct-routing'],
} as const;

export type Manner = { readonly [Axis in keyof typeof manners]: (typeof manners)[Axis][number] };

export const usual: Manner = {
  encoding: 'utf-8',
  delimiter: ',',
  lineEnd: '\n',
  dates: 'iso',
  decimals: '.',
  numbers: 'whole',
  columns: 'usual',
  lines: 'plain',
  container: 'csv',
};

/** What must come of a file: the reason why none of it is read; or the totals of its rows, and how many are rejected for which problem. */
export type Expected =
  | {
      readonly rows: number;
      /** Of the rows that credits paid for, in micro-units. */
      readonly cost: number;
      readonly seconds: number;
      /** Seconds since 1970 of all starts. */
      readonly starts: number;
      readonly rejected: Readonly<Record<string, number>>;
    }
  | { readonly refused: string };

export interface MessyExport {
  readonly name: string;
  readonly bytes: Buffer;
  readonly expected: Expected;
}

type Row = Readonly<Record<string, string>>;

/** Rows of an export, by the names of their columns. */
export const rowsIn = (csv: string): readonly Row[] => parse(csv, { columns: true, bom: true });

/** Saves rows in a manner. */
export async function messyExport(rows: readonly Row[], manner: Manner): Promise<MessyExport> {
  const written = rows.map((row, index) => inManner(row, manner, index));
  const names = columnsIn(manner, Object.keys(rows[0] ?? {}));
  const { name, bytes } = await contained(encoded(textOf(names, written, manner), manner.encoding), manner);
  return { name, bytes, expected: expectedOf(rows, manner) };
}

/** A manner that differs from the usual in up to four things. */
export function anyManner(dice: Dice): Manner {
  const manner: Record<string, string> = { ...usual };
  for (let changes = dice.below(5); changes > 0; changes -= 1) {
    const axis = dice.one(Object.keys(manners)) as keyof typeof manners;
    manner[axis] = dice.one<string>(manners[axis]);
  }
  return manner as Manner;
}

function expectedOf(rows: readonly Row[], manner: Manner): Expected {
  const refused = refusalOf(rows, manner);
  if (refused !== undefined) return { refused };
  const problems = rows.map((_, index) => problemOf(manner, index));
  const good = rows.filter((_, index) => problems[index] === undefined);
  const sum = (value: (row: Row) => number): number => good.reduce((total, row) => total + value(row), 0);
  const micros = (text = ''): number => Math.round(Number(text) * 1_000_000);
  return {
    rows: good.length,
    cost: sum(row => (row['Capability'] === 'MCOPSTNPP' ? micros(row['Charge']) + micros(row['Connection Fee']) : 0)),
    seconds: sum(row => Number(row['Duration Seconds'])),
    starts: sum(row => Math.floor(startOf(row, manner).epochMilliseconds / 1000)),
    rejected: Object.fromEntries(
      [
        ...Map.groupBy(
          problems.filter(problem => problem !== undefined),
          problem => problem,
        ),
      ].map(([problem, each]) => [problem, each.length]),
    ),
  };
}

function problemOf({ dates, delimiter, decimals }: Manner, index: number): string | undefined {
  if (dates === 'no-seconds') return 'start-without-seconds';
  // A comma within the columns' own commas is quoted, and no amount of the export.
  const hasComma = decimals === ',' || (decimals === 'mixed' && index % 2 === 0);
  return delimiter === ',' && hasComma ? 'bad-charge' : undefined;
}

/** In the order in which a reader comes to know. */
function refusalOf(rows: readonly Row[], manner: Manner): string | undefined {
  const { container, encoding, columns, delimiter, lineEnd, dates, decimals, numbers } = manner;
  if (container === 'workbook') return 'is-workbook';
  if (container === 'gzip') return 'unknown-compression';
  if (container === 'zip-of-direct-routing') return 'holds-direct-routing';
  // Without its names the text is ASCII.
  const hasNames = numbers !== 'formulas' && columns !== 'direct-routing';
  if (encoding === 'utf-16-unmarked' || (encoding === 'windows-1252' && hasNames)) return 'unknown-encoding';
  if (columns === 'direct-routing') return delimiter === '^' ? 'not-an-export' : columns;
  if (lineEnd === 'mixed') return 'mixed-line-ends';
  if (delimiter === '^') return 'unknown-delimiter';
  if (columns === 'one-twice') return 'columns-twice';
  if (columns === 'one-missing') return 'missing-columns';
  if (columns === 'operator-connect') return columns;
  const days = rows.map(row => startOf(row, manner).toZonedDateTimeISO('UTC'));
  const isTold = (some: typeof days): boolean => some.some(({ day }) => day > 12);
  if (dates === 'mixed') return 'mixed-dates';
  const isSlashed = ['day-first', 'month-first', 'half-days', 'first-of-month'].includes(dates);
  if (isSlashed && !isTold(days) && days.some(({ day, month }) => day !== month)) return 'ambiguous-dates';
  return decimals === 'mixed' && delimiter !== ',' ? 'mixed-decimals' : undefined;
}

function startOf(row: Row, { dates }: Manner): Temporal.Instant {
  const start = Temporal.Instant.from(row['Start Time'] ?? '');
  if (dates !== 'first-of-month') return start;
  return start.toZonedDateTimeISO('UTC').with({ day: 2, month: 9 }).toInstant();
}

function inManner(row: Row, manner: Manner, index: number): Row {
  const { encoding, numbers, lines } = manner;
  const names = { gb18030: '李小龙', 'windows-1252': 'Zoë Müller', other: row['User Display Name'] ?? '' };
  const name = names[encoding === 'gb18030' || encoding === 'windows-1252' ? encoding : 'other'];
  return {
    ...row,
    'Start Time': dateText(startOf(row, manner), manner, index),
    'Connection Fee': amountText(row['Connection Fee'] ?? '', manner, index),
    Charge: amountText(row['Charge'] ?? '', manner, index),
    'User Display Name': numbers === 'formulas' ? '#NAME?' : lines === 'two-line-names' ? `${name}\nand others` : name,
    ...(numbers === 'rounded' && { 'Caller ID': '1.42556E+10', 'Destination Number': '4,93056E+11' }),
  };
}

function dateText(start: Temporal.Instant, { dates }: Manner, index: number): string {
  const at = start.round({ smallestUnit: 'second', roundingMode: 'floor' }).toZonedDateTimeISO('UTC');
  const { year, month, day } = at;
  const time = at.toPlainTime().toString({ smallestUnit: 'second' });
  switch (dates) {
    case 'iso':
      return start.toString();
    case 'spaced':
      return `${at.toPlainDate().toString()} ${time} +00:00`;
    case 'zoneless':
      return `${at.toPlainDate().toString()} ${time}`;
    case 'slashed-year':
      return `${year}/${month}/${day} ${time}`;
    case 'points':
      return `${String(day).padStart(2, '0')}.${String(month).padStart(2, '0')}.${year} ${time}`;
    case 'day-first':
    case 'first-of-month':
      return `${day}/${month}/${year} ${time}`;
    case 'month-first':
      return `${month}/${day}/${year} ${time}`;
    case 'half-days':
      return `${month}/${day}/${year} ${at.hour % 12 === 0 ? 12 : at.hour % 12}:${time.slice(3)} ${at.hour < 12 ? 'AM' : 'PM'}`;
    case 'mixed':
      return index % 2 === 0 ? `20/9/${year} ${time}` : `9/20/${year} ${time}`;
    case 'no-seconds':
      return `${at.toPlainDate().toString()} ${time.slice(0, 5)}`;
  }
}

function amountText(amount: string, { decimals }: Manner, index: number): string {
  return decimals === ',' || (decimals === 'mixed' && index % 2 === 0) ? amount.replace('.', ',') : amount;
}

function columnsIn({ columns }: Manner, names: readonly string[]): readonly string[] {
  switch (columns) {
    case 'usual':
      return names;
    case 'shuffled':
      return names.toReversed();
    case 'four-more':
      return [...names, 'External Country', 'Call Direction', 'Operator', 'Source of Call Duration'];
    case 'one-missing':
      return names.filter(name => name !== 'Charge');
    case 'one-twice':
      return [...names, 'Charge'];
    case 'direct-routing':
      return ['Correlation ID', 'SIP Address', 'Display Name', 'Start time', 'Duration (seconds)', 'Final SIP Code'];
    case 'operator-connect':
      return [...names.filter(name => name !== 'Charge' && name !== 'Currency'), 'Operator'];
  }
}

function textOf(names: readonly string[], rows: readonly Row[], manner: Manner): string {
  const { delimiter, lineEnd, lines } = manner;
  const table = [names, ...rows.map(row => names.map(name => row[name] ?? ''))].map(cells =>
    lines === 'empty-cells' ? [...cells, '', ''] : cells,
  );
  const written = table.map(cells =>
    stringify([[...cells]], { delimiter, quoted: lines === 'all-quoted', record_delimiter: '\n' }).slice(0, -1),
  );
  // A spreadsheet that knows only semicolons takes each line for one cell.
  const wrapped = lines === 'quoted-whole' ? written.map(line => `"${line.replaceAll('"', '""')}"`) : written;
  const emptyRow = delimiter.repeat(names.length - 1);
  const all = {
    sep: [`sep=${delimiter}`, ...wrapped],
    'blank-above': ['', ...wrapped],
    'empty-rows': [...wrapped.flatMap(line => [line, emptyRow]), emptyRow],
  };
  const every = lines === 'sep' || lines === 'blank-above' || lines === 'empty-rows' ? all[lines] : wrapped;
  if (lineEnd === 'mixed') return `${every.join('\r')}\n`;
  return every
    .map(line => `${line}\n`)
    .join('')
    .replaceAll('\n', lineEnd);
}

function encoded(text: string, encoding: Manner['encoding']): Buffer {
  switch (encoding) {
    case 'utf-8':
      return Buffer.from(text);
    case 'utf-8-mark':
      return Buffer.from(`\uFEFF${text}`);
    case 'utf-16le':
      return Buffer.from(`\uFEFF${text}`, 'utf16le');
    case 'utf-16be':
      return Buffer.from(`\uFEFF${text}`, 'utf16le').swap16();
    case 'utf-16-unmarked':
      return Buffer.from(text, 'utf16le');
    case 'gb18030':
      return Buffer.from(text.replaceAll('李小龙', '\u00C0\u00EE\u00D0\u00A1\u00C1\u00FA'), 'latin1');
    case 'windows-1252':
      return Buffer.from(text, 'latin1');
  }
}

async function contained(
  csv: Buffer,
  { container }: Manner,
): Promise<{ readonly name: string; readonly bytes: Buffer }> {
  const own = 'PSTN.calls.2026-10-31.csv';
  switch (container) {
    case 'csv':
      return { name: own, bytes: csv };
    case 'gzip':
      return { name: `${own}.gz`, bytes: Buffer.concat([Buffer.from('1f8b0800', 'hex'), csv]) };
    case 'zip':
      return { name: 'Calls.Export.1.zip', bytes: await zipped([[own, csv]]) };
    case 'zip-renamed':
      return { name: 'october.zip', bytes: await zipped([['october.csv', csv]]) };
    case 'zip-of-a-mac':
      return {
        name: 'Archive.zip',
        bytes: await zipped([
          [own, csv],
          [`__MACOSX/._${own}`, Buffer.from('\0\u0005')],
        ]),
      };
    case 'workbook':
      return {
        name: 'PSTN.calls.xlsx',
        bytes: await zipped([
          ['[Content_Types].xml', csv],
          ['xl/workbook.xml', csv],
        ]),
      };
    case 'zip-of-direct-routing':
      return { name: 'Calls.Export.2.zip', bytes: await zipped([['DirectRouting.calls.2026-10-31.csv', csv]]) };
  }
}

async function zipped(files: readonly (readonly [string, Buffer])[]): Promise<Buffer> {
  const zip = new yazl.ZipFile();
  for (const [name, bytes] of files) zip.addBuffer(bytes, name, { mtime: new Date('2026-11-01T00:00:00Z') });
  zip.end();
  return buffer(zip.outputStream);
}
