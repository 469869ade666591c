import { crc32 } from 'node:zlib';
import { DriverError, type Head } from '../../ports/index.ts';
import type { Columns } from '../stored/columns.ts';
import type { Database } from './database.ts';
import type { Witness } from './witness.ts';

export interface Book {
  readonly book: number;
  readonly tenant: string;
  readonly isCurrent: number;
  readonly revision: number;
  readonly seq: number;
  readonly arrivals: number;
  readonly commits: number;
}

/** A transaction's result, and what it changes of the book. */
export interface Done<Value> {
  readonly value: Value;
  readonly changes?: Partial<Pick<Book, 'isCurrent' | 'revision' | 'seq' | 'arrivals'>>;
}

const none: Omit<Book, 'tenant'> = { book: 0, isCurrent: 1, revision: 0, seq: 0, arrivals: 0, commits: 0 };

/** Each tenant's present book, with the count of its commits. */
export class Books {
  readonly #database: Database;
  readonly #witness: Witness | undefined;

  constructor(database: Database, witness: Witness | undefined) {
    this.#database = database;
    this.#witness = witness;
  }

  /** The tenant's present book; an empty one with number 0 while there is none. */
  find(tenant: string): Book {
    const row = this.#database.one('SELECT * FROM books WHERE tenant = ? AND isCurrent = 1', tenant);
    return row === undefined ? { ...none, tenant } : checkedBook(row);
  }

  number(tenant: string): number {
    return this.find(tenant).book;
  }

  head(tenant: string): Head {
    const { book, revision, seq } = this.find(tenant);
    return { book, revision, seq };
  }

  startAnew(tenant: string): void {
    this.transaction(tenant, book => {
      if (book.revision === 0) return undefined;
      return { value: book, changes: { isCurrent: 0 } };
    });
    this.transaction(tenant, book => ({ value: book }));
  }

  /**
   * One transaction on the tenant's book, which is opened if there is none: counted in it, and by the witness after the commit. Undefined
   * from `work` changes nothing.
   */
  transaction<Value>(tenant: string, work: (book: Book) => Done<Value> | undefined): Value | undefined {
    const done = this.#database.transaction(() => {
      const before = this.find(tenant);
      const opened = before.book === 0 ? { ...before, book: this.#nextNumber() } : before;
      const done = work(opened);
      if (done === undefined) return undefined;
      const after = { ...opened, ...done.changes, commits: opened.commits + 1 };
      if (before.book === 0) this.write(after);
      else this.#change(after);
      return { value: done.value, after };
    });
    if (done === undefined) return undefined;
    this.#witness?.write(done.after);
    return done.value;
  }

  /** The tenant's books, oldest first. */
  all(tenant: string): readonly Book[] {
    return this.#database.all('SELECT * FROM books WHERE tenant = ? ORDER BY book', tenant).map(checkedBook);
  }

  /**
   * Begins a book in place of the present one, in one transaction: `work` fills it, and says what is in it. Undefined where the present one
   * is no longer as it was.
   */
  leadOn(tenant: string, old: Head, work: (book: number) => Pick<Book, 'seq' | 'arrivals'>): Book | undefined {
    const begun = this.#database.transaction(() => {
      const before = this.find(tenant);
      if (before.book !== old.book || before.revision !== old.revision) return undefined;
      const book = this.#nextNumber();
      this.#change({ ...before, isCurrent: 0, commits: before.commits + 1 });
      const next = { book, tenant, isCurrent: 1, revision: 1, ...work(book), commits: 1 };
      this.write(next);
      return next;
    });
    if (begun !== undefined) this.#witness?.write(begun);
    return begun;
  }

  #change(book: Book): void {
    const { isCurrent, revision, seq, arrivals, commits } = book;
    this.#database.run(
      'UPDATE books SET revision = ?, seq = ?, arrivals = ?, commits = ?, checksum = ? WHERE book = ?',
      ...[revision, seq, arrivals, commits, checksumOf(book), book.book],
    );
    // Apart from the rest: whatever it is set to, the page of the index that it is in is written again.
    if (isCurrent === 0) this.#database.run('UPDATE books SET isCurrent = 0 WHERE book = ?', book.book);
  }

  /** Inserts a new book; within a transaction. */
  write(book: Book): void {
    this.#database.run(
      `INSERT INTO books (book, tenant, isCurrent, revision, seq, arrivals, commits, checksum)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
      ...valuesOf(book),
      checksumOf(book),
    );
  }

  /** Refuses a database that lacks commits that the witness has seen, or whose list of books is damaged. */
  check(): void {
    // The witness is read first, so that a commit of another process in between does not look like a loss.
    const seen = this.#witness?.read();
    const books = this.#database.all('SELECT * FROM books').map(checkedBook);
    if (seen === undefined) return;
    const missing = seen.commits - (books.find(({ book }) => book === seen.book)?.commits ?? 0);
    if (missing <= 0) return;
    throw new DriverError(
      'store-lost-commits',
      `${this.#database.file} lacks the last ${missing} change(s) that were acknowledged: it was damaged, or an older copy was put in ` +
        `its place. Restore a backup; or, if the older copy is meant, delete ${this.#witness?.file ?? ''}.`,
    );
  }

  #nextNumber(): number {
    return Number(this.#database.one('SELECT max(book) AS last FROM books')?.['last'] ?? 0) + 1;
  }
}

const valuesOf = ({ book, tenant, isCurrent, revision, seq, arrivals, commits }: Book) =>
  [book, tenant, isCurrent, revision, seq, arrivals, commits] as const;

const checksumOf = (book: Book): number => crc32(valuesOf(book).join(' '));

function checkedBook(row: Columns): Book {
  const book = row as unknown as Book & { readonly checksum: number };
  if (book.checksum !== checksumOf(book)) throw new DriverError('store-damaged', 'the list of books is damaged');
  return book;
}
