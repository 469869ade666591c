import { buffer } from 'node:stream/consumers';
import yazl from 'yazl';

/** Dice of one case. */
export interface Dice {
  /** A whole number below. */
  below(most: number): number;
  one<Value>(values: readonly Value[]): Value;
}

/** A text of a file that is changed step by step, with what was done to it. */
interface Mutant {
  readonly header: string;
  readonly rows: readonly string[];
}

type Change = (mutant: Mutant, dice: Dice) => Mutant;

/** Lengths that stay below a limit, touch it, and leave it far behind. */
const lengths = [1, 100, 8192, 65_535, 65_536, 65_537, 300_000, 4_000_000];

const hostile = [
  ...[
    '',
    ' ',
    '-',
    '+1',
    '0',
    '-1',
    '1e9',
    'NaN',
    '0x10',
    '1,5',
    '１２',
    '9'.repeat(30),
    '0.0000001',
    '-0.5',
    '999999999.999999',
  ],
  ...[
    'constructor',
    '__proto__',
    'toString',
    '=1+1',
    '\u202Eabc',
    '\u200B',
    '\u0000',
    '\uD800',
    '<at>all</at>',
    '[a](http://b.c)',
  ],
  ...[
    '2026-02-30T00:00:00Z',
    '9999-12-31T23:59:59Z',
    '0001-01-01T00:00:00Z',
    '2026-10-01',
    '2026-10-01T10:00:00.999999999Z',
  ],
  ...['USD', 'usd', 'EUR', 'XXX', 'MCOPSTNPP', 'mcopstnpp', '"', '""', '"a', 'a"b', '\n', '\r', '\r\n', '\t'],
];

function atRow(change: (row: string, dice: Dice) => string): Change {
  return ({ header, rows }, dice) => {
    const at = dice.below(rows.length);
    return { header, rows: rows.with(at, change(rows[at] ?? '', dice)) };
  };
}

function atField(change: (field: string, dice: Dice) => string): Change {
  return atRow((row, dice) => {
    const fields = row.split(',');
    const at = dice.below(fields.length);
    return fields.with(at, change(fields[at] ?? '', dice)).join(',');
  });
}

const changes: readonly (readonly [string, Change])[] = [
  ['a hostile field', atField((_field, dice) => dice.one(hostile))],
  [
    'a long field',
    atField((_field, dice) => dice.one(['a', '0', '9', ' ', '"', '""', '\u{1f600}']).repeat(dice.one(lengths))),
  ],
  ['many zeros in a number', atField((_field, dice) => `0.${'0'.repeat(dice.one(lengths))}1`)],
  ['a field less', atRow((row, dice) => row.split(',').toSpliced(dice.below(20), 1).join(','))],
  ['a field more', atRow((row, dice) => row.split(',').toSpliced(dice.below(20), 0, dice.one(hostile)).join(','))],
  ['a stray quote', atRow((row, dice) => inserted(row, dice.below(row.length + 1), '"'))],
  ['a broken character', atRow((row, dice) => inserted(row, dice.below(row.length + 1), '\uFFFD\u0000'))],
  ['a row twice', ({ header, rows }, dice) => ({ header, rows: [...rows, dice.one(rows)] })],
  ['rows in another order', ({ header, rows }) => ({ header, rows: rows.toReversed() })],
  ['no rows', ({ header }) => ({ header, rows: [''] })],
  [
    'a column less',
    ({ header, rows }, dice) => ({ header: header.split(',').toSpliced(dice.below(20), 1).join(','), rows }),
  ],
  [
    'a column renamed',
    ({ header, rows }, dice) => {
      // Another change may have left fewer.
      const names = header.split(',');
      return { header: names.with(dice.below(20) % names.length, dice.one(hostile)).join(','), rows };
    },
  ],
  ['a column twice', ({ header, rows }) => ({ header: `${header},Charge`, rows: rows.map(row => `${row},1`) })],
  ['a byte order mark', ({ header, rows }) => ({ header: `\uFEFF${header}`, rows })],
  ['line ends of Windows', ({ header, rows }) => ({ header: `${header}\r`, rows: rows.map(row => `${row}\r`) })],
];

