import { lineOf, type Entry } from '../../../core/index.ts';
import { DriverError, type Actor, type Transaction, type Head, type Journal } from '../../ports/index.ts';
import type { Books } from './books.ts';
import type { Database } from './database.ts';
import { placeOf } from './entry-place.ts';
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
    const rows = this.#database.all(
      'SELECT seq, entry FROM entries WHERE place IN (SELECT value FROM json_each(?)) ORDER BY place',
      JSON.stringify(seqs.map(seq => placeOf(book, seq))),
    );
    return Promise.resolve(rows.map(row => parsedEntry(row['entry'], Number(row['seq']))));
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
    const row =
      this.#database.one('SELECT seq, entry FROM entries WHERE book = ? AND id = ?', book, id) ??
      this.#ofCall(book, id);
    return Promise.resolve(row === undefined ? undefined : parsedEntry(row['entry'], Number(row['seq'])));
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
    const seqOfCall = new Map<string, number>();
    for (const entry of entries) {
      if (isOfCall(entry)) {
        if (seqOfCall.has(entry.id))
          throw new DriverError('store-failed', 'the store refused to write: an id is taken');
        seqOfCall.set(entry.id, entry.seq);
      }
      insertEntry(this.#database, book, entry);
    }
    for (const entry of entries) if (entry.kind === 'wallet-opened') this.#rows.openIn(book, entry.facts.timeZone);
    for (const actor of actors)
      this.#database.run('INSERT INTO actors (book, seq, person) VALUES (?, ?, ?)', book, actor.seq, actor.person);
    const arrived = this.#rows.apply(book, rowChanges, seqOfCall);
    this.#outbox.add(book, alerts);
    return arrived;
  }

  #ofCall(book: number, id: string): Record<string, unknown> | undefined {
    const mark = id.lastIndexOf('#');
    if (mark === -1) return undefined;
    const seq = this.#rows.entrySeq(book, { id: id.slice(0, mark), version: id.slice(mark + 1) });
    return seq === undefined
      ? undefined
      : this.#database.one('SELECT seq, entry FROM entries WHERE place = ?', placeOf(book, seq));
  }
}

/** The id of a call's entry is `row#version`, of which the table of rows has one: no index of entries is needed. */
const isOfCall = ({ kind }: Entry): boolean => kind === 'call-drawn';

/** Entries of a book in order, those after a place; all of them where `limit` is negative. */
export function entriesIn(
  database: Database,
  book: number,
  { after, limit }: { readonly after: number; readonly limit: number },
): readonly Entry[] {
  const rows = database.all(
    'SELECT seq, entry FROM entries WHERE place > ? AND place < ? ORDER BY place LIMIT ?',
    placeOf(book, after),
    placeOf(book + 1, 0),
    limit,
  );
  return rows.map(row => parsedEntry(row['entry'], Number(row['seq'])));
}

/** Within a transaction. */
export function insertEntry(database: Database, book: number, entry: Entry): void {
  database.run(
    'INSERT INTO entries (place, book, seq, id, entry) VALUES (?, ?, ?, ?, ?)',
    ...[placeOf(book, entry.seq), book, entry.seq],
    isOfCall(entry) ? null : entry.id,
    lineOf(entry),
  );
}

function parsedEntry(text: unknown, seq: number): Entry {
  try {
    return JSON.parse(String(text)) as Entry;
  } catch (cause) {
    throw new DriverError('store-damaged', `entry ${seq} cannot be read`, cause);
  }
}
