import assert from 'node:assert/strict';
import pg from 'pg';
import { Postgres } from '../../bot/drivers/postgres/database.ts';
import { systemClock } from '../../bot/drivers/system/clock.ts';
import { aDatabase } from '../support/postgres.ts';

describe('a connection to PostgreSQL', () => {
  let database: Awaited<ReturnType<typeof aDatabase>>;
  beforeEach(async () => (database = await aDatabase()));
  afterEach(() => database.drop());

  const planMode = async (): Promise<unknown> => {
    const postgres = new Postgres(database.url, { clock: systemClock, as: 'operator', connections: 1 });
    const row = await postgres.row('SHOW plan_cache_mode').finally(() => postgres.close());
    return row?.['plan_cache_mode'];
  };

  it('keeps the plans of its statements', async () => {
    assert.equal(await planMode(), 'force_generic_plan');
  });

  it('leaves them to Citus where it is installed, which cannot route a plan made for every tenant', async () => {
    const client = new pg.Client({ connectionString: database.url });
    await client.connect();
    // Only its name in the catalog: Citus itself is not at hand.
    await client
      .query(
        `INSERT INTO pg_catalog.pg_extension (oid, extname, extowner, extnamespace, extrelocatable, extversion)
          VALUES (99999, 'citus', 10, 11, false, '13')`,
      )
      .finally(() => client.end());
    assert.equal(await planMode(), 'auto');
  });
});
