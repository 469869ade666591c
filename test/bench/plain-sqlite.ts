import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { CallRow, Entry } from '../../core/index.ts';
import { sha256 } from '../../bot/drivers/system/sha256.ts';
import { drawnCalls, pagesOfCalls } from './calls.ts';
import { cpuMicrosNow } from './figures.ts';

const pageRows = 1000;

/**
 * The peer of an import: a program without any logic that is given the same pages, makes a text of each row and of its entry, and inserts them,
 * a page at a time, as safely. It works out no digest, looks nothing up, and sums nothing. Rows a second, and the processor's time for one; making
 * the calls does not count.
 */
export function plainInserts(
  folder: string,
  rows: number,
): { readonly rowsPerSecond: number; readonly cpuMicros: number } {
  const database = new DatabaseSync(path.join(folder, 'plain.sqlite'));
  database.exec(
    'PRAGMA page_size = 8192; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA cache_size = -16384',
  );
  database.exec('CREATE TABLE entries (seq INTEGER PRIMARY KEY, entry TEXT)');
  database.exec('CREATE TABLE rows (arrival INTEGER PRIMARY KEY, id TEXT, row TEXT)');
  const insertEntry = database.prepare('INSERT INTO entries VALUES (?, ?)');
  const insertRow = database.prepare('INSERT INTO rows VALUES (?, ?, ?)');
  const sample = drawnCalls(1)[0]?.entry;
  if (sample === undefined) throw new Error('a call has an entry');
  let seq = 0;
  let spentMs = 0;
  let cpuMicros = 0;
  for (const page of pagesOfCalls(rows, pageRows)) {
    const [begun, cpuBegun] = [performance.now(), cpuMicrosNow()];
    database.exec('BEGIN IMMEDIATE');
    for (const row of page) {
      seq += 1;
      insertEntry.run(seq, JSON.stringify(entryLike(sample, row, seq)));
      insertRow.run(seq, row.id, JSON.stringify(row));
    }
    database.exec('COMMIT');
    spentMs += performance.now() - begun;
    cpuMicros += cpuMicrosNow() - cpuBegun;
  }
  database.close();
  return { rowsPerSecond: (rows / spentMs) * 1000, cpuMicros: cpuMicros / rows };
}

/** Reads the texts that were inserted, with JSON.parse and the SHA-256 of each entry: the seconds of the processor for a row. */
export function plainReads(folder: string): number {
  const database = new DatabaseSync(path.join(folder, 'plain.sqlite'));
  const texts = database.prepare('SELECT entry, row FROM entries JOIN rows ON arrival = seq ORDER BY seq');
  const before = process.cpuUsage();
  let rows = 0;
  for (const { entry, row } of texts.iterate()) {
    const { facts } = JSON.parse(String(entry)) as Entry;
    const { start } = JSON.parse(String(row)) as CallRow;
    if ((facts as Partial<CallRow>).start !== start || sha256(String(entry)) === '') throw new Error('another row');
    rows += 1;
  }
  const { user, system } = process.cpuUsage(before);
  database.close();
  return (user + system) / 1e6 / rows;
}

/** As long as the one that is in the journal; its digests are those of another. */
const entryLike = (sample: Entry, { id, start, charge }: CallRow, seq: number) => ({
  ...sample,
  ...{ seq, id: `${id}#${sample.digest}` },
  facts: { start, cost: charge, was: null },
  postings: sample.postings.map(leg => ({ ...leg, at: start, amount: Math.sign(leg.amount) * charge })),
});
