import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { runner } from 'node-pg-migrate';
import pg from 'pg';
import { lineOf, verify } from '../../core/index.ts';
import { bringForwardTables } from '../../bot/drivers/postgres/bring-forward.ts';
import { Postgres } from '../../bot/drivers/postgres/database.ts';
import { openPostgres } from '../../bot/drivers/postgres/store.ts';
import { systemClock } from '../../bot/drivers/system/clock.ts';
import { sha256 } from '../../bot/drivers/system/sha256.ts';
import type { Stores } from '../../bot/ports/index.ts';
import { aDatabase } from '../support/postgres.ts';

// The tables as migration 10 had them, and what its own program told of them: two organizations with two books each, with corrections,
// questions, reversed and erased calls, and a clock that was set back.

const data = path.join(import.meta.dirname, '..', 'data');
const tenants = ['contoso', 'fabrikam'];

describe('a PostgreSQL of migration 10', function () {
  this.timeout(120_000);
  let database: Awaited<ReturnType<typeof aDatabase>>;
  let client: pg.Client;
  let told: unknown;
  before(async () => void (told = JSON.parse(await readFile(path.join(data, 'postgres-10.json'), 'utf8'))));
  beforeEach(async () => {
    database = await aDatabase();
    client = new pg.Client({ connectionString: database.url });
    await client.connect();
    await client.query('DROP SCHEMA credits CASCADE');
    await client.query('CREATE SCHEMA credits');
    await migrate(10);
    for (const line of (await readFile(path.join(data, 'postgres-10.ndjson'), 'utf8')).trim().split('\n')) {
      // The row as it is: numbers are larger there than some of ours.
      const [, table = '', row] = /^\{"table":"(\w+)","row":(.*)\}$/.exec(line) ?? [];
      const insert = `INSERT INTO credits.${table} SELECT * FROM json_populate_record(NULL::credits.${table}, $1)`;
      await client.query(insert, [row]);
    }
  });
  afterEach(async () => {
    await client.end();
    await database.drop();
  });

  const migrate = (count: number): Promise<unknown> =>
    runner({
      ...{ dbClient: client, direction: 'up', count, schema: 'credits', migrationsTable: 'migrations' },
      dir: path.join(import.meta.dirname, '../../bot/drivers/postgres/migrations'),
      log: () => undefined,
    });

  async function opened<Value>(work: (stores: Stores) => Promise<Value>): Promise<Value> {
    const stores = await openPostgres(database.url, { clock: systemClock, as: 'operator' });
    try {
      return await work(stores);
    } finally {
      await stores.close();
    }
  }

  const count = async (sql: string): Promise<number> =>
    Number((await client.query<{ count: string }>(`SELECT count(*) FROM ${sql}`)).rows[0]?.count);

  const toldOf = async (stores: Stores, tenant: string) => {
    const { rows, books } = stores.of(tenant);
    const heads = await books.all();
    const lines = await Promise.all(heads.map(async ({ book }) => (await books.entriesOf(book, 0)).map(lineOf)));
    const known = await client.query<{ id: string }>(
      'SELECT DISTINCT credits.unpacked(id) AS id FROM credits.calls WHERE tenant = $1',
      [tenant],
    );
    const ids = known.rows.map(({ id }) => id).toSorted();
    const totals = await rows.totals();
    return {
      heads,
      entries: lines.flat().length,
      lines: sha256(lines.flat().join('\n')),
      rows: sha256(JSON.stringify(await Promise.all(ids.map(id => rows.versionsOf(id))))),
      totals: { ...totals, drawn: String(totals.drawn) },
      wrong: (await rows.wrongSum()) ?? null,
      inspect: (await stores.inspect(tenant)) ?? null,
    };
  };
  const all = async (stores: Stores) =>
    Object.fromEntries(await Promise.all(tenants.map(async tenant => [tenant, await toldOf(stores, tenant)] as const)));

  it('tells the same in the present layout, in which no call is said twice', async () => {
    assert.deepEqual(await opened(all), told);
    assert.equal(await count(`credits.entries WHERE entry LIKE '%"kind":"call-drawn"%'`), 0);
    assert.equal(await count('credits.bringing'), 0);
    assert.equal(await count(`pg_class WHERE relname = 'earlier_rows'`), 0);
    assert.deepEqual(await opened(all), told);
  });

  it('leads to the same wallet', () =>
    opened(async stores => {
      for (const tenant of tenants) assert.ok(verify(await stores.of(tenant).journal.entriesAfter(0), sha256).ok);
    }));

  it('keeps what is not exactly as it would be made', async () => {
    // A space that no program of ours writes: its hash is wrong, and nobody is to mend that unasked.
    await client.query('ALTER TABLE credits.entries DISABLE TRIGGER USER');
    await client.query(`UPDATE credits.entries SET entry = entry || ' ' WHERE entry LIKE '%"kind":"call-drawn"%'`);
    await client.query('ALTER TABLE credits.entries ENABLE TRIGGER USER');
    const before = await count('credits.entries');
    await opened(async stores => assert.equal((await stores.of('contoso').journal.entriesAfter(0)).length, 40));
    assert.equal(await count('credits.entries'), before);
  });

  it('is brought there by the next that opens it, wherever one was killed', async () => {
    const postgres = new Postgres(database.url, { clock: systemClock, as: 'operator', connections: 2 });
    await postgres.migrate();
    const transaction = postgres.transaction.bind(postgres);
    for (let kills = 0, isDone = false; !isDone; kills += 1) {
      let left = kills;
      postgres.transaction = (kind, work) => {
        if (left === 0) return Promise.reject(new Error('killed'));
        left -= 1;
        return transaction(kind, work);
      };
      isDone = await bringForwardTables(postgres, 20).then(
        () => true,
        (error: unknown) => {
          assert.equal((error as Error).message, 'killed');
          return false;
        },
      );
    }
    await postgres.close();
    assert.deepEqual(await opened(all), told);
  });

  it('is brought there by two at once', async () => {
    const both = await Promise.all([opened(all), opened(all)]);
    assert.deepEqual(both, [told, told]);
  });

  it('is brought there from what migrations 8 and 13 first were, too', async () => {
    await migrate(3);
    await client.query('DROP FUNCTION credits.recorded_at(text)');
    await client.query('DROP INDEX credits.posts_by_message');
    await client.query('CREATE INDEX posts_by_destination ON credits.posts (tenant, destination)');
    assert.deepEqual(await opened(all), told);
    const { rows } = await client.query(`SELECT indexname FROM pg_indexes WHERE indexname LIKE 'posts\\_by\\_%'`);
    assert.deepEqual(rows, [{ indexname: 'posts_by_message' }]);
  });

  it('is refused by whoever only looks', async () => {
    const looking = openPostgres(database.url, { clock: systemClock, as: 'operator', isLooking: true });
    await assert.rejects(looking, { code: 'store-older' });
  });
});
