import type { Entry } from '../../../core/index.ts';
import { seqOfAlert, type Head, type NextBook, type TenantBooks } from '../../ports/index.ts';
import type { Columns } from '../stored/columns.ts';
import { neverLate } from '../stored/late-billing.ts';
import type { Books } from './books.ts';
import type { Database } from './database.ts';
import { rowsOfEntries } from './draws.ts';
import { entriesIn, insertEntries } from './journal.ts';
import { noteBilledRows, noteCorrectedRows } from './late-billing.ts';
import { loadOutbox } from './outbox.ts';
import { checked, lastArrival, loadRows, rowsAfter } from './row-table.ts';

const pageRows = 2000;

/** One tenant's books in SQLite. */
export class SqliteTenantBooks implements TenantBooks {
  readonly #tenant: string;
  readonly #database: Database;
  readonly #books: Books;
  /** Adds what a book lacks that is kept beside its rows. */
  readonly #catchUp: () => void;

  constructor(tenant: string, database: Database, books: Books, catchUp: () => void) {
    this.#tenant = tenant;
    this.#database = database;
    this.#books = books;
    this.#catchUp = catchUp;
  }

  async all(): Promise<readonly Head[]> {
    return Promise.resolve(this.#books.all(this.#tenant).map(({ book, revision, seq }) => ({ book, revision, seq })));
  }

  async entriesOf(book: number, seq: number, limit = -1): Promise<readonly Entry[]> {
    return Promise.resolve(entriesIn(this.#database, book, { after: seq, limit }));
  }

  async leadOn(old: Head, next: NextBook): Promise<Head | 'moved-on'> {
    const { seq } = next;
    const begun = this.#books.leadOn(this.#tenant, old, book => {
      this.#copyBeside(old.book, { book, seq });
      const before = lastArrival(this.#database);
      const arrivals = this.#copyRows(old.book, { book, seq }, next.stateOf);
      // What entries say of calls is kept with these.
      this.#leadEntries(old.book, book, next);
      noteBilledRows(this.#database, before, lastArrival(this.#database));
      noteCorrectedRows(this.#database, book);
      return { seq, arrivals };
    });
    if (begun !== undefined) this.#catchUp();
    return Promise.resolve(begun === undefined ? 'moved-on' : { book: begun.book, revision: begun.revision, seq });
  }

  #leadEntries(old: number, book: number, { seq, lead }: NextBook): void {
    const rows = rowsOfEntries(this.#database, book);
    for (let after = 0; after < seq; after += pageRows) {
      const entries = entriesIn(this.#database, old, { after, limit: Math.min(pageRows, seq - after) });
      insertEntries(this.#database, book, lead(entries), rows);
    }
  }

  /** Who caused the entries, and the alerts that they raised. */
  #copyBeside(old: number, { book, seq }: { readonly book: number; readonly seq: number }): void {
    const database = this.#database;
    database.run(
      'INSERT INTO actors (book, seq, person) SELECT ?, seq, person FROM actors WHERE book = ? AND seq <= ?',
      ...[book, old, seq],
    );
    const isOfThem = ({ alertId }: Columns): boolean => seqOfAlert(String(alertId)) <= seq;
    const alerts = database.all('SELECT * FROM outbox WHERE book = ? ORDER BY arrival', old).filter(isOfThem);
    loadOutbox(
      database,
      alerts.map(alert => ({ ...alert, book })),
    );
    for (const { alertId, name } of database.all('SELECT * FROM acknowledgements WHERE book = ?', old).filter(isOfThem))
      database.run(
        'INSERT INTO acknowledgements (book, alertId, name) VALUES (?, ?, ?)',
        ...[book, String(alertId), String(name)],
      );
  }

  /** Returns how many came along. */
  #copyRows(
    old: number,
    { book, seq }: { readonly book: number; readonly seq: number },
    stateOf: NextBook['stateOf'],
  ): number {
    const last = this.#database.one(
      'SELECT max(arrival) AS last FROM calls WHERE book = ? AND entrySeq <= ?',
      old,
      seq,
    );
    const lastKept = Number(last?.['last'] ?? 0);
    let copied = 0;
    for (let after = 0; ;) {
      const page = rowsAfter(this.#database, old, { after, limit: pageRows }).map(checked);
      if (page.length === 0) return copied;
      after = page.at(-1)?.arrival ?? after;
      const kept = page.flatMap(row => {
        const state = stateOf({ ...row, wasKnown: row.arrival <= lastKept });
        return state === undefined ? [] : [{ ...row, book, state, late: neverLate }];
      });
      if (kept.length > 0) loadRows(this.#database, kept);
      copied += kept.length;
    }
  }
}
