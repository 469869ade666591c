import { crc32 } from 'node:zlib';
import type { SQLInputValue } from 'node:sqlite';
import type { Question } from '../../../core/index.ts';
import { DriverError } from '../../ports/index.ts';
import { neverLate, type LateBilling } from '../stored/late-billing.ts';
import { packedDigest, packedGuid, unpackedText } from '../stored/packed-text.ts';
import { codeOfState, stateOfCode } from '../stored/row-state.ts';
import type { StoredRow } from '../stored/row.ts';
import type { Database } from './database.ts';
import { keepIds } from './row-ids.ts';

const columns = [
  ...[
    'book',
    'state',
    'start',
    'cost',
    'id',
    'version',
    'entrySeq',
    'lookAlikeKey',
    'seconds',
    'charge',
    'fee',
    'creditsCost',
  ],
  ...[
    'currency',
    'capability',
    'question',
    'isCorrection',
    'callId',
    'userId',
    'userPrincipalName',
    'userName',
    'callType',
  ],
  ...['destination', 'caller', 'callee', 'late'],
] as const;

const insert = `INSERT INTO calls (${columns.join(', ')}, checksum, arrival) VALUES (${'?, '.repeat(columns.length)}?, ?)`;
const update = `UPDATE calls SET ${columns.map(column => `${column} = ?`).join(', ')}, checksum = ? WHERE arrival = ?`;

/** Inserts a row with that arrival; within a transaction. */
export function insertRow(database: Database, row: Omit<StoredRow, 'arrival'>, arrival: number): void {
  database.run(insert, ...valuesOf(row), checksumOf(row), arrival);
}

/** As it was, so that it is still found to be damaged. */
export function insertDamagedRow(database: Database, row: StoredRow): void {
  database.run(insert, ...valuesOf(row), -1, row.arrival);
}

/** Updates the row with that arrival; within a transaction. */
export function updateRow(database: Database, row: StoredRow): void {
  database.run(update, ...valuesOf(row), checksumOf(row), row.arrival);
}

/** Inserts rows from another store or an older format, in the order of arrival; within a transaction. */
export function loadRows(database: Database, rows: readonly Omit<StoredRow, 'arrival'>[]): void {
  const first = lastArrival(database) + 1;
  let arrival = first - 1;
  for (const row of rows) {
    arrival += 1;
    insertRow(database, row, arrival);
  }
  keepIds(database, { first, last: arrival });
}

/** Where every row is read, so many are at a time: of more at once most outlive the space of new objects, which costs as much as to read them. */
export const readTogether = 100;

/** What a query asks of `calls` for `storedRows`. */
export const listedColumns = ['arrival', ...columns, 'checksum'].join(', ');

/** The plus keeps SQLite from finding all rows of the book by another index and sorting them, for every page anew. */
export const pageInOrder = `SELECT ${listedColumns} FROM calls WHERE +book = ? AND arrival > ? ORDER BY arrival LIMIT ?`;

/** The rows of a book that arrived after another, in the order of arrival, unchecked. */
export const rowsAfter = (
  database: Database,
  book: number,
  { after, limit }: { readonly after: number; readonly limit: number },
): readonly UncheckedRow[] => uncheckedRows(database, pageInOrder, book, after, limit);

export const lastArrival = (database: Database): number =>
  Number(database.one('SELECT max(arrival) AS last FROM calls')?.['last'] ?? 0);

/** In the order of the columns; written out for speed, since an import calls it for every row. */
function valuesOf(row: Omit<StoredRow, 'arrival'>): (string | number | Uint8Array | null)[] {
  const { about } = row;
  return [
    row.book,
    codeOfState(row.state),
    row.start,
    row.cost,
    packedGuid(row.id),
    packedDigest(row.version),
    row.entrySeq,
    row.lookAlikeKey === null ? null : packedDigest(row.lookAlikeKey),
    row.seconds,
    row.charge,
    row.fee,
    row.creditsCost,
    row.currency,
    row.capability,
    row.question,
    row.isCorrection,
    packedGuid(about.callId),
    packedGuid(about.userId),
    about.userPrincipalName,
    about.userName,
    about.callType,
    about.destination,
    about.caller,
    about.callee,
    row.late.length === 0 ? null : JSON.stringify(row.late),
  ];
}

