import { lineOf, type Entry } from '../../../core/index.ts';
import { DriverError, type ArchivePage, type ArchivedRows } from '../../ports/index.ts';
import { documentsOf, type KeptDocument, type LowdbDocuments } from '../lowdb/documents.ts';
import type { LoadingDocuments } from '../lowdb/loading-documents.ts';
import type { Columns } from '../stored/columns.ts';
import { storedEntry } from '../stored/entry.ts';
import { keptLookOf } from '../stored/looks.ts';
import { intactOnly } from '../stored/matter.ts';
import { archivedRow, describedRow, type StoredRow } from '../stored/row.ts';
import { sha256 } from '../system/sha256.ts';
import { Books } from './books.ts';
import { compact, packLoaded } from './bring-forward.ts';
import { Database } from './database.ts';
import { drawnBetween } from './draws.ts';
import { placeOf } from './entry-place.ts';
import { firstAfter, insertText } from './journal.ts';
import { hasLooks, insertLook } from './looks.ts';
import { hasMatters, intactPostRow, loadMatters } from './matter-tables.ts';
import { loadOutbox } from './outbox.ts';
import { checksumOf, loadRows, rowsAfter, type UncheckedRow } from './row-table.ts';
import { UsageSumsTable } from './usage-sums.ts';

const pageRows = 2000;

/** The tables of a book that an archive has as they are, each with its sort column and its columns. */
const tables = [
  ['actors', 'seq', 'seq, person'],
  ['outbox', 'arrival', 'arrival, id, alertId, conversationId, alert, state, attempts, dueAt, activityId, reason'],
  ['acknowledgements', 'alertId', 'alertId, name'],
] as const;

/** Everything in the folder: a snapshot of the database, through a connection of its own, and the documents. */
export async function* embeddedPages(
  file: string,
  documents: LowdbDocuments,
  asked: ArchivedRows,
): AsyncIterable<ArchivePage> {
  // Before the database: how far a log has been read may be older than its rows, which then come again, and never newer.
  const kept = await documents.all();
  const database = new Database(file);
  try {
    database.exec('BEGIN');
    const books = database.all('SELECT * FROM books ORDER BY book');
    yield { table: 'books', rows: books };
    for (const { book: number, tenant, isCurrent } of books) {
      const book = Number(number);
      for (const rows of entryRows(database, book))
        yield { table: 'entries', rows: rows.map(row => ({ tenant, book, ...row })) };
      for (const rows of callRows(database, book, isCurrent === 1 ? asked : 'as-they-are'))
        yield { table: 'rows', rows: rows.map(row => ({ tenant, ...row })) };
      for (const [table, order, columns] of tables) {
        const sql = `SELECT ${columns} FROM ${table} WHERE book = ? AND ${order} > ? ORDER BY ${order} LIMIT ${pageRows}`;
        let last: string | number = order === 'alertId' ? '' : 0;
        for (;;) {
          const rows = database.all(sql, book, last);
          if (rows.length === 0) break;
          last = rows.at(-1)?.[order] as string | number;
          yield { table, rows: rows.map(row => ({ tenant, book, ...row })) };
        }
      }
    }
    if (hasLooks(database)) yield* looksIn(database);
    if (hasMatters(database)) yield* mattersIn(database);
    database.exec('COMMIT');
  } finally {
    database.close();
  }
  yield { table: 'documents', rows: kept.map(document => ({ ...document })) };
}

/** Looks are no book's: they are in an archive in the order in which they were noted, and get new places. */
function* looksIn(database: Database): Iterable<ArchivePage> {
  let last = 0;
  for (;;) {
    const rows = database.all(`SELECT * FROM looks WHERE place > ? ORDER BY place LIMIT ${pageRows}`, last);
    if (rows.length === 0) return;
    last = Number(rows.at(-1)?.['place']);
    yield { table: 'looks', rows: rows.map(({ place: _place, ...row }) => row) };
  }
}

/** Matters and posts are no book's either. */
function* mattersIn(database: Database): Iterable<ArchivePage> {
  const intact = intactOnly();
  for (const table of ['matters', 'posts'] as const)
    for (let offset = 0; ; offset += pageRows) {
      const page = database.all(`SELECT * FROM ${table} ORDER BY tenant LIMIT ${pageRows} OFFSET ?`, offset);
      if (page.length === 0) break;
      const rows = intact(table, page);
      yield { table, rows: table === 'posts' ? rows.map(intactPostRow) : rows };
    }
}

/** All entries of a book as texts, those that cannot be read too. */
function* entryRows(database: Database, book: number): Iterable<readonly Columns[]> {
  for (let last: number | undefined = 0; (last = firstAfter(database, book, last)) !== undefined; last += pageRows - 1)
    yield entryTexts(database, book, last, last + pageRows - 1);
}

function entryTexts(database: Database, book: number, from: number, to: number): readonly Columns[] {
  const texts = database
    .all('SELECT seq, id, entry FROM entries WHERE place BETWEEN ? AND ?', placeOf(book, from), placeOf(book, to))
    .map(({ seq, id, entry }) => ({ seq, id: id ?? storedEntry(entry)?.id ?? unreadableId(seq), entry }));
  return [...texts, ...drawnTexts(database, book, from, to)].toSorted(
    (one, other) => Number(one.seq) - Number(other.seq),
  );
}

