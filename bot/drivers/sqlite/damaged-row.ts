import type { Database } from './database.ts';
import { idHash } from './id-index.ts';
import { KeptHashes } from './row-ids.ts';
import { checksumOf, readTogether, rowsAfter } from './row-table.ts';
import { giveWay } from '../../work/give-way.ts';

/** The rows that a book should have: so many, of which the last arrived no later than `until`. */
export interface ExpectedRows {
  readonly book: number;
  readonly arrivals: number;
  readonly until: number;
}

/** The arrival of the first row of a book that is damaged, or missing. Others have a turn in between. */
export async function damagedRow(
  database: Database,
  { book, arrivals, until }: ExpectedRows,
): Promise<number | undefined> {
  const hashes = new KeptHashes(database);
  let last = 0;
  let count = 0;
  for (;;) {
    const page = rowsAfter(database, book, { after: last, limit: readTogether });
    for (const { row, checksum } of page) {
      if (row.arrival > until) break;
      last = row.arrival;
      count += 1;
      const hash = idHash(book, row.id);
      if (checksum !== checksumOf(row) || (hashes.of(row.arrival) ?? hash) !== hash) return row.arrival;
    }
    if (last !== page.at(-1)?.row.arrival) return count === arrivals ? undefined : last + 1;
    await giveWay();
  }
}
