import { lineOf, type Entry } from '../../../core/index.ts';
import { DriverError, type Actor, type Transaction, type Head, type Journal } from '../../ports/index.ts';
import type { Columns } from '../stored/columns.ts';
import type { RowOfEntry } from '../stored/drawn-entries.ts';
import { callEntries } from '../stored/late-billing.ts';
import type { Books } from './books.ts';
import type { Database } from './database.ts';
import { DrawWriter, drawnAt, drawnBetween } from './draws.ts';
import { lastSeq, placeOf, seqOfPlace } from './entry-place.ts';
import type { SqliteOutbox } from './outbox.ts';
import type { SqliteRows } from './rows.ts';

/** The journal in SQLite; what belongs together with its entries is written in their transaction. */
export class SqliteJournal implements Journal {
  readonly #tenant: string;
  readonly #database: Database;
  readonly #books: Books;
  readonly #rows: SqliteRows;
  readonly #outbox: SqliteOutbox;

  constructor(
    tenant: string,
    database: Database,
    books: Books,
    parts: { readonly rows: SqliteRows; readonly outbox: SqliteOutbox },
  ) {
    this.#tenant = tenant;
    this.#database = database;
    this.#books = books;
    this.#rows = parts.rows;
    this.#outbox = parts.outbox;
  }

  async entriesAfter(seq: number, limit = -1): Promise<readonly Entry[]> {
    return Promise.resolve(entriesIn(this.#database, this.#books.number(this.#tenant), { after: seq, limit }));
  }

  async entriesAt(seqs: readonly number[]): Promise<readonly Entry[]> {
    const book = this.#books.number(this.#tenant);
    return Promise.resolve(
      this.#database.reading(() => {
        const texts = this.#database.all(
          'SELECT seq, entry FROM entries WHERE place IN (SELECT value FROM json_each(?)) ORDER BY place',
          JSON.stringify(seqs.map(seq => placeOf(book, seq))),
        );
        return merged(texts, drawnAt(this.#database, book, seqs));
      }),
    );
  }

  async actorsOf(seqs: readonly number[]): Promise<readonly Actor[]> {
    const rows = this.#database.all(
      'SELECT seq, person FROM actors WHERE book = ? AND seq IN (SELECT value FROM json_each(?)) ORDER BY seq',
      this.#books.number(this.#tenant),
      JSON.stringify(seqs),
    );
    return Promise.resolve(rows.map(row => ({ seq: Number(row['seq']), person: String(row['person']) })));
  }

  async entry(id: string): Promise<Entry | undefined> {
    const book = this.#books.number(this.#tenant);
    const row = this.#database.one('SELECT seq, entry FROM entries WHERE book = ? AND id = ?', book, id);
    return Promise.resolve(row === undefined ? this.#ofCall(book, id) : parsedEntry(row['entry'], Number(row['seq'])));
  }

  async head(): Promise<Head> {
    return Promise.resolve(this.#books.head(this.#tenant));
  }

  async append(after: Head, batch: Transaction): Promise<Head | 'moved-on'> {
    const appended = this.#books.transaction(this.#tenant, book => {
      const isFirst = after.book === 0 && book.revision === 0;
      if (!isFirst && book.book !== after.book) return undefined;
      if (book.revision !== after.revision) return undefined;
      const arrived = this.#append(book.book, batch);
      const head = { book: book.book, revision: book.revision + 1, seq: book.seq + batch.entries.length };
      return { value: head, changes: { ...head, arrivals: book.arrivals + arrived } };
    });
    return Promise.resolve(appended ?? 'moved-on');
  }

  async startAnew(): Promise<void> {
    this.#books.startAnew(this.#tenant);
    return Promise.resolve();
  }

  /** Returns how many rows arrived. */
  #append(book: number, { entries, rowChanges, alerts, actors }: Transaction): number {
    const ofCalls = callEntries(entries);
    for (const entry of entries) if (entry.kind === 'wallet-opened') this.#rows.openIn(book, entry.facts.timeZone);
    for (const actor of actors)
      this.#database.run('INSERT INTO actors (book, seq, person) VALUES (?, ?, ?)', book, actor.seq, actor.person);
    const { arrived, drawn } = this.#rows.apply(book, rowChanges, ofCalls);
    insertEntries(this.#database, book, entries, drawn);
    this.#outbox.add(book, alerts);
    return arrived;
  }