/** One that cannot be read is no line of JSON in an archive either. */
function drawnTexts(database: Database, book: number, from: number, to: number): ReturnType<typeof drawnText>[] {
  try {
    return drawnBetween(database, book, from, to).map(drawnText);
  } catch (error) {
    if (!(error instanceof DriverError) || error.code !== 'store-damaged') throw error;
    if (from === to) return [{ seq: from, id: unreadableId(from), entry: 'unreadable' }];
    const middle = Math.floor((from + to) / 2);
    return [...drawnTexts(database, book, from, middle), ...drawnTexts(database, book, middle + 1, to)];
  }
}

const drawnText = (entry: Entry) => ({ seq: entry.seq, id: entry.id, entry: lineOf(entry) });

const unreadableId = (seq: unknown): string => `unreadable-${String(seq)}`;

/** The calls of a book, each with its description as JSON. */
function* callRows(database: Database, book: number, asked: ArchivedRows): Iterable<readonly Columns[]> {
  // A row gets a new checksum where it is loaded: what is wrong with it could not be found there any more.
  const rowOf = ({ row, checksum }: UncheckedRow): StoredRow => {
    if (asked === 'intact' && checksum !== checksumOf(row))
      throw new DriverError('call-damaged', `call row ${row.arrival} is damaged`);
    return row;
  };
  for (let last = 0; ;) {
    const rows = rowsAfter(database, book, { after: last, limit: pageRows }).map(rowOf);
    if (rows.length === 0) return;
    last = rows.at(-1)?.arrival ?? last;
    yield rows.map(archivedRow);
  }
}

/** Loads another store's archive into an empty folder, all of it or nothing. */
export async function loadEmbedded(
  database: Database,
  documents: LoadingDocuments,
  pages: AsyncIterable<ArchivePage>,
): Promise<void> {
  const kept: KeptDocument[] = [];
  const load = new Load(database);
  try {
    await database.longTransaction(async () => {
      for await (const { table, rows } of pages) {
        if (table === 'documents') kept.push(...documentsOf(rows));
        else load.page(table, rows);
      }
      packLoaded(database);
      await documents.write(kept, loadedBooks(database) ?? noBooks);
    });
  } catch (error) {
    // Nothing is left half loaded, so that it can be tried again.
    documents.drop();
    throw error;
  }
  documents.keep(() => loadedBooks(database) ?? noBooks);
  new UsageSumsTable(database).catchUp();
  compact(database);
}

const noBooks = 'none';

/** Names the books of a store as an archive has brought them, by their first and last entries: the next change of one makes it another name. */
export function loadedBooks(database: Database): string | undefined {
  const books = database.all('SELECT tenant, book, revision, seq FROM books ORDER BY book').map(row => {
    const [book, seq] = [Number(row['book']), Number(row['seq'])];
    return [row, ...[1, seq].map(at => entryTexts(database, book, at, at))];
  });
  return books.length === 0 ? undefined : sha256(JSON.stringify(books)).slice(0, 16);
}

/** Books are renumbered: another store may number them for each tenant. */
class Load {
  readonly #database: Database;
  readonly #numbers = new Map<string, number>();

  constructor(database: Database) {
    this.#database = database;
  }

  page(table: Exclude<ArchivePage['table'], 'documents'>, rows: ArchivePage['rows']): void {
    if (table === 'books') for (const row of rows) this.#book(row);
    else if (table === 'looks')
      for (const row of rows) insertLook(this.#database, { ...keptLookOf(row), tenant: String(row['tenant']) });
    else if (table === 'matters' || table === 'posts') loadMatters(this.#database, table, rows);
    else if (table === 'rows')
      loadRows(
        this.#database,
        rows.map(row => ({ ...describedRow(row), book: this.#number(row), isCorrection: Number(row['isCorrection']) })),
      );
    else if (table === 'outbox')
      loadOutbox(
        this.#database,
        rows.map(row => ({ ...row, book: this.#number(row) })),
      );
    else if (table === 'entries') for (const row of rows) this.#entry(row);
    else for (const row of rows) this.#insert(table, row);
  }

  #book(row: Columns): void {
    const book = this.#numbers.size + 1;
    new Books(this.#database, undefined).write({
      book,
      tenant: String(row['tenant']),
      isCurrent: Number(row['isCurrent']),
      revision: Number(row['revision']),
      seq: Number(row['seq']),
      arrivals: Number(row['arrivals']),
      commits: 1,
    });
    this.#numbers.set(keyOf(row), book);
  }

  /** Its calls are not known yet: an entry of one finds its own when all are there. */
  #entry(row: Columns): void {
    const id = isCall(row) ? null : String(row['id']);
    insertText(this.#database, this.#number(row), { seq: Number(row['seq']), id, entry: String(row['entry']) });
  }

  #insert(table: 'actors' | 'acknowledgements', row: Columns): void {
    const given = Object.entries(row).filter(([column]) => !['tenant', 'book', 'arrival'].includes(column));
    const columns = ['book', ...given.map(([column]) => column)];
    this.#database.run(
      `INSERT INTO ${table} (${columns.join(', ')}) VALUES (${columns.map(() => '?').join(', ')})`,
      this.#number(row),
      ...given.map(([, value]) => value as string | number | null),
    );
  }

  #number(row: Columns): number {
    const number = this.#numbers.get(keyOf(row));
    if (number === undefined) throw new Error('a row of a book that is not in the archive');
    return number;
  }
}

const keyOf = ({ tenant, book }: Columns): string => `${String(tenant)} ${String(book)}`;

const isCall = ({ entry }: Columns): boolean => storedEntry(entry)?.kind === 'call-drawn';
