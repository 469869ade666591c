import { DriverError, type Head } from '../../ports.ts';
import type { Database } from './database.ts';
import type { Witness } from './witness.ts';

export interface Book {
  readonly book: number;
  readonly revision: number;
  readonly seq: number;
  readonly arrivals: number;
}

/** Each tenant's present book, and the count of everything that was ever committed to it. */
export class Books {
  readonly #database: Database;
  readonly #witness: Witness | undefined;

  constructor(database: Database, witness: Witness | undefined) {
    this.#database = database;
    this.#witness = witness;
  }

  /** The number of the tenant's book; 0, which has nothing in it, while there is none. */
  number(tenant: string): number {
    return this.find(tenant).book;
  }

  find(tenant: string): Book {
    const row = this.#database.one(
      'SELECT book, revision, seq, arrivals FROM books WHERE tenant = ? AND isCurrent = 1',
      tenant,
    );
    const number = (name: string): number => Number(row?.[name] ?? 0);
    return { book: number('book'), revision: number('revision'), seq: number('seq'), arrivals: number('arrivals') };
  }

  head(tenant: string): Head {
    const { book, revision, seq } = this.find(tenant);
    return { book, revision, seq };
  }

  /** The tenant's book, opened where there was none: within a transaction. */
  opened(tenant: string): Book {
    const found = this.find(tenant);
    if (found.book !== 0) return found;
    this.#database.run('INSERT INTO books (tenant, isCurrent) VALUES (?, 1)', tenant);
    return this.find(tenant);
  }

  startAnew(tenant: string): void {
    this.transaction(tenant, () => {
      this.#database.run('UPDATE books SET isCurrent = 0 WHERE tenant = ? AND isCurrent = 1', tenant);
      return this.opened(tenant);
    });
  }

  /** One transaction on the tenant's book: counted in it, and by the witness once it is safe. Undefined: nothing was to be done. */
  transaction<Value>(tenant: string, work: (book: Book) => Value | undefined): Value | undefined {
    const { value, book, commits } = this.#database.transaction(() => {
      const value = work(this.opened(tenant));
      const { book } = this.find(tenant);
      if (value === undefined) return { value, book, commits: 0 };
      const row = this.#database.one('UPDATE books SET commits = commits + 1 WHERE book = ? RETURNING commits', book);
      return { value, book, commits: Number(row?.['commits']) };
    });
    if (commits > 0) this.#witness?.write({ book, commits });
    return value;
  }

  /** Refuses a database that lacks what the witness has seen committed to it. */
  check(): void {
    const seen = this.#witness?.read();
    if (seen === undefined) return;
    const row = this.#database.one('SELECT commits FROM books WHERE book = ?', seen.book);
    const missing = seen.commits - Number(row?.['commits'] ?? 0);
    if (missing <= 0) return;
    throw new DriverError(
      'store-lost-commits',
      `${this.#database.file} lacks the last ${missing} change(s) that were acknowledged: it was damaged, or an older copy was put in ` +
        `its place. Restore a backup; or, if the older copy is meant, delete ${this.#witness?.file ?? ''}.`,
    );
  }
}