/** Over what the row says, however its columns keep it; but when it was billed late is said by its entries, and held against the sums. */
export function checksumOf(row: Omit<StoredRow, 'arrival'>): number {
  const { about } = row;
  const numbers = `${row.book} ${row.entrySeq ?? ''} ${row.start} ${row.seconds} ${row.charge} ${row.fee} ${row.cost} ${row.creditsCost}`;
  const words = `${row.isCorrection} ${row.state} ${row.question ?? ''} ${row.id} ${row.version} ${row.lookAlikeKey ?? ''}`;
  const texts = `${row.currency}\u0000${row.capability}\u0000${about.callId}\u0000${about.userId}\u0000${about.userPrincipalName}`;
  const more = `${about.userName}\u0000${about.callType}\u0000${about.destination}\u0000${about.caller}\u0000${about.callee}`;
  return crc32(`${numbers}\u0000${words}\u0000${texts}\u0000${more}`);
}

/** A row as it was read, and the checksum that was. */
export interface UncheckedRow {
  readonly row: StoredRow;
  readonly checksum: unknown;
}

/** The rows that a query finds which asks `listedColumns`. */
export const uncheckedRows = (
  database: Database,
  sql: string,
  ...values: readonly SQLInputValue[]
): readonly UncheckedRow[] => database.lists(sql, ...values).map(list => rowOfList(list as unknown as ListedRow));

/** The same where each must match its checksum. */
export const storedRows = (
  database: Database,
  sql: string,
  ...values: readonly SQLInputValue[]
): readonly StoredRow[] => uncheckedRows(database, sql, ...values).map(checked);

/** A row as it was read, which must match its checksum. */
export function checked({ row, checksum }: UncheckedRow): StoredRow {
  if (checksum !== checksumOf(row)) throw new DriverError('store-damaged', `row ${row.arrival} is damaged`);
  return row;
}

type Text = string | Uint8Array;

/** A row in the order of `listedColumns`. */
type ListedRow = readonly [
  ...[arrival: number, book: number, state: number, start: number, cost: number, id: Text, version: Text],
  ...[entrySeq: number | null, lookAlikeKey: Text | null, seconds: number, charge: number, fee: number],
  ...[creditsCost: number, currency: string, capability: string, question: Question | null, isCorrection: number],
  ...[callId: Text, userId: Text, userPrincipalName: string, userName: string, callType: string],
  ...[destination: string, caller: string, callee: string, late: string | null, checksum: number],
];

/** When it was billed late; the checksum does not cover it, since its entries say it. */
function lateOf(late: string | null, arrival: number): LateBilling {
  if (late === null) return neverLate;
  try {
    return JSON.parse(late) as LateBilling;
  } catch (cause) {
    throw new DriverError('store-damaged', `row ${arrival} is damaged`, cause);
  }
}

/** Written out for speed, since whoever verifies or copies a store has every row read. */
function rowOfList(list: ListedRow): UncheckedRow {
  const [
    arrival,
    book,
    state,
    start,
    cost,
    id,
    version,
    entrySeq,
    lookAlikeKey,
    seconds,
    charge,
    fee,
    creditsCost,
    currency,
    capability,
    question,
    isCorrection,
    callId,
    userId,
    userPrincipalName,
    userName,
    callType,
    destination,
    caller,
    callee,
    late,
    checksum,
  ] = list;
  const row: StoredRow = {
    arrival,
    book,
    entrySeq,
    id: unpackedText(id),
    version: unpackedText(version),
    state: stateOfCode(state),
    question,
    start,
    seconds,
    charge,
    fee,
    currency,
    capability,
    cost,
    creditsCost,
    lookAlikeKey: lookAlikeKey === null ? null : unpackedText(lookAlikeKey),
    isCorrection,
    late: lateOf(late, arrival),
    about: {
      callId: unpackedText(callId),
      userId: unpackedText(userId),
      userName,
      userPrincipalName,
      callType,
      caller,
      callee,
      destination,
    },
  };
  return { row, checksum };
}

export const rowAtArrival = `SELECT ${listedColumns} FROM calls WHERE arrival = ?`;

/** The rows at these arrivals that have that id: others may share its hash. */
export function foundRows(
  database: Database,
  arrivals: readonly number[],
  { book, id }: { readonly book: number; readonly id: string },
): readonly StoredRow[] {
  return arrivals.flatMap(arrival => {
    const [found] = uncheckedRows(database, rowAtArrival, arrival);
    if (found === undefined) throw new DriverError('store-damaged', `row ${arrival} is not there`);
    return found.row.book === book && found.row.id === id ? [checked(found)] : [];
  });
}
