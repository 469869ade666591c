import assert from 'node:assert/strict';
import pg from 'pg';
import { identify, versionOf, type RowChange } from '../../core/index.ts';
import { openPostgres } from '../../bot/drivers/postgres/store.ts';
import { systemClock } from '../../bot/drivers/system/clock.ts';
import { sha256 } from '../../bot/drivers/system/sha256.ts';
import type { Stores } from '../../bot/ports/index.ts';
import { aCall } from '../support/builders.ts';
import { allowedMs } from '../support/citus.ts';
import { aMatter } from '../support/matters.ts';
import { aDatabase } from '../support/postgres.ts';

const tenant = 'contoso';

/** More than a page of the inspection, appended so that neither their ids nor their digests are in the order of arrival. */
const rows = 6000;
const idOf = (arrival: number): string => `call-${(arrival * 7919) % rows}`;

describe('the inspection of a PostgreSQL', function () {
  this.timeout(allowedMs(60_000));
  let database: Awaited<ReturnType<typeof aDatabase>>;
  let stores: Stores;
  let client: pg.Client;
  beforeEach(async () => {
    database = await aDatabase();
    stores = await openPostgres(database.url, { clock: systemClock, as: 'operator' });
    client = new pg.Client({ connectionString: database.url });
    await client.connect();
    const { journal } = stores.of(tenant);
    const rowChanges = Array.from({ length: rows }, (_, index): RowChange => {
      const { row } = identify(aCall({ id: idOf(index + 1) }), sha256);
      return { kind: 'ignore', origin: 'new-row', row, version: versionOf(row, sha256), question: 'look-alike' };
    });
    await journal.append(await journal.head(), { entries: [], rowChanges, alerts: [], actors: [] });
  });
  afterEach(async () => {
    await client.end();
    await stores.close();
    await database.drop();
  });

  it('finds nothing wrong in what was stored, and whose it is', async () => {
    assert.equal(await stores.inspect(tenant), undefined);
    await stores.of('another').journal.head();
    assert.deepEqual(await stores.tenants(), [tenant]);
  });

  it('reads every row: the one that was changed is found, wherever it is', async () => {
    const change =
      'UPDATE credits.calls SET seconds = seconds + $3 WHERE tenant = $1 AND id = credits.packed($2) RETURNING arrival::int';
    // The first by id, one in the middle, and the last, which is on the second page.
    for (const id of ['call-0', 'call-3500', 'call-999']) {
      const changed = await client.query<{ arrival: number }>(change, [tenant, id, 1]);
      const damage = `call row ${changed.rows[0]?.arrival} is damaged`;
      assert.equal(await stores.inspect(tenant), damage);
      await assert.rejects(Array.fromAsync(stores.archive.pages('intact')), { code: 'call-damaged', message: damage });
      assert.ok((await Array.fromAsync(stores.archive.pages('as-they-are'))).length > 0);
      await client.query(change, [tenant, id, -1]);
    }
  });

  it('counts them: one that is missing is found', async () => {
    await client.query('DELETE FROM credits.calls WHERE tenant = $1 AND arrival = 3000', [tenant]);
    assert.equal(await stores.inspect(tenant), `there are ${rows - 1} call rows of ${rows}`);
  });

  it('says that a matter is damaged, which is not current then', async () => {
    const { matters } = stores.of(tenant);
    await matters.write({
      changed: [1, 2].map(number => ({ matter: aMatter(number), from: 0 })),
      taken: [],
      retired: [],
    });
    assert.equal(await stores.inspect(tenant), undefined);
    await client.query(
      "UPDATE credits.matters SET matter = replace(matter, 'low-balance', 'low-valance') WHERE number = 2",
    );
    assert.equal(await stores.inspect(tenant), 'the matter matter-2 is damaged');
    const { matters: current, next } = await matters.current();
    assert.deepEqual([current.map(({ matter }) => matter.id), next], [['matter-1'], 3]);
    assert.equal(await matters.find('matter-2'), undefined);
  });
});
