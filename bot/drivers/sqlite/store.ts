import { unlinkSync } from 'node:fs';
import { SqliteAnswers } from './answers.ts';
import { Books } from './books.ts';
import { catchUpCallIds } from './call-ids.ts';
import { damagedRow, type ExpectedRows } from './damaged-row.ts';
import { Database } from './database.ts';
import { drawsCounted } from './draws.ts';
import { prepare } from './format.ts';
import { SqliteJournal } from './journal.ts';
import { preparePeople, SqliteKeptPeople } from './kept-people.ts';
import { prepareLooks, SqliteLooks } from './looks.ts';
import { prepareMatters } from './matter-tables.ts';
import { SqliteMatters } from './matters.ts';
import { SqliteOutbox } from './outbox.ts';
import { RowIds } from './row-ids.ts';
import { lastArrival } from './row-table.ts';
import { SqliteRows } from './rows.ts';
import { UsageSumsTable } from './usage-sums.ts';
import { SqliteTenantBooks } from './tenant-books.ts';
import { Witness } from './witness.ts';

interface SqliteTenant {
  readonly journal: SqliteJournal;
  readonly books: SqliteTenantBooks;
  readonly rows: SqliteRows;
  readonly outbox: SqliteOutbox;
  readonly matters: SqliteMatters;
  readonly answers: SqliteAnswers;
  readonly looks: SqliteLooks;
  readonly keptPeople: SqliteKeptPeople;
}

/**
 * The embedded journal, rows, outbox and answers in one SQLite database: write-ahead log, synced at every commit, so that what was
 * acknowledged survives a power cut. Another process (the operators' command line) may append beside this one.
 */
export class SqliteStore {
  readonly database: Database;
  readonly #ids: RowIds;
  readonly #sums: UsageSumsTable;
  readonly #tenants = new Map<string, SqliteTenant>();
  readonly #books: Books;
  readonly #witness: Witness | undefined;

  /**
   * `:memory:` stores nothing, and begins with `content`. With `isMending`, which is set to load an archive, the witness is not checked; with
   * `isLooking` nothing is changed.
   */
  constructor(
    file: string,
    {
      isMending = false,
      isLooking = false,
      content,
    }: { readonly isMending?: boolean; readonly isLooking?: boolean; readonly content?: Uint8Array } = {},
  ) {
    this.database = new Database(file, { isLooking, content });
    try {
      prepare(this.database);
      prepareLooks(this.database);
      preparePeople(this.database);
      prepareMatters(this.database);
      this.#witness = file === ':memory:' ? undefined : new Witness(witnessOf(file));
      this.#books = new Books(this.database, this.#witness);
      if (!isMending) this.#books.check();
      this.#sums = new UsageSumsTable(this.database);
      if (!this.database.isReadOnly) this.#catchUp();
    } catch (error) {
      this.database.close();
      throw error;
    }
    this.#ids = new RowIds(this.database);
  }

  /** What is stored of one tenant. */
  of(tenant: string): SqliteTenant {
    const known = this.#tenants.get(tenant);
    if (known !== undefined) return known;
    const { database } = this;
    const rows = new SqliteRows(tenant, database, this.#books, { ids: this.#ids, sums: this.#sums });
    const outbox = new SqliteOutbox(tenant, database, this.#books);
    const answers = new SqliteAnswers(tenant, database);
    const journal = new SqliteJournal(tenant, database, this.#books, { rows, outbox });
    const books = new SqliteTenantBooks(tenant, database, this.#books, () => this.#catchUp());
    const looks = new SqliteLooks(tenant, database);
    const keptPeople = new SqliteKeptPeople(tenant, database);
    const matters = new SqliteMatters(tenant, database, outbox);
    const made = { journal, books, rows, outbox, matters, answers, looks, keptPeople };
    this.#tenants.set(tenant, made);
    return made;
  }

  #catchUp(): void {
    this.#sums.catchUp();
    catchUpCallIds(this.database);
  }

  close(): void {
    try {
      if (!this.database.isReadOnly) for (const { answers } of this.#tenants.values()) answers.write();
    } finally {
      this.database.close();
    }
    this.#witness?.close();
  }

  /** What is wrong with the database itself, beside the journal that it holds; undefined when all is well. */
  async inspect(tenant: string): Promise<string | undefined> {
    const found = this.database.reading(() => this.#counted(tenant));
    if (typeof found === 'string') return found;
    const { outbox, matters } = this.of(tenant);
    const row = await damagedRow(this.database, found);
    if (row !== undefined) return `call row ${row} is damaged or missing`;
    const alert = outbox.damaged(found);
    return alert === undefined ? matters.damaged() : `the alert ${alert} is damaged`;
  }

  /** How many rows there are to be; in words what is wrong with the structure, or with the count of entries. */
  #counted(tenant: string): string | ExpectedRows {
    const structure = this.database.one('PRAGMA integrity_check(1)')?.['integrity_check'];
    if (structure !== 'ok') return `the database is damaged: ${String(structure)}`;
    const { book, seq, arrivals } = this.#books.find(tenant);
    const { count, last } = countedEntries(this.database, book);
    if (count !== seq || last !== seq) return `the journal has ${count} entries of ${seq}`;
    return { book, arrivals, until: lastArrival(this.database) };
  }
}

/** How many entries a book has, and the seq of the last. */
function countedEntries(database: Database, book: number): { readonly count: number; readonly last: number } {
  const texts = database.one('SELECT count(*) AS count, max(seq) AS last FROM entries WHERE book = ?', book);
  const drawn = drawsCounted(database, book);
  return {
    count: Number(texts?.['count'] ?? 0) + drawn.count,
    last: Math.max(Number(texts?.['last'] ?? 0), drawn.last),
  };
}

const witnessOf = (file: string): string => `${file.replace(/\.sqlite$/, '')}.head`;

/** Deletes the witness, after an archive was loaded in place of the store that it saw. */
export function forgetWitness(file: string): void {
  try {
    unlinkSync(witnessOf(file));
  } catch {
    // There was none.
  }
}
