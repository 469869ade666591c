import { unpackedText } from '../stored/packed-text.ts';
import type { Database } from './database.ts';
import { bytesOf, callHash, hashesOf, hashesOfRows, searchedHashes } from './row-ids.ts';

/** How many blocks of hashes are worked out in one transaction, where a store was made before there were any. */
const pageBlocks = 20;

/**
 * The arrivals of rows whose call may have that id: by a search of all their hashes, some milliseconds for a million, and by reading the few
 * rows that are in no block yet.
 */
export function rowsOfCall(database: Database, book: number, callId: string): readonly number[] {
  const wanted = callHash(book, callId);
  const { arrivals, next } = searchedHashes(database, 'callIds', wanted);
  // The plus keeps it from reading all of the book by another index.
  const rest = database.all(
    'SELECT arrival, callId FROM calls WHERE +book = ? AND arrival >= ? ORDER BY arrival',
    book,
    next,
  );
  const more = rest.filter(row => callHash(book, unpackedText(row['callId'])) === wanted);
  return [...arrivals, ...more.map(row => Number(row['arrival']))];
}

/** Stores the hashes of calls' ids that have changed; within a transaction. */
export function changeCallIds(
  database: Database,
  changes: readonly { readonly arrival: number; readonly hash: number }[],
): void {
  const byBlock = Map.groupBy(changes, ({ arrival }) =>
    Number(
      database.one('SELECT max(firstArrival) AS first FROM callIds WHERE firstArrival <= ?', arrival)?.['first'] ?? 0,
    ),
  );
  for (const [first, changed] of byBlock) {
    const block = database.one('SELECT hashes FROM callIds WHERE firstArrival = ?', first);
    if (block === undefined) continue;
    const hashes = hashesOf(block);
    // Those that came after the last block are read as they are.
    for (const { arrival, hash } of changed) if (arrival - first < hashes.length) hashes[arrival - first] = hash;
    database.run('UPDATE callIds SET hashes = ? WHERE firstArrival = ?', bytesOf(hashes), first);
  }
}

/** Works out the hashes that a store lacks which was made before there were any. */
export function catchUpCallIds(database: Database): void {
  while (hasMore(database)) database.transaction(() => hashBlocks(database));
}

// They were worked out in the order of arrival, before any row was added: what lacks them is at the end, and no other block is read.
const unhashed = 'FROM rowIds WHERE firstArrival > (SELECT coalesce(max(firstArrival), 0) FROM callIds)';

const hasMore = (database: Database): boolean => database.one(`SELECT 1 ${unhashed} LIMIT 1`) !== undefined;

function hashBlocks(database: Database): void {
  const blocks = database.all(
    `SELECT firstArrival, length(hashes) / 4 AS rows ${unhashed} ORDER BY firstArrival LIMIT ?`,
    pageBlocks,
  );
  for (const { firstArrival, rows } of blocks) {
    const first = Number(firstArrival);
    const { calls } = hashesOfRows(database, { first, last: first + Number(rows) - 1 });
    database.run('INSERT INTO callIds (firstArrival, hashes) VALUES (?, ?)', first, bytesOf(calls));
  }
}
