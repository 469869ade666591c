import { readFileSync } from 'node:fs';
import { DriverError } from '../../ports/index.ts';
import { describedRow } from '../stored/row.ts';
import { bringForward, isBringing, noteLater, packLater } from './bring-forward.ts';
import type { Database } from './database.ts';
import { Books, type Book } from './books.ts';
import { loadOutbox } from './outbox.ts';
import { loadRows } from './row-table.ts';

/** The version of the tables' layout, stored in the file, so that a program never reads one that it does not know. */
const format = 4;

const textOf = (file: string): string => readFileSync(new URL(file, import.meta.url), 'utf8');

const schema = textOf('schema.sql');
const calls = textOf('calls.sql');
const usage = textOf('usage.sql');

const versionOf = (database: Database): number => Number(database.one('PRAGMA user_version')?.['user_version']);

/**
 * Creates the tables, or brings an older format to the present one, `pageRows` at a time; a newer one is refused, and by whoever only looks an
 * older one too. What was begun before is ended.
 */
export function prepare(database: Database, pageRows?: number): void {
  const found = versionOf(database);
  if (found > format)
    throw new DriverError(
      'store-newer',
      `${database.file} was written by a newer version of this program (format ${found}; this one knows up to ${format}). ` +
        'Update the program; the file is left as it is.',
    );
  refuseOthers(database);
  if (database.isLooking) {
    refuseOlder(database, found);
    return;
  }
  if (found < format) database.transaction(() => begin(database));
  bringForward(database, pageRows);
}

function begin(database: Database): void {
  const found = versionOf(database);
  // Another process may have been faster.
  if (found === format) return;
  const isNew = database.one("SELECT 1 FROM sqlite_schema WHERE name = 'books'") === undefined;
  if (isNew) for (const tables of [schema, calls, usage]) database.exec(tables);
  else if (found === 0) fromFormat0(database);
  else if (found === 3) {
    database.exec('ALTER TABLE calls ADD COLUMN late TEXT');
    noteLater(database);
  } else {
    database.exec(calls);
    // Format 1 had no sums and no hashes of calls; these are worked out when the store is opened.
    if (found === 1) database.exec(usage);
    packLater(database);
  }
  database.exec(`PRAGMA user_version = ${format}`);
}

function refuseOlder(database: Database, found: number): void {
  if (found === format && !isBringing(database)) return;
  throw new DriverError(
    'store-older',
    `${database.file} was written by an earlier version of this program (format ${found}; the next start brings it to ${format}).`,
  );
}

/** Where there are tables, and not ours, another program keeps something there: nothing is added to it. */
function refuseOthers(database: Database): void {
  const tables = database.all("SELECT name FROM sqlite_schema WHERE type = 'table'").map(({ name }) => String(name));
  // Before format 3 what is in calls was in rows.
  const isOurs =
    ['books', 'entries'].every(name => tables.includes(name)) &&
    tables.some(name => name === 'calls' || name === 'rows');
  if (tables.length === 0 || isOurs) return;
  throw new DriverError(
    'store-foreign',
    `${database.file} is the database of another program; it is left as it is. Set DATA_DIR to a folder of the bot's own.`,
  );
}

const tables0 = ['books', 'entries', 'actors', 'rows', 'outbox', 'acknowledgements'];

/** Format 0 had indexes of ids and versions, and no counts. */
function fromFormat0(database: Database): void {
  for (const { name, type } of database.all(
    "SELECT name, type FROM sqlite_schema WHERE type IN ('index', 'trigger') AND sql IS NOT NULL",
  ))
    database.exec(`DROP ${String(type)} ${String(name)}`);
  for (const table of tables0) database.exec(`ALTER TABLE ${table} RENAME TO ${table}0`);
  for (const tables of [schema, calls, usage]) database.exec(tables);
  database.exec(`
    INSERT INTO entries (place, book, seq, id, entry)
      SELECT (book << 40) + seq, book, seq, CASE json_extract(entry, '$.kind') WHEN 'call-drawn' THEN NULL ELSE id END, entry FROM entries0;
    INSERT INTO actors SELECT * FROM actors0;
    INSERT INTO acknowledgements SELECT * FROM acknowledgements0;
  `);
  const books = new Books(database, undefined);
  for (const book of database.all(
    `SELECT book, tenant, isCurrent, 1 AS revision, 1 AS commits, (SELECT count(*) FROM entries0 e WHERE e.book = b.book) AS seq,
            (SELECT count(*) FROM rows0 r WHERE r.book = b.book) AS arrivals
       FROM books0 b`,
  ))
    books.write(book as unknown as Book);
  loadOutbox(database, database.all('SELECT * FROM outbox0 ORDER BY arrival'));
  let last = 0;
  for (;;) {
    const page = database.all(
      `SELECT r.*, (SELECT seq FROM entries0 e WHERE e.book = r.book AND e.id = r.id || '#' || r.version) AS entrySeq
         FROM rows0 r WHERE arrival > ? ORDER BY arrival LIMIT 1000`,
      last,
    );
    if (page.length === 0) break;
    last = Number(page.at(-1)?.['arrival']);
    loadRows(database, page.map(describedRow));
  }
  for (const table of tables0) database.exec(`DROP TABLE ${table}0`);
  packLater(database);
}
