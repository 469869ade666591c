import { PgBoss } from 'pg-boss';
import type { Scheduled, Scheduler } from '../../ports/index.ts';
import { applicationName } from './database.ts';

/** A replica without a heartbeat for so long counts as dead: its round is over, and the next one can begin. */
const heartbeatSeconds = 20;

/** The longest that a round may take. */
const longestSeconds = 6 * 3600;

/** The most rounds of a job at once in one process: a long one leaves room for those of other keys, and polling does not grow with them. */
const mostRounds = 4;

/** How often a round that came to a replica without its key is offered again. */
const foreignRetries = 30;

interface Round {
  readonly key: string;
}

/** Rounds shared by all replicas, through pg-boss: each requests the next round when it is due, and one of them runs it. */
export class BossScheduler implements Scheduler {
  readonly #url: string;
  readonly #onError: (error: unknown) => void;

  constructor(url: string, onError: (error: unknown) => void) {
    this.#url = url;
    this.#onError = onError;
  }

  async start(jobs: readonly Scheduled[], keys: readonly string[]): Promise<{ readonly stop: () => Promise<void> }> {
    const boss = new PgBoss({
      connectionString: this.#url,
      application_name: applicationName.bot,
      schema: 'credits_jobs',
      max: 3,
      schedule: false,
      superviseIntervalSeconds: 10,
      monitorIntervalSeconds: 10,
    });
    boss.on('error', this.#onError);
    await boss.start();
    const timers: NodeJS.Timeout[] = [];
    for (const { name, everyMs, run } of jobs) {
      // Exclusive: one round of each key waits or runs at a time, however many are requested.
      await boss.createQueue(name, {
        policy: 'exclusive',
        retryLimit: 0,
        heartbeatSeconds,
        expireInSeconds: longestSeconds,
        deleteAfterSeconds: 3600,
      });
      const concurrency = { localConcurrency: Math.min(keys.length, mostRounds), burstWhenBatchFull: true };
      await boss.work<Round>(name, { pollingIntervalSeconds: 1, ...concurrency }, async rounds => {
        for (const { data } of rounds) {
          // Left to a replica that has this key.
          if (!keys.includes(data.key)) throw new Error('not a key of this replica');
          await run(data.key);
        }
      });
      const rounds = keys.map(key => ({
        ...{ data: { key }, singletonKey: key, singletonSeconds: everyMs / 1000 },
        ...{ retryLimit: foreignRetries, retryDelay: 1 },
      }));
      const ask = async (): Promise<void> => {
        await boss.insert(name, rounds).catch(this.#onError);
      };
      await ask();
      timers.push(setInterval(() => void ask(), everyMs));
    }
    return {
      stop: async () => {
        for (const timer of timers) clearInterval(timer);
        await boss.stop({ graceful: true, timeout: 30_000 });
      },
    };
  }
}
