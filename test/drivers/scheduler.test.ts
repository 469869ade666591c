import assert from 'node:assert/strict';
import pg from 'pg';
import type { PgBoss } from 'pg-boss';
import { hourMs } from '../../core/index.ts';
import type { Rounds, Scheduled, Scheduler } from '../../bot/ports/index.ts';
import { RoundQueue } from '../../bot/drivers/postgres/round-queue.ts';
import { BossScheduler } from '../../bot/drivers/postgres/scheduler.ts';
import { Timers } from '../../bot/drivers/system/timers.ts';
import { at } from '../support/builders.ts';
import { allowedMs } from '../support/citus.ts';
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
    const { stop } = await started(new Timers(clock), [{ name: 'count', everyMs: hourMs, run }], ['contoso']);
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

  it('of one organization go on, however many others have a long round', async () => {
    const clock = new VirtualClock(at('2026-11-22T12:00:00Z'));
    const { job, begun, release } = heldBut('short');
    const { stop } = await started(new Timers(clock), [job], [...many, 'short']);
    for (let hours = 0; hours < 3; hours += 1) {
      await turn();
      clock.advance(hourMs);
    }
    await turn();
    assert.deepEqual(begun.toSorted(), [...many, 'short', 'short', 'short', 'short']);
    release();
    await stop();
  });

  it('of one organization end with it, and those of the others go on', async () => {
    const clock = new VirtualClock(at('2026-11-22T12:00:00Z'));
    const { job, begun, release } = heldBut('short');
    const rounds = await started(new Timers(clock), [job], ['long', 'short']);
    await turn();
    let hasEnded = false;
    const removed = rounds.remove('long').then(() => (hasEnded = true));
    clock.advance(hourMs);
    await turn();
    assert.deepEqual([begun, hasEnded], [['long', 'short', 'short'], false]);
    release();
    await removed;
    clock.advance(hourMs);
    await turn();
    assert.deepEqual(begun, ['long', 'short', 'short', 'short']);
    await rounds.add('long');
    assert.deepEqual(begun.filter(key => key === 'long').length, 2);
    await rounds.stop();
  });
});

/** Organizations enough to fill any pool of workers. */
const many = Array.from({ length: 19 }, (_, index) => `long ${String(index).padStart(2, '0')}`);

const started = async (scheduler: Scheduler, jobs: readonly Scheduled[], keys: readonly string[]): Promise<Rounds> => {
  const rounds = await scheduler.start(jobs);
  for (const key of keys) await rounds.add(key);
  return rounds;
};

/** A job whose rounds last until they are released, but for those of one key. */
function heldBut(prompt: string) {
  const begun: string[] = [];
  let release = (): void => undefined;
  const released = new Promise<void>(resolve => (release = resolve));
  const run = async (key: string): Promise<void> => {
    begun.push(key);
    if (key !== prompt) await released;
  };
  return { job: { name: 'held', everyMs: hourMs, run }, begun, release };
}

describe('the queue of a job', () => {
  it('begins no round after it is closed, also where one was being asked for', async () => {
    let insert = (): void => undefined;
    const inserted = new Promise<void>(resolve => (insert = resolve));
    const asked: string[] = [];
    const boss = {
      createQueue: () => Promise.resolve(),
      insert: () => inserted,
      fetch: () => {
        asked.push('fetch');
        return Promise.resolve([]);
      },
    } as unknown as PgBoss;
    const job = { name: 'count', everyMs: hourMs, run: () => Promise.resolve() };
    const onError = (error: unknown): void => void asked.push(String(error));
    const queue = new RoundQueue({ boss, job, keys: new Set(['contoso']), onError });
    await queue.open();
    const asking = queue.ask(['contoso']);
    let isClosed = false;
    const closed = queue.close().then(() => (isClosed = true));
    await turn();
    assert.equal(isClosed, false);
    insert();
    await Promise.all([asking, closed]);
    await turn();
    assert.deepEqual(asked, []);
  });
});

describe('rounds of several replicas on one PostgreSQL', function () {
  this.timeout(allowedMs(60_000));

  it('are run by one of them', async () => {
    const database = await aDatabase();
    const ran: string[] = [];
    let done = (): void => undefined;
    const first = new Promise<void>(resolve => (done = resolve));
    const failures: unknown[] = [];
    const replica = (name: string) =>
      started(
        new BossScheduler(database.url, error => failures.push(error)),
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
      started(
        new BossScheduler(database.url, error => failures.push(error)),
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

  it('of one organization are run, however many others have a long round', async () => {
    const database = await aDatabase();
    const failures: unknown[] = [];
    const { job, begun, release } = heldBut('short');
    const again = (): Promise<void> => new Promise(resolve => (awaited = resolve));
    let awaited = (): void => undefined;
    const run = async (key: string): Promise<void> => {
      await job.run(key);
      if (key === 'short') awaited();
    };
    const scheduler = new BossScheduler(database.url, error => failures.push(error));
    // Its own rounds come every second, while all the others' last.
    const rounds = await started(scheduler, [{ ...job, everyMs: 1000, run }], many);
    const first = again();
    await rounds.add('short');
    await first;
    await again();
    assert.deepEqual([...new Set(begun)].toSorted(), [...many, 'short']);
    assert.equal(begun.filter(key => key !== 'short').length, many.length);
    release();
    await rounds.stop();
    assert.deepEqual(failures, []);
    await database.drop();
  });

  it('of one organization end with it, on this replica', async () => {
    const database = await aDatabase();
    const failures: unknown[] = [];
    const { job, begun, release } = heldBut('short');
    let both = (): void => undefined;
    const all = new Promise<void>(resolve => (both = resolve));
    const run = async (key: string): Promise<void> => {
      const round = job.run(key);
      if (begun.length === 2) both();
      await round;
    };
    const scheduler = new BossScheduler(database.url, error => failures.push(error));
    const rounds = await started(scheduler, [{ ...job, run }], ['long', 'short']);
    await all;
    let hasEnded = false;
    const removed = rounds.remove('long').then(() => (hasEnded = true));
    await rounds.remove('short');
    assert.equal(hasEnded, false);
    release();
    await removed;
    await rounds.stop();
    assert.deepEqual([begun.toSorted(), failures], [['long', 'short'], []]);
    await database.drop();
  });
});
