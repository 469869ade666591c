import { accessSync, constants, existsSync, mkdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { DatabaseSync, type SQLInputValue, type SQLOutputValue, type StatementSync } from 'node:sqlite';
import { pathToFileURL } from 'node:url';
import { DriverError } from '../../ports/index.ts';
import type { Columns } from '../stored/columns.ts';
import { makePrivateFile, privateFolder } from '../system/private.ts';

/** One SQLite file: write-ahead log, synced at every commit, statements prepared once, failures as driver errors. */
export class Database {
  readonly file: string;
  readonly isReadOnly: boolean;
  /** Whether it was opened by somebody who changes nothing, though it may be that they could. */
  readonly isLooking: boolean;
  readonly #database: DatabaseSync;
  readonly #statements = new Map<string, StatementSync>();
  /** Those whose rows come without names. */
  readonly #listing = new Map<string, StatementSync>();

  /**
   * `:memory:` stores nothing. A file in a folder that cannot be written to is opened for reading, and refuses every change; so is one with
   * `isLooking`, whoever could write to it. `content` is what a `:memory:` begins with.
   */
  constructor(
    file: string,
    { isLooking = false, content }: { readonly isLooking?: boolean; readonly content?: Uint8Array | undefined } = {},
  ) {
    this.file = file;
    this.isLooking = isLooking;
    try {
      this.#database = isLooking ? unchanged(file) : writable(file);
      if (content !== undefined) this.#database.deserialize(content);
      this.isReadOnly = isLooking;
    } catch (cause) {
      const reading = isUnwritable(cause) && !isLooking ? readable(file) : undefined;
      if (reading === undefined)
        throw new DriverError('store-not-opened', `cannot open the store ${file}: ${reasonOf(cause)}`, cause);
      this.#database = reading;
      this.isReadOnly = true;
    }
  }

  /** All that it holds, as another may begin with it. */
  content(): Uint8Array {
    return this.#database.serialize();
  }

  close(): void {
    this.#statements.clear();
    this.#listing.clear();
    this.#database.close();
  }

  /** All of the work, or nothing of it. */
  transaction<Value>(work: () => Value): Value {
    if (this.isReadOnly)
      throw new DriverError('store-read-only', `${this.file} cannot be written to: nothing is recorded`);
    return this.#attempt('write', () => {
      this.#prepared('BEGIN IMMEDIATE').run();
      try {
        const value = work();
        this.#prepared('COMMIT').run();
        return value;
      } catch (error) {
        // On a full disk SQLite may have rolled back by itself.
        if (this.#database.isTransaction) this.#database.exec('ROLLBACK');
        throw error;
      }
    });
  }

  /** The same for asynchronous work: nothing else may use this connection meanwhile. */
  async longTransaction(work: () => Promise<void>): Promise<void> {
    this.run('BEGIN IMMEDIATE');
    try {
      await work();
      this.run('COMMIT');
    } catch (error) {
      if (this.#database.isTransaction) this.run('ROLLBACK');
      throw error;
    }
  }

  /** Many reads of one snapshot, which is that of the transaction where there is one: the file is locked once for all of them. */
  reading<Value>(work: () => Value): Value {
    if (this.#database.isTransaction) return work();
    this.run('BEGIN');
    try {
      return work();
    } finally {
      this.run('COMMIT');
    }
  }

  exec(sql: string): void {
    this.#attempt('do that', () => this.#database.exec(sql));
  }

  run(sql: string, ...values: SQLInputValue[]): void {
    try {
      this.#prepared(sql).run(...values);
    } catch (cause) {
      throw this.#failure('write', cause);
    }
  }

  one(sql: string, ...values: SQLInputValue[]): Columns | undefined {
    try {
      return this.#prepared(sql).get(...values);
    } catch (cause) {
      throw this.#failure('read', cause);
    }
  }

  all(sql: string, ...values: SQLInputValue[]): Columns[] {
    try {
      return this.#prepared(sql).all(...values);
    } catch (cause) {
      throw this.#failure('read', cause);
    }
  }

  /** The same without names, in the order of the columns: of rows that have many, half as dear as objects. */
  lists(sql: string, ...values: SQLInputValue[]): (readonly SQLOutputValue[])[] {
    try {
      let statement = this.#listing.get(sql);
      if (statement === undefined) {
        statement = this.#database.prepare(sql, { returnArrays: true });
        this.#listing.set(sql, statement);
      }
      return statement.all(...values) as unknown as SQLOutputValue[][];
    } catch (cause) {
      throw this.#failure('read', cause);
    }
  }

  #prepared(sql: string): StatementSync {
    let statement = this.#statements.get(sql);
    if (statement === undefined) {
      statement = this.#database.prepare(sql);
      this.#statements.set(sql, statement);
    }
    return statement;
  }

  #attempt<Value>(what: 'read' | 'write' | 'do that', work: () => Value): Value {
    try {
      return work();
    } catch (cause) {
      throw this.#failure(what, cause);
    }
  }

  #failure(what: 'read' | 'write' | 'do that', cause: unknown): DriverError {
    if (cause instanceof DriverError) return cause;
    if (damaged.has(codeOf(cause)))
      return new DriverError('store-damaged', `the store ${this.file} is damaged: ${reasonOf(cause)}`, cause);
    return what === 'write' && isUnwritable(cause)
      ? new DriverError('store-read-only', `${this.file} cannot be written to: ${reasonOf(cause)}`, cause)
      : new DriverError('store-failed', `the store refused to ${what}: ${reasonOf(cause)}`, cause);
  }
}

