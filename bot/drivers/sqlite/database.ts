import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite';
import { DriverError } from '../../ports.ts';

/** One SQLite file: write-ahead log, synced at every commit, statements prepared once, failures as driver errors. */
export class Database {
  readonly #database: DatabaseSync;
  readonly #statements = new Map<string, StatementSync>();
  readonly #onRollback: () => void;

  /** `:memory:` keeps nothing. */
  constructor(file: string, schema: string, onRollback: () => void) {
    this.#onRollback = onRollback;
    try {
      if (file !== ':memory:') mkdirSync(path.dirname(file), { recursive: true });
      this.#database = new DatabaseSync(file, { timeout: 5000 });
      this.#database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;');
      this.#database.exec(schema);
    } catch (cause) {
      throw new DriverError('store-not-opened', `cannot open the store ${file}: ${(cause as Error).message}`, cause);
    }
  }

  close(): void {
    this.#statements.clear();
    this.#database.close();
  }

  /** All of the work, or nothing of it. */
  transaction<Value>(work: () => Value): Value {
    try {
      this.#database.exec('BEGIN IMMEDIATE');
      try {
        const value = work();
        this.#database.exec('COMMIT');
        return value;
      } catch (error) {
        this.#database.exec('ROLLBACK');
        this.#onRollback();
        throw error;
      }
    } catch (cause) {
      if (cause instanceof DriverError) throw cause;
      throw new DriverError('store-failed', `the store refused to write: ${(cause as Error).message}`, cause);
    }
  }

  run(sql: string, ...values: SQLInputValue[]): void {
    this.#prepared(sql).run(...values);
  }

  one(sql: string, ...values: SQLInputValue[]): Record<string, unknown> | undefined {
    return this.#prepared(sql).get(...values);
  }

  all(sql: string, ...values: SQLInputValue[]): Record<string, unknown>[] {
    return this.#prepared(sql).all(...values);
  }

  #prepared(sql: string): StatementSync {
    let statement = this.#statements.get(sql);
    if (statement === undefined) {
      statement = this.#database.prepare(sql);
      this.#statements.set(sql, statement);
    }
    return statement;
  }
}
