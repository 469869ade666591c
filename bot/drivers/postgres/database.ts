import { readdirSync } from 'node:fs';
import path from 'node:path';
import { runner } from 'node-pg-migrate';
import pg from 'pg';
import { DriverError, type Clock, type StoreState } from '../../ports/index.ts';
import type { Columns } from '../stored/columns.ts';
import { oneByOne } from './one-by-one.ts';
import { storedTypes, type StoredTypes } from './stored-types.ts';

/** The names by which sessions of this program are recognized, and bots among them. */
export const applicationName = { bot: 'communications-credits', operator: 'communications-credits operator' } as const;

/** The advisory lock of whoever moves or restores the database: any number, as long as it stays the same. */
const movedLock = 1_129_465_165;

/** The delay before each retry; after the last one it is given up. */
const backOffMs: readonly number[] = [50, 200, 800, 2000];

/** A server that takes this long to fail is silent: whoever waits is told, instead of waiting for the retries too. */
const retriedForMs = 4000;

/** What a worker of a distributed database says of rows that have just been moved to another one. */
const movedAway = 'CR001';

// SQLSTATE: serialization failure, deadlock, too many connections, the server going down or coming up; class 08 is a connection lost.
const passing: ReadonlySet<string> = new Set(['40001', '40P01', '53300', '57P01', '57P02', '57P03', movedAway]);

/**
 * Statements are few and always the same: planning the reads each time makes them cost half as much again. Where tables are distributed they
 * must be planned for the tenant given: Citus routes by it, and refuses a plan that is made for every tenant.
 */
const keepPlans = `SELECT set_config('plan_cache_mode', 'force_generic_plan', false)
  WHERE NOT EXISTS (SELECT FROM pg_catalog.pg_extension WHERE extname = 'citus')`;

/** One PostgreSQL, through a pool of connections. Transient failures are retried, but for `once` and the work of a `transaction`. */
export class Postgres {
  readonly url: string;
  readonly #pool: pg.Pool;
  readonly #clock: Clock;
  /** Host and port. */
  readonly #place: string;
  /** Whether the last that was tried was given up: until something succeeds, nothing is tried twice. */
  #isLost = false;
  #looking: Promise<StoreState> | undefined;
  #distribution: Promise<boolean> | undefined;
  #types: StoredTypes | undefined;

