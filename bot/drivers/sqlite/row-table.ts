import { crc32 } from 'node:zlib';
import { DriverError } from '../../ports/index.ts';
import type { Columns } from '../stored/columns.ts';
import type { StoredRow } from '../stored/row.ts';
import type { Database } from './database.ts';
import { keepIds } from './row-ids.ts';

const columns = [
  'book',
  'entrySeq',
  'id',
  'version',
  'state',
  'question',
  'start',
  'seconds',
  'charge',
  'fee',
  'currency',
  'capability',
  'cost',
  'creditsCost',
  'lookAlikeKey',
  'isCorrection',
  'destination',
  'person',
  'about',
] as const;

const insert = `INSERT INTO rows (${columns.join(', ')}, checksum, arrival) VALUES (${'?, '.repeat(columns.length)}?, ?)`;
const update = `UPDATE rows SET ${columns.map(column => `${column} = ?`).join(', ')}, checksum = ? WHERE arrival = ?`;

/** Inserts a row with that arrival; within a transaction. */
export function insertRow(database: Database, row: Omit<StoredRow, 'arrival'>, arrival: number): void {
  const values = valuesOf(row);
  database.run(insert, ...values, checksum(values), arrival);
}

/** Updates the row with that arrival; within a transaction. */
export function updateRow(database: Database, row: StoredRow): void {
  const values = valuesOf(row);
  database.run(update, ...values, checksum(values), row.arrival);
}

/** Inserts rows from another store or an older format, in the order of arrival; within a transaction. */
export function loadRows(database: Database, rows: readonly Columns[]): void {
  const first = lastArrival(database) + 1;
  let arrival = first - 1;
  for (const raw of rows) {
    const row = unchecked(raw);
    arrival += 1;
    insertRow(database, row, arrival);
  }
  keepIds(database, { first, last: arrival });
}

export const lastArrival = (database: Database): number =>
  Number(database.one('SELECT max(arrival) AS last FROM rows')?.['last'] ?? 0);

type Value = string | number | null;

/** In the order of the columns; written out for speed, since an import calls it for every row. */
const valuesOf = (row: Omit<StoredRow, 'arrival'>): Value[] => [
  row.book,
  row.entrySeq,
  row.id,
  row.version,
  row.state,
  row.question,
  row.start,
  row.seconds,
  row.charge,
  row.fee,
  row.currency,
  row.capability,
  row.cost,
  row.creditsCost,
  row.lookAlikeKey,
  row.isCorrection,
  row.destination,
  row.person,
  row.about,
];

const checksum = (values: readonly Value[]): number => crc32(values.join('\u0000'));

export const checksumOf = (row: Omit<StoredRow, 'arrival'>): number => checksum(valuesOf(row));

/** A row as it was read, whose checksum must match. */
export function storedRow(raw: Columns): StoredRow {
  const row = unchecked(raw);
  if (raw['checksum'] !== checksumOf(row)) throw new DriverError('store-damaged', `row ${row.arrival} is damaged`);
  return row;
}

export const unchecked = (raw: Columns): StoredRow => raw as unknown as StoredRow;

/** The rows at these arrivals that have that id: others may share its hash. */
export function foundRows(
  database: Database,
  arrivals: readonly number[],
  { book, id }: { readonly book: number; readonly id: string },
): readonly StoredRow[] {
  return arrivals.flatMap(arrival => {
    const row = database.one('SELECT * FROM rows WHERE arrival = ?', arrival);
    if (row === undefined) throw new DriverError('store-damaged', `row ${arrival} is not there`);
    return row['id'] === id && row['book'] === book ? [storedRow(row)] : [];
  });
}
