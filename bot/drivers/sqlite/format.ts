import { readFileSync } from 'node:fs';
import { DriverError } from '../../ports/index.ts';
import type { Database } from './database.ts';
import { Books, type Book } from './books.ts';
import { loadOutbox } from './outbox.ts';
import { loadRows } from './row-table.ts';

/** The version of the tables' layout, stored in the file, so that a program never reads one that it does not know. */
const format = 2;

const textOf = (file: string): string => readFileSync(new URL(file, import.meta.url), 'utf8');

const schema = textOf('schema.sql');
const usage = textOf('usage.sql');

/** Creates the tables, or brings an older format to the present one, in one transaction; a newer one is refused. */
export function prepare(database: Database): void {
  const found = Number(database.one('PRAGMA user_version')?.['user_version']);
  if (found > format)
    throw new DriverError(
      'store-newer',
      `${database.file} was written by a newer version of this program (format ${found}; this one knows up to ${format}). ` +
        'Update the program; the file is left as it is.',
    );
  refuseOthers(database);
  if (found === format) return;
  database.transaction(() => {
    // Another process may have been faster.
    if (Number(database.one('PRAGMA user_version')?.['user_version']) === format) return;
    const isNew = database.one("SELECT 1 FROM sqlite_schema WHERE name = 'books'") === undefined;
    if (isNew) database.exec(schema);
    else if (found === 0) fromFormat0(database);
    // Format 1 had no sums and no hashes of calls; these are worked out when the store is opened.
    database.exec(usage);
    database.exec(`PRAGMA user_version = ${format}`);
  });
}

/** Where there are tables, and not ours, another program keeps something there: nothing is added to it. */
function refuseOthers(database: Database): void {
  const tables = database.all("SELECT name FROM sqlite_schema WHERE type = 'table'").map(({ name }) => String(name));
  if (tables.length === 0 || ['books', 'entries', 'rows'].every(name => tables.includes(name))) return;
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
  database.exec(schema);
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
    loadRows(database, page);
  }
  for (const table of tables0) database.exec(`DROP TABLE ${table}0`);
}
