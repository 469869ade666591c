import type { PoolClient } from 'pg';
import { DriverError, type ArchivedRows } from '../../ports/index.ts';
import type { Columns } from '../stored/columns.ts';
import type { RowOfEntry } from '../stored/drawn-entries.ts';
import type { StoredRow } from '../stored/row.ts';
import type { Ask } from './ask.ts';
import { arrayBytes, tuplesOf } from './binary.ts';
import { callColumns, storedCall, writeCall } from './call-columns.ts';
import { isWrongRow, isSuspectInSql } from './call-digest.ts';
import { rowOfDraw } from './draws.ts';
import type { StoredTypes } from './stored-types.ts';

const pageRows = 2000;

/** All rows of a book in the order of arrival, in pages; within a transaction. Throws `call-damaged` where one is not `intact`. */
export async function* callPages(
  client: PoolClient,
  book: readonly [tenant: string, book: number],
  asked: ArchivedRows,
): AsyncIterable<readonly StoredRow[]> {
  const isSuspect = asked === 'intact' ? isSuspectInSql : 'false';
  await client.query(
    `DECLARE calls NO SCROLL CURSOR FOR SELECT ${callColumns}, ${isSuspect} AS "isSuspect" FROM credits.calls
      WHERE tenant = $1 AND book = $2 ORDER BY arrival`,
    [...book],
  );
  for (;;) {
    const { rows } = await client.query<Columns>(`FETCH ${pageRows} FROM calls`);
    if (rows.length === 0) break;
    yield rows.map(intactCall);
  }
  await client.query('CLOSE calls');
}

function intactCall(raw: Columns): StoredRow {
  const row = storedCall(raw);
  if (raw['isSuspect'] === true && isWrongRow(row))
    throw new DriverError('call-damaged', `call row ${row.arrival} is damaged`);
  return row;
}

/** All rows of a book that entries are of, by the ids of these: of a book that has just been made of another. */
export async function rowsOfBookEntries(
  ask: Ask,
  book: readonly [tenant: string, book: number],
): Promise<ReadonlyMap<string, RowOfEntry>> {
  const rows = await ask(
    'SELECT arrival, id, version, start, cost FROM credits.calls WHERE tenant = $1 AND book = $2 AND entry_seq IS NOT NULL',
    book,
  );
  return new Map(rows.map(rowOfDraw).map(row => [`${row.id}#${row.version}`, row]));
}

/** Inserts rows as they are, each with its arrival; within a transaction. */
export async function insertCalls(
  ask: Ask,
  types: StoredTypes,
  book: readonly [tenant: string, book: number],
  rows: readonly StoredRow[],
): Promise<void> {
  const tuples = tuplesOf(rows, writeCall);
  if (tuples === null) return;
  await ask(
    `INSERT INTO credits.calls
        (tenant, book, arrival, id, version, state, question, entry_seq, start, seconds, charge, fee, currency, capability, cost,
         credits_cost, look_alike_key, is_correction, call_id, user_id, user_principal_name, user_name, call_type, destination, caller, callee,
         late)
      SELECT $1, $2, ($4::bigint[])[place], id, version, state, question, entry_seq, start, seconds, charge, fee, currency, capability, cost,
             credits_cost, look_alike_key, is_correction, call_id, user_id, user_principal_name, user_name, call_type, destination, caller, callee,
             late
        FROM unnest($3::credits.call[]) WITH ORDINALITY
          AS c (id, version, state, question, entry_seq, start, seconds, charge, fee, currency, capability, cost, credits_cost,
                look_alike_key, is_correction, call_id, user_id, user_principal_name, user_name, call_type, destination, caller, callee, late, place)`,
    [...book, arrayBytes(types.call.element, tuples), rows.map(({ arrival }) => arrival)],
  );
}
