import assert from 'node:assert/strict';
import pg from 'pg';
import { hourMs } from '../../core/index.ts';
import { BossScheduler } from '../../bot/drivers/postgres/scheduler.ts';
import { Timers } from '../../bot/drivers/system/timers.ts';
import { at } from '../support/builders.ts';
import { aDatabase } from '../support/postgres.ts';
import { VirtualClock } from '../support/virtual-clock.ts';

const turn = (): Promise<void> => new Promise(resolve => setImmediate(resolve));

describe('rounds of one process', () => {
  it('begin at once, come again when it is time, and end with a stop', async () => {
    const clock = new VirtualClock(at('2026-11-22T12:00:00Z'));
    let rounds = 0;
    const run = (): Promise<void> => {
      rounds += 1;
      return Promise.resolve();
    };
    const { stop } = await new Timers(clock).start([{ name: 'count', everyMs: hourMs, run }], ['contoso']);
    await turn();
    assert.equal(rounds, 1);
    clock.advance(hourMs);
    await turn();
    assert.equal(rounds, 2);
    await stop();
    clock.advance(hourMs);
    await turn();
    assert.equal(rounds, 2);
  });

  it('of one organization go on while another’s round is long', async () => {
    const clock = new VirtualClock(at('2026-11-22T12:00:00Z'));
    const { job, begun, release } = heldFor('long');
    const { stop } = await new Timers(clock).start([job], ['long', 'short']);
    for (let hours = 0; hours < 3; hours += 1) {
      await turn();
      clock.advance(hourMs);
    }
    await turn();
    assert.deepEqual(begun, ['long', 'short', 'short', 'short', 'short']);
    release();
    await stop();
  });
});

/** A job whose rounds for one key last until they are released. */
function heldFor(held: string) {
  const begun: string[] = [];
  let release = (): void => undefined;
  const released = new Promise<void>(resolve => (release = resolve));
  const run = async (key: string): Promise<void> => {
    begun.push(key);
    if (key === held) await released;
  };
  return { job: { name: 'held', everyMs: hourMs, run }, begun, release };
}

describe('rounds of several replicas on one PostgreSQL', function () {
  this.timeout(60_000);

  it('are run by one of them', async () => {
    const database = await aDatabase();
    const ran: string[] = [];
    let done = (): void => undefined;
    const first = new Promise<void>(resolve => (done = resolve));
    const failures: unknown[] = [];
    const replica = (name: string) =>
      new BossScheduler(database.url, error => failures.push(error)).start(
        [
          {
            name: 'count',
            everyMs: hourMs,
            run: () => {
              ran.push(name);
              done();
              return Promise.resolve();
            },
          },
        ],
        ['contoso'],
      );
    // Both start in the same moment, on a database that has no tables of the scheduler yet.
    const replicas = await Promise.all(['one', 'other', 'third'].map(replica));
    await first;
    for (const { stop } of replicas) await stop();
    const client = new pg.Client({ connectionString: database.url });
    await client.connect();
    const { rows } = await client.query("SELECT state::text FROM credits_jobs.job WHERE name = 'count'");
    await client.end();
    assert.deepEqual([ran.length, rows, failures], [1, [{ state: 'completed' }], []]);
    await database.drop();
  });

  it('of an organization are run by a replica that serves it', async () => {
    const database = await aDatabase();
    const ran: string[] = [];
    const failures: unknown[] = [];
    let finished = (): void => undefined;
    const all = new Promise<void>(resolve => (finished = resolve));
    const replica = (name: string, keys: readonly string[]) =>
      new BossScheduler(database.url, error => failures.push(error)).start(
        [
          {
            name: 'count',
            everyMs: hourMs,
            run: key => {
              ran.push(`${name} ran ${key}`);
              if (ran.length === 4) finished();
              return Promise.resolve();
            },
          },
        ],
        keys,
      );
    const replicas = await Promise.all([replica('one', ['a', 'b']), replica('other', ['c', 'd'])]);
    await all;
    for (const { stop } of replicas) await stop();
    assert.deepEqual([ran.toSorted(), failures], [['one ran a', 'one ran b', 'other ran c', 'other ran d'], []]);
    await database.drop();
  });

  it('of one organization are run while another’s is long', async () => {
    const database = await aDatabase();
    const failures: unknown[] = [];
    const { job, begun, release } = heldFor('long');
    let finished = (): void => undefined;
    const all = new Promise<void>(resolve => (finished = resolve));
    const shorts = ['a', 'b', 'c', 'd', 'e', 'f'];
    const run = async (key: string): Promise<void> => {
      await job.run(key);
      if (shorts.every(one => begun.includes(one))) finished();
    };
    const scheduler = new BossScheduler(database.url, error => failures.push(error));
    const { stop } = await scheduler.start([{ ...job, run }], ['long', ...shorts]);
    await all;
    assert.deepEqual([begun.toSorted(), failures], [['a', 'b', 'c', 'd', 'e', 'f', 'long'], []]);
    release();
    await stop();
    await database.drop();
  });
});