  /** The id of a call's entry is `row#version`, of which the table of calls has one: no index of entries is needed. */
  #ofCall(book: number, id: string): Entry | undefined {
    const mark = id.lastIndexOf('#');
    if (mark === -1) return undefined;
    const seq = this.#rows.entrySeq(book, { id: id.slice(0, mark), version: id.slice(mark + 1) });
    return seq === undefined ? undefined : entriesBetween(this.#database, book, seq, seq)[0];
  }
}

/** Entries of a book in order, those after a place; all of them where `limit` is negative. */
export function entriesIn(
  database: Database,
  book: number,
  { after, limit }: { readonly after: number; readonly limit: number },
): readonly Entry[] {
  return database.reading(() => {
    if (limit < 0) return entriesBetween(database, book, after + 1, lastSeq);
    // Some may be missing: those that follow are read.
    const first = firstAfter(database, book, after);
    return first === undefined || limit === 0 ? [] : entriesBetween(database, book, first, first + limit - 1);
  });
}

/** One lower bound alone: of two SQLite takes the first, and would pass by all that is before. */
const next = `
  SELECT min(place) AS place FROM (
    SELECT min(place) AS place FROM entries WHERE place > ?1 AND place < ?2
    UNION ALL SELECT max(place, ?1 + 1) FROM (
      SELECT place FROM draws WHERE place < ?2 AND place + count > ?1 + 1
         AND place >= coalesce((SELECT max(place) FROM draws WHERE place > ?3 AND place <= ?1), ?1) ORDER BY place LIMIT 1))`;

/** The seq of the first entry after another. */
export function firstAfter(database: Database, book: number, after: number): number | undefined {
  const found = database.one(next, placeOf(book, after), placeOf(book + 1, 0), placeOf(book, 0))?.['place'];
  return typeof found === 'number' ? seqOfPlace(found) : undefined;
}

/** The entries of a book from one seq to another, as far as there are any. */
function entriesBetween(database: Database, book: number, from: number, to: number): readonly Entry[] {
  const texts = database.all(
    'SELECT seq, entry FROM entries WHERE place BETWEEN ? AND ? ORDER BY place',
    placeOf(book, from),
    placeOf(book, to),
  );
  return merged(texts, drawnBetween(database, book, from, to));
}

/** Entries that are kept as texts, and those of calls, in their order. */
function merged(texts: readonly Columns[], drawn: readonly Entry[]): readonly Entry[] {
  if (texts.length === 0) return drawn;
  const kept = texts.map(row => ({ seq: Number(row['seq']), entry: parsedEntry(row['entry'], Number(row['seq'])) }));
  if (drawn.length === 0) return kept.map(({ entry }) => entry);
  return [...kept, ...drawn.map(entry => ({ seq: entry.seq, entry }))]
    .toSorted((one, other) => one.seq - other.seq)
    .map(({ entry }) => entry);
}

/** Writes entries, those of calls where they fit; `drawn` has the rows of these by the entries' ids. Within a transaction. */
export function insertEntries(
  database: Database,
  book: number,
  entries: readonly Entry[],
  drawn: ReadonlyMap<string, RowOfEntry>,
): void {
  const draws = new DrawWriter(database, book);
  for (const entry of entries)
    if (!draws.takes(entry, drawn.get(entry.id)))
      insertText(database, book, { seq: entry.seq, id: entry.id, entry: lineOf(entry) });
  draws.end();
}

/** Writes an entry as a text; within a transaction. */
export function insertText(
  database: Database,
  book: number,
  { seq, id, entry }: { readonly seq: number; readonly id: string | null; readonly entry: string },
): void {
  database.run(
    'INSERT INTO entries (place, book, seq, id, entry) VALUES (?, ?, ?, ?, ?)',
    ...[placeOf(book, seq), book, seq, id, entry],
  );
}

function parsedEntry(text: unknown, seq: number): Entry {
  try {
    return JSON.parse(String(text)) as Entry;
  } catch (cause) {
    throw new DriverError('store-damaged', `entry ${seq} cannot be read`, cause);
  }
}