function writable(file: string): DatabaseSync {
  if (file !== ':memory:') {
    mkdirSync(path.dirname(file), { recursive: true, mode: privateFolder });
    // The first write would fail too; this finds out now, and without waiting for another process that writes.
    accessSync(path.dirname(file), constants.W_OK);
    if (existsSync(file)) accessSync(file, constants.W_OK);
    makePrivateFile(file);
  }
  const database = new DatabaseSync(file, { timeout: 5000 });
  try {
    // With pages larger than usual an import writes a third less. The size applies to new files only.
    database.exec(
      'PRAGMA page_size = 8192; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA cache_size = -16384;',
    );
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

/**
 * For reading. With the index of its log beside it SQLite reads the log too, also while another process writes. Without one it could not tell
 * what is in the log: only a file whose log is empty is opened then, as one that nobody changes.
 */
function readable(file: string): DatabaseSync | undefined {
  const reading = opened(file);
  if (reading !== undefined) return reading;
  const log = statSync(`${file}-wal`, { throwIfNoEntry: false });
  if (log !== undefined && log.size > 0)
    throw new DriverError(
      'store-not-opened',
      `cannot open the store ${file}: there are changes in its log, which only who may write to the folder can read. Copy the folder first.`,
    );
  return opened(immutable(file));
}

/** As one that nobody changes: nothing is made beside it. */
function immutable(file: string): URL {
  const unchanging = pathToFileURL(file);
  unchanging.search = 'immutable=1';
  return unchanging;
}

/** Reads, and leaves nothing beside the file: its log is there where another process is at work on it, or was killed. */
const unchanged = (file: string): DatabaseSync =>
  new DatabaseSync(existsSync(`${file}-wal`) ? file : immutable(file), { readOnly: true });

function opened(place: string | URL): DatabaseSync | undefined {
  const database = attempted(() => new DatabaseSync(place, { readOnly: true }));
  if (database === undefined) return undefined;
  const isRead = attempted(() => database.prepare('SELECT count(*) FROM sqlite_schema').get());
  if (isRead !== undefined) return database;
  database.close();
  return undefined;
}

function attempted<Value>(work: () => Value): Value | undefined {
  try {
    return work();
  } catch {
    return undefined;
  }
}

// SQLite's result codes (sqlite.org/rescode.html): the primary one is the low byte.
const damaged: ReadonlySet<number> = new Set([11, 26]);
// Full (13) among them: the index of a log takes room, too.
const unwritable: ReadonlySet<number> = new Set([8, 13, 14]);
/** Failures of the index of a log, which a full disk has no room for: SHMSIZE, SHMMAP, SHMOPEN. */
const withoutIndex: ReadonlySet<number> = new Set([4874, 5386, 4618]);

const codeOf = (error: unknown): number => ((error as { errcode?: number }).errcode ?? 0) & 0xff;

const isUnwritable = (error: unknown): boolean =>
  unwritable.has(codeOf(error)) ||
  withoutIndex.has((error as { errcode?: number }).errcode ?? 0) ||
  ['EROFS', 'EACCES', 'EPERM'].includes((error as NodeJS.ErrnoException).code ?? '');

const reasonOf = (error: unknown): string => (error as Error).message;