  constructor(
    url: string,
    {
      clock,
      as,
      connections,
    }: { readonly clock: Clock; readonly as: 'bot' | 'operator'; readonly connections: number },
  ) {
    this.url = url;
    this.#clock = clock;
    this.#place = placeOf(url);
    this.#pool = new pg.Pool({
      connectionString: url,
      max: connections,
      application_name: applicationName[as],
      connectionTimeoutMillis: 5000,
      // A server that disappears silently must not block a wallet for ever.
      keepAlive: true,
      query_timeout: 60_000,
      // Each statement has its index; a plan that was made while a table was empty must not scan all of it later.
      options: '-c enable_seqscan=off',
      // Before a new connection is used.
      verify: (client, done) => void client.query(keepPlans).then(() => done(), done),
      types: {
        getTypeParser: (oid, format) =>
          (oid === pg.types.builtins.INT8 ? Number : pg.types.getTypeParser(oid, format)) as never,
      },
    });
    // An idle connection that breaks is replaced when it is needed; one in use reports the error through its query.
    this.#pool.on('error', () => undefined);
    this.#pool.on('connect', client => void client.on('error', () => undefined));
  }

  async close(): Promise<void> {
    await this.#pool.end();
  }

  /** Brings the tables to the present version; of several processes that start at once, one migrates and the others wait. */
  async migrate(): Promise<void> {
    const client = await this.#attempt(() => this.#pool.connect());
    try {
      await client.query('CREATE SCHEMA IF NOT EXISTS credits').catch((error: unknown) => {
        // Another process created it at the same moment.
        if ((error as pg.DatabaseError).code !== '23505') throw error;
      });
      // Over workers as when the tables were distributed (distribute-tables.sql); elsewhere these settings have no meaning.
      await client.query("SET citus.multi_shard_modify_mode = 'sequential'");
      await client.query('SET citus.enable_unsafe_triggers = on');
      await runner({
        dbClient: oneByOne(client),
        dir: migrations,
        direction: 'up',
        schema: 'credits',
        migrationsTable: 'migrations',
        advisoryLockMode: 'wait',
        checkOrder: false,
        log: () => undefined,
      });
      const { rows } = await client.query<{ name: string }>('SELECT name FROM credits.migrations ORDER BY id');
      refuseNewer(rows.map(({ name }) => name));
    } catch (cause) {
      throw driverErrorOf(cause);
    } finally {
      // The settings end with it.
      client.release(true);
    }
  }

  /** Rejects where there are no tables, or they are not of this version: for whoever only looks, and brings nothing forward. */
  async refuseOtherVersions(): Promise<void> {
    const found = await this.row("SELECT to_regclass('credits.migrations') IS NOT NULL AS has_tables");
    if (found?.['has_tables'] !== true) throw new DriverError('no-store', 'the database has no tables of this program');
    const done = (await this.rows('SELECT name FROM credits.migrations ORDER BY id')).map(({ name }) => String(name));
    refuseNewer(done);
    const missing = missingAfter(done);
    if (missing.length > 0)
      throw new DriverError(
        'store-older',
        `the database is of an earlier version of this program: the next start brings it to ${missing.toSorted().at(-1)}`,
      );
  }

  /** One statement, retried after a transient failure, so that it must be safe to repeat. A name makes it a prepared statement. */
  async rows(text: string, values: readonly unknown[] = [], name?: string): Promise<readonly Columns[]> {
    const query = { text, values: [...values], ...(name !== undefined && { name }) };
    const { rows } = await this.#attempt(() => this.#pool.query<Columns>(query));
    return rows;
  }

  /** The same, for at most one row. */
  async row(text: string, values: readonly unknown[] = [], name?: string): Promise<Columns | undefined> {
    const [row] = await this.rows(text, values, name);
    return row;
  }

  /** What a function of the schema returns of a tenant, its first argument; in a distributed database it runs where the tenant's rows are. */
  async called(name: string, values: readonly unknown[]): Promise<unknown> {
    const schema = (await this.isDistributed()) ? 'credits_routed' : 'credits';
    const given = values.map((_, index) => `$${index + 1}`).join(', ');
    return (await this.row(`SELECT ${schema}.${name}(${given}) AS value`, values, name))?.['value'];
  }

  /** Whether the tables are spread over workers; that changes only while no bot runs. */
  isDistributed(): Promise<boolean> {
    this.#distribution ??= this.row("SELECT to_regnamespace('credits_routed') IS NOT NULL AS yes").then(
      row => row?.['yes'] === true,
    );
    this.#distribution.catch(() => (this.#distribution = undefined));
    return this.#distribution;
  }

  forgetDistribution(): void {
    this.#distribution = undefined;
  }

  /** The types of what is stored: looked up once, since a program whose types are replaced is not of the present version any longer. */
  async types(): Promise<StoredTypes> {
    return (this.#types ??= await storedTypes((text, values) => this.rows(text, values)));
  }

  /** One statement, tried once: the caller finds out its outcome. */
  async once(text: string, values: readonly unknown[], name: string): Promise<readonly Columns[]> {
    const { rows } = await this.#pool.query<Columns>({ text, values: [...values], name });
    return rows;
  }

  /** All of the work on one connection, or nothing of it; not retried. */
  async transaction<Value>(kind: string, work: (client: pg.PoolClient) => Promise<Value>): Promise<Value> {
    const client = await this.#attempt(() => this.#pool.connect());
    try {
      await client.query(`BEGIN ${kind}`);
      const value = await work(client);
      await client.query('COMMIT');
      client.release();
      return value;
    } catch (cause) {
      await client.query('ROLLBACK').catch(() => undefined);
      client.release(true);
      throw cause instanceof DriverError ? cause : driverErrorOf(cause);
    }
  }

  /**
   * Keeps bots out until the returned function is called, or the connection ends. Refused while one is connected. A bot connects before it
   * looks for the lock, and this takes the lock before it looks for bots: one of the two sees the other.
   */
  async alone(): Promise<() => Promise<void>> {
    const client = await this.connect();
    const asked = async (sql: string, ...values: readonly unknown[]): Promise<unknown> =>
      (await client.query<{ answer: unknown }>(sql, [...values])).rows[0]?.answer;
    try {
      if ((await asked('SELECT pg_try_advisory_lock($1) AS answer', movedLock)) !== true)
        throw new DriverError('store-in-use', 'Somebody else is moving this database or restoring it.');
      const bots = await asked(
        'SELECT count(*) AS answer FROM pg_stat_activity WHERE datname = current_database() AND application_name = $1',
        applicationName.bot,
      );
      if (Number(bots) > 0)
        throw new DriverError('store-in-use', 'A bot is connected to this database. Stop every one of them first.');
    } catch (cause) {
      client.release(true);
      throw driverErrorOf(cause);
    }
    return async () => {
      // The lock would end with its session, which the server takes a moment to end: whoever begins at once would still be refused.
      await client.query('SELECT pg_advisory_unlock($1)', [movedLock]).catch(() => undefined);
      client.release(true);
    };
  }

  /** A bot must not begin on a database that is being moved or restored. */
  async refuseWhileMoved(): Promise<void> {
    const row = await this.row(
      `SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
         AND classid = 0 AND objid = $1 AND objsubid = 1`,
      [movedLock],
    );
    if (row !== undefined)
      throw new DriverError(
        'store-in-use',
        'This database is being moved or restored. Start the bot when that is done.',
      );
  }

  /** How it is now; those who ask at the same time get one answer. */
  state(): Promise<StoreState> {
    this.#looking ??= this.#state().finally(() => (this.#looking = undefined));
    return this.#looking;
  }

  async #state(): Promise<StoreState> {
    try {
      const { rows } = await this.#pool.query<{ readonly isReadOnly: boolean; readonly migrations: string[] }>(
        `SELECT pg_is_in_recovery() OR current_setting('transaction_read_only') = 'on' AS "isReadOnly",
           ARRAY(SELECT name::text FROM credits.migrations) AS migrations`,
      );
      const { isReadOnly = true, migrations: done = [] } = rows[0] ?? {};
      const isMigrated = missingAfter(done).length === 0;
      return { isReachable: true, isWritable: !isReadOnly, isMigrated, freeBytes: undefined };
    } catch {
      return { isReachable: false, isWritable: false, isMigrated: false, freeBytes: undefined };
    }
  }

  /** A connection for the caller, who must release it. */
  connect(): Promise<pg.PoolClient> {
    return this.#attempt(() => this.#pool.connect());
  }

  /** Waits before a retry, or gives up; `tries` counts those before it. */
  async backOff(tries: number): Promise<'again' | 'given-up'> {
    const ms = backOffMs[tries];
    if (ms === undefined) return 'given-up';
    await this.#clock.wait(ms);
    return 'again';
  }

  async #attempt<Value>(work: () => Promise<Value>): Promise<Value> {
    const begun = this.#clock.elapsed();
    for (let tries = 0; ; tries += 1) {
      try {
        const value = await work();
        this.#isLost = false;
        return value;
      } catch (cause) {
        const isLate = this.#clock.elapsed() - begun > retriedForMs;
        const mayTryAgain = isTransient(cause) && !isLate && !this.#isLost;
        if (mayTryAgain && (await this.backOff(tries)) === 'again') continue;
        this.#isLost ||= isTransient(cause);
        throw driverErrorOf(cause, this.#place);
      }
    }
  }
}

