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
});

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
});
