import assert from 'node:assert/strict';
import { copyFile, rm } from 'node:fs/promises';
import { DatabaseSync } from 'node:sqlite';
import path from 'node:path';
import pg from 'pg';
import { dayMs, type CallRow } from '../../core/index.ts';
import { openPostgres } from '../../bot/drivers/postgres/store.ts';
import { SqliteStore } from '../../bot/drivers/sqlite/store.ts';
import { systemClock } from '../../bot/drivers/system/clock.ts';
import type { Journal, Rows } from '../../bot/ports/index.ts';
import { aCall, at, money } from '../support/builders.ts';
import { citusUrl } from '../support/citus.ts';
import { aFolder } from '../support/drivers.ts';
import { batch, changesOfPage } from '../support/pages.ts';
import { aDatabase } from '../support/postgres.ts';

// Sums of rows that were there before any were kept, and sums that somebody has changed.

const data = path.join(import.meta.dirname, '..', 'data');
const days = { first: '2026-01-01', last: '2026-03-31' };
/** A cluster sends a call of one of these functions to where the rows are. */
const routed = citusUrl === undefined ? 'credits' : 'credits_routed';
const begin = at('2026-01-02T12:00:00Z');

const calls = (from: number, to: number): readonly CallRow[] =>
  Array.from({ length: to - from }, (_, index) => {
    const id = from + index;
    return aCall({
      id: `row-${id}`,
      start: begin + (id % 80) * dayMs,
      charge: money('$1') + id,
      about: { callId: `Call-${id}`, userId: `user-${id % 7}`, userName: `User ${id % 7}` },
    });
  });

interface Ports {
  readonly journal: Journal;
  readonly rows: Rows;
}

async function save({ journal, rows }: Ports, page: readonly CallRow[]): Promise<void> {
  const rowChanges = await changesOfPage(rows, page);
  assert.notEqual(await journal.append(await journal.head(), batch({ rowChanges })), 'moved-on');
}

const told = async ({ rows }: Ports, callId = 'call-1500') => ({
  totals: await rows.totals(),
  usage: await rows.usage({ days }),
  byDay: await rows.usageByDay({ days }),
  people: await rows.ranked({ days, by: 'person', top: 3 }),
  calls: await rows.calls({ days, person: 'user-3', limit: 5 }),
  ofCall: (await rows.versionsOf(callId)).map(({ row }) => row.id),
  wrong: await rows.wrongSum(),
});

describe('the sums of usage in SQLite', () => {
  let folder: string;
  let file: string;
  beforeEach(async () => {
    folder = await aFolder();
    file = path.join(folder, 'ledger.sqlite');
  });
  afterEach(() => rm(folder, { recursive: true }));

  /** Opens the store for some work, and closes it. */
  async function opened<Value>(work: (ports: Ports, store: SqliteStore) => Promise<Value>): Promise<Value> {
    const store = new SqliteStore(file);
    try {
      return await work(store.of('contoso'), store);
    } finally {
      store.close();
    }
  }

  it('are made once in a store of format 1, which had none', async () => {
    await copyFile(path.join(data, 'format-2.sqlite'), file);
    const before = await opened(ports => told(ports, 'CALL 14'));
    await rm(file);
    await copyFile(path.join(data, 'format-2.sqlite'), file);
    const database = new DatabaseSync(file);
    for (const table of ['usageDays', 'usageMonths', 'calendars', 'callIds']) database.exec(`DROP TABLE ${table}`);
    database.exec('PRAGMA user_version = 1');
    database.close();
    const after = await opened(ports => told(ports, 'CALL 14'));
    assert.deepEqual(after, before);
    assert.deepEqual([after.totals.rowsKnown, after.ofCall, after.wrong], [25, ['call-14'], undefined]);
  });

  it('are made anew where the rules of the zone were others when they were made', async () => {
    const before = await opened(async ports => {
      await save(ports, calls(0, 50));
      return told(ports);
    });
    const database = new DatabaseSync(file);
    database.exec(
      `UPDATE calendars SET offsets = '{"since":[0],"offsetMs":[-43200000]}'; UPDATE usageDays SET day = day - 1`,
    );
    database.close();
    assert.deepEqual(await opened(ports => told(ports)), before);
  });

  it('are found out where they are not what the rows add up to', async () => {
    await opened(ports => save(ports, calls(0, 50)));
    const wrong = async (sql: string): Promise<string | undefined> => {
      const database = new DatabaseSync(file);
      database.exec(sql);
      database.close();
      return opened(({ rows }) => rows.wrongSum());
    };
    const undo = 'UPDATE usageDays SET drawnMicros = drawnMicros - 1 WHERE dimension = 1 AND day = 20460';
    assert.equal(
      await wrong('UPDATE usageDays SET drawnMicros = drawnMicros + 1 WHERE dimension = 1 AND day = 20460'),
      'the usage of 2026-01-07, by person',
    );
    assert.equal(await wrong(undo), undefined);
    assert.equal(await wrong('UPDATE usageMonths SET calls = 9 WHERE dimension = 5'), 'the count "drawn"');
    assert.equal(await wrong('DELETE FROM usageMonths WHERE dimension = 4'), 'the usage of 2026-01, by own-number');
    assert.equal(
      await wrong('INSERT INTO usageDays SELECT book, 0, 9, label, 1, 1, 1, 1, 1, 1, 1 FROM usageDays LIMIT 1'),
      'the usage of 1970-01-10, of all calls',
    );
  });
});