const migrations = path.join(import.meta.dirname, 'migrations');

const migrationNames = (): readonly string[] => readdirSync(migrations).map(file => path.basename(file, '.sql'));

/** Which are still to be run where these are done. */
export const missingAfter = (done: readonly string[]): readonly string[] =>
  migrationNames().filter(name => !done.includes(name));

/** Rejects what a later version has done there. */
function refuseNewer(done: readonly string[]): void {
  const known = migrationNames();
  const unknown = done.find(name => !known.includes(name));
  if (unknown !== undefined)
    throw new DriverError(
      'store-newer',
      `the database was brought to ${unknown} by a newer version of this program: update the program`,
    );
}

/** Whether a retry may help: the connection was lost, or another transaction interfered. */
export function isTransient(error: unknown): boolean {
  const { code, message } = error as { code?: string; message?: string };
  if (code === undefined) return /connection|timeout/i.test(message ?? '');
  return passing.has(code) || code.startsWith('08') || /^E[A-Z_]+$/.test(code);
}

/** Whether a worker was asked for rows that are on another one. */
export const isMisrouted = (error: unknown): boolean => (error as { readonly code?: string }).code === movedAway;

// SQLSTATE: the user, the password or the database is another than the server knows.
const isTurnedAway = (code: string): boolean => code.startsWith('28') || code === '3D000';
// No room on its disk; a standby, or one that was set to be read only.
const unwritable: ReadonlySet<string> = new Set(['53100', '25006']);

/** What went wrong, as an operator can read it, with the host and port where there was no connection; no user and no password. */
export function driverErrorOf(cause: unknown, place = ''): DriverError {
  if (cause instanceof DriverError) return cause;
  const { code = '', message } = cause as { readonly code?: string; readonly message: string };
  const where = place === '' ? 'PostgreSQL' : `PostgreSQL at ${place}`;
  // Where a name has several addresses, the error of all together has a code and no message.
  const reason = message === '' ? code : message;
  if (isTransient(cause)) return new DriverError('store-unreachable', `${where} cannot be reached: ${reason}`, cause);
  if (unwritable.has(code))
    return new DriverError('store-read-only', `${where} cannot be written to: ${reason}`, cause);
  return isTurnedAway(code)
    ? new DriverError('store-refused', `${where} refuses the connection: ${reason}`, cause)
    : new DriverError('store-failed', `the store refused to write or read: ${reason}`, cause);
}

/** Host and port as the client takes them from an address and the environment. */
function placeOf(url: string): string {
  const { host, port } = new pg.Client({ connectionString: url });
  return `${host}:${port}`;
}