/** Changes that make a small zip a large file; seldom, as they take long. */
const bombs: readonly (readonly [string, Change])[] = [
  [
    'a line of quotes',
    ({ header, rows }, dice) => ({
      header,
      rows: [...rows, '"'.repeat(dice.one([100_000_001, 250_000_001])), rows[0] ?? ''],
    }),
  ],
  [
    'a long line',
    ({ header, rows }, dice) => ({
      header,
      rows: [...rows, 'x'.repeat(dice.one([100_000_000, 250_000_000])), rows[0] ?? ''],
    }),
  ],
  [
    'millions of short lines',
    ({ header, rows }, dice) => ({ header, rows: [...rows, 'x\n'.repeat(dice.one([500_000, 30_000_000]))] }),
  ],
  [
    'millions of lines of nothing',
    ({ header, rows }, dice) => ({ header, rows: [...rows, '\n'.repeat(dice.one([500_000, 2_000_000]))] }),
  ],
  [
    'very many open quotes',
    ({ header, rows }, dice) => ({ header, rows: [...rows, '"\n'.repeat(dice.one([500_000, 1_000_000]))] }),
  ],
];

const inserted = (text: string, at: number, what: string): string => text.slice(0, at) + what + text.slice(at);

/** An export that has been changed, with what was done to it. */
export interface ChangedExport {
  readonly about: string;
  readonly name: string;
  readonly bytes: Buffer;
}

/** An export changed in up to four places, as a csv or in a zip, whose bytes may be changed as well. */
export async function changedExport(csv: string, dice: Dice): Promise<ChangedExport> {
  const [header = '', ...rows] = csv.split('\n');
  const from = dice.below(Math.max(1, rows.length - 60));
  const isBomb = dice.below(100) === 0;
  const chosen = isBomb ? [dice.one(bombs)] : Array.from({ length: dice.below(5) }, () => dice.one(changes));
  const { header: top, rows: body } = chosen.reduce<Mutant>((mutant, [, change]) => change(mutant, dice), {
    header,
    rows: rows.slice(from, from + 1 + dice.below(60)),
  });
  const text = Buffer.from([top, ...body].join('\n'));
  const about = chosen.map(([name]) => name).join(', ');
  if (!isBomb && dice.below(2) === 0)
    return { about: `csv: ${about}`, name: 'PSTN.calls.csv', bytes: bent(text, dice) };
  const bytes = await zipped(text, dice);
  return { about: `zip: ${about}`, name: 'Calls.Export.zip', bytes: isBomb ? bytes : bent(bytes, dice) };
}

async function zipped(csv: Buffer, dice: Dice): Promise<Buffer> {
  const zip = new yazl.ZipFile();
  const name = dice.one([
    'PSTN.calls.2026-10-31.csv',
    'PSTN.calls.2026-10-31.csv',
    'folder/PSTN.calls.x.CSV',
    'other.csv',
  ]);
  for (let copies = dice.one([1, 1, 1, 2]); copies > 0; copies -= 1) zip.addBuffer(csv, name);
  for (let others = dice.one([0, 1, 1, 2000]); others > 0; others -= 1)
    zip.addBuffer(Buffer.from('{}'), `${others}.json`);
  zip.end();
  return buffer(zip.outputStream);
}

/** One time in four some bytes are flipped, cut off, doubled or put in. */
function bent(bytes: Buffer, dice: Dice): Buffer {
  if (dice.below(4) > 0) return bytes;
  const at = dice.below(bytes.length);
  switch (dice.below(4)) {
    case 0:
      return bytes.subarray(0, at);
    case 1:
      return Buffer.concat([bytes.subarray(0, at), bytes.subarray(Math.max(0, at - 100))]);
    case 2:
      return Buffer.concat([bytes.subarray(0, at), Buffer.from(dice.one(hostile)), bytes.subarray(at)]);
    default: {
      const flipped = Buffer.from(bytes);
      flipped[at] = (flipped[at] ?? 0) ^ (1 << dice.below(8));
      return flipped;
    }
  }
}
