import assert from 'node:assert/strict';
import { rm } from 'node:fs/promises';
import pg from 'pg';
import { sandboxTenant } from '../../bot/configuration/tenant-config.ts';
import { openPostgres } from '../../bot/drivers/postgres/store.ts';
import { systemClock } from '../../bot/drivers/system/clock.ts';
import { startBot, type Program } from '../playground/programs.ts';
import { textOf } from '../support/card.ts';
import { allowedMs } from '../support/citus.ts';
import { FakeConnector } from '../support/connector.ts';
import { aFolder } from '../support/drivers.ts';
import { aDatabase } from '../support/postgres.ts';
import { orderForm, TeamsClient } from '../support/teams-client.ts';

describe('two bots on one PostgreSQL', function () {
  this.timeout(allowedMs(120_000));
  let database: Awaited<ReturnType<typeof aDatabase>>;
  let connector: FakeConnector;
  let first: Program;
  let second: Program;
  let one: TeamsClient;
  let other: TeamsClient;

  before(async () => {
    database = await aDatabase();
    connector = new FakeConnector();
    const serviceUrl = await connector.start();
    const env = { DATABASE_URL: database.url };
    first = await startBot({ port: 0, isQuiet: true, isUnlimited: true, env });
    const graph = /GRAPH_ENDPOINT=(\S+)/.exec(first.said)?.[1] ?? '';
    second = await startBot({ port: 0, isQuiet: true, isUnlimited: true, env: { ...env, GRAPH_ENDPOINT: graph } });
    one = new TeamsClient().connect({ address: first.address, serviceUrl });
    other = new TeamsClient().connect({ address: second.address, serviceUrl });
  });
  after(async () => {
    await second.kill();
    await first.stop();
    await connector.stop();
    await database.drop();
  });

  it('finish on one the set-up that was begun on the other', async () => {
    const billing = await one.types('setup');
    const licenses = await other.presses(billing, /Prepaid/);
    const order = await one.presses(licenses.card, /Continue/);
    const review = await other.presses(order.card, /Review order/, orderForm);
    const placed = await one.presses(review.card, /Place order/);
    assert.match(textOf(placed.card), /\$100\.00 was added\. Invoice 1/);
    // The card that was pressed on one is stale on the other.
    const stale = await other.presses(review.card, /Place order/);
    assert.doesNotMatch(textOf(stale.card), /Invoice 2/);
    const done = await other.presses(placed.card, /Continue/);
    assert.match(textOf(done.card), /\$100\.00/);
    assert.match(textOf(await other.types('balance')), /\$100\.00/);
  });

  it('answer an activity that comes to both once', async () => {
    const activity = {
      ...one.activity({ id: 'twice' }),
      type: 'message',
      text: 'add funds 60',
      deliveryMode: 'expectReplies',
    };
    const [here, there] = await Promise.all([one.post(activity), other.post(activity)]);
    assert.deepEqual([here.status, there.status], [200, 200]);
    assert.deepEqual(here.body, there.body);
  });

  it('deliver an alert once, though the one that was about to is killed', async () => {
    // Whoever set up is warned too, unless they stop it.
    await other.types('alerts off');
    await other.types('alerts here', { conversation: '19:general@thread.tacv2', kind: 'channel' });
    connector.holds = 1;
    await other.types('sandbox spend 85');
    for (let looks = 0; connector.holding === 0 && looks < 10_000; looks += 1)
      await new Promise(resolve => setTimeout(resolve, 1));
    assert.equal(connector.holding, 1);
    assert.deepEqual(connector.told(), []);
    await second.kill();
    const inDatabase = async (statement: string): Promise<readonly { readonly state: string }[]> => {
      const pool = new pg.Pool({ connectionString: database.url, max: 1 });
      const { rows } = await pool.query<{ state: string }>(statement);
      await pool.end();
      return rows;
    };
    const waiting = async (): Promise<number> =>
      (await inDatabase('SELECT matter AS state FROM credits.posts WHERE due_at IS NOT NULL')).length;
    // Its lease of the alert is over after a minute of the server's clock, which is not waited for here.
    await inDatabase("UPDATE credits.posts SET leased_until = '-infinity'");
    await one.types('sandbox advance 1 hour');
    const stores = await openPostgres(database.url, { clock: systemClock, as: 'operator' });
    for (let looks = 0; connector.told().length < 1 && looks < 10_000; looks += 1)
      await new Promise(resolve => setTimeout(resolve, 1));
    const titles = connector.told().map(card => card.texts[1]);
    assert.deepEqual(titles, ['Recharge succeeded']);
    // Teams has them a moment before the bot records the delivery.
    let left = await waiting();
    for (let looks = 0; left > 0 && looks < 1000; looks += 1) left = await waiting();
    assert.equal(left, 0);
    const entries = await stores.of(sandboxTenant).journal.entriesAfter(0);
    assert.equal(entries.filter(({ kind }) => kind === 'payment-settled').length, 2);
    await stores.close();
  });
});

describe('two bots on one folder', function () {
  this.timeout(allowedMs(30_000));

  it('are one: the second is refused, and told what to do', async () => {
    const folder = await aFolder();
    const first = await startBot({ port: 0, dataDir: folder, isQuiet: true, isUnlimited: true });
    await assert.rejects(
      startBot({ port: 0, dataDir: folder, isQuiet: true, isUnlimited: true }),
      /Another bot is running on .*Stop it, or set DATA_DIR to a folder of its own/,
    );
    await first.kill();
    // The lock was released with the killed process.
    const next = await startBot({ port: 0, dataDir: folder, isQuiet: true, isUnlimited: true });
    await next.stop();
    await rm(folder, { recursive: true });
  });
});