describe('the sums of usage in PostgreSQL', () => {
  let database: Awaited<ReturnType<typeof aDatabase>>;
  beforeEach(async () => (database = await aDatabase()));
  afterEach(() => database.drop());

  async function opened<Value>(work: (ports: Ports) => Promise<Value>): Promise<Value> {
    const stores = await openPostgres(database.url, { clock: systemClock, as: 'operator' });
    try {
      return await work(stores.of('contoso'));
    } finally {
      await stores.close();
    }
  }

  async function query(...statements: readonly string[]): Promise<void> {
    const client = new pg.Client({ connectionString: database.url });
    await client.connect();
    for (const statement of statements) await client.query(statement);
    await client.end();
  }

  const begunAnew = [
    'DELETE FROM credits.usage_days',
    'DELETE FROM credits.usage_months',
    `UPDATE credits.calendars SET summed_before = -9223372036854775808`,
  ];

  it('are made once of rows that were there before', async () => {
    const before = await opened(async ports => {
      await save(ports, calls(0, 2100));
      return { head: await ports.journal.head(), ...(await told(ports)) };
    });
    await query(...begunAnew, 'DELETE FROM credits.calendars');
    const after = await opened(async ports => ({ head: await ports.journal.head(), ...(await told(ports)) }));
    assert.deepEqual(after, before);
    assert.deepEqual([after.totals.rowsKnown, after.ofCall, after.wrong], [2100, ['row-1500'], undefined]);
  });

  it('are right where rows are corrected, erased and added while they are made', async () => {
    await opened(async ports => {
      await save(ports, calls(0, 100));
      await told(ports);
      await query(
        ...begunAnew,
        `SELECT ${routed}.sum_usage('contoso', 1, 30)`,
        `SELECT ${routed}.sum_usage('contoso', 1, 30)`,
      );
      await save(
        ports,
        calls(0, 160).map(row => ({ ...row, charge: row.charge + 5, start: row.start + dayMs })),
      );
      await ports.rows.erase(begin + 9 * dayMs);
      const { wrong, totals } = await told(ports);
      assert.deepEqual([wrong, totals.rowsKnown, totals.corrections], [undefined, 160, 100]);
    });
  });

  /** An empty book with a calendar. */
  async function begunSums(ports: Ports): Promise<void> {
    await ports.journal.append(await ports.journal.head(), batch({}));
    await told(ports);
  }

  it('come with the calls, or are worked out by the database where a zone’s rules have changed meanwhile', async () => {
    await opened(async ports => {
      await begunSums(ports);
      const firstDay = async (): Promise<unknown> => {
        const client = new pg.Client({ connectionString: database.url });
        await client.connect();
        const { rows } = await client.query<{ day: number }>('SELECT min(day) AS day FROM credits.usage_days');
        await client.end();
        return rows[0]?.day;
      };
      // The database's own days begin half a day later than those of the program.
      await query(`UPDATE credits.calendars SET since = '{0}', offsets = '{-46800000}'`);
      await save(ports, calls(0, 20));
      assert.equal(await firstDay(), 20_455);
      await query(`UPDATE credits.calendars SET rules = 'others'`);
      await save(ports, calls(80, 100));
      assert.equal(await firstDay(), 20_454);
    });
  });

  it('are of texts as they are stored: two that are stored as one are summed as one', async () => {
    await opened(async ports => {
      await begunSums(ports);
      const about = { userId: 'user-1', userName: 'User 1' };
      const callees = ['Oslo', 'Os\u0000lo', 'Os\ud800lo', 'Os\ufffdlo'];
      await save(
        ports,
        callees.map((destination, index) =>
          aCall({ id: `one-${index}`, start: begin, about: { ...about, callId: `C${index}`, destination } }),
        ),
      );
      const { wrong, totals } = await told(ports);
      assert.deepEqual([wrong, totals.rowsKnown], [undefined, 4]);
      const { lines } = await ports.rows.ranked({ days, by: 'destination', top: 5 });
      const ofOslo = lines.filter(({ key }) => key?.startsWith('Os') === true);
      assert.deepEqual(
        new Map(ofOslo.map(({ key, calls: count }) => [key, count])),
        new Map([
          ['Oslo', 2],
          ['Os\ufffdlo', 2],
        ]),
      );
    });
  });

  it('are found out where they are not what the rows add up to', async () => {
    await opened(async ports => {
      await save(ports, calls(0, 50));
      await told(ports);
      await query('UPDATE credits.usage_months SET cost = cost + 1 WHERE dimension = 2');
      assert.equal(await ports.rows.wrongSum(), 'the usage of 2026-01, by destination');
    });
  });
});
