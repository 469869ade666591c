import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { lineOf } from '../../core/index.ts';
import { drawnCalls } from './calls.ts';

const pageRows = 1000;
const kinds = 2000;

/** The peer of an import: a program without any logic that inserts rows and entries as texts, a page at a time, as safely. Rows a second. */
export function plainInserts(folder: string, rows: number): number {
  const texts = drawnCalls(kinds).map(({ entry, change }) => {
    if (change.kind !== 'stand') throw new Error('a call stands');
    return { id: change.row.id, row: JSON.stringify(change.row), entry: lineOf(entry) };
  });
  const database = new DatabaseSync(path.join(folder, 'plain.sqlite'));
  database.exec(
    'PRAGMA page_size = 8192; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA cache_size = -16384',
  );
  database.exec('CREATE TABLE entries (seq INTEGER PRIMARY KEY, entry TEXT)');
  database.exec('CREATE TABLE rows (arrival INTEGER PRIMARY KEY, id TEXT, row TEXT)');
  const insertEntry = database.prepare('INSERT INTO entries VALUES (?, ?)');
  const insertRow = database.prepare('INSERT INTO rows VALUES (?, ?, ?)');
  const begun = performance.now();
  for (let first = 1; first <= rows; first += pageRows) {
    database.exec('BEGIN IMMEDIATE');
    for (let seq = first; seq < first + pageRows; seq += 1) {
      const text = texts[seq % kinds];
      if (text === undefined) throw new Error('there are as many');
      insertEntry.run(seq, text.entry);
      insertRow.run(seq, text.id, text.row);
    }
    database.exec('COMMIT');
  }
  const seconds = (performance.now() - begun) / 1000;
  database.close();
  return rows / seconds;
}
