import { PgBoss } from 'pg-boss';
import type { Rounds, Scheduled, Scheduler } from '../../ports/index.ts';
import { applicationName, driverErrorOf } from './database.ts';
import { RoundQueue } from './round-queue.ts';

/** Rounds shared by all replicas, through pg-boss: each requests the next round when it is due, and one of them runs it. */
export class BossScheduler implements Scheduler {
  readonly #url: string;
  readonly #onError: (error: unknown) => void;

  constructor(url: string, onError: (error: unknown) => void) {
    this.#url = url;
    this.#onError = onError;
  }

  async start(jobs: readonly Scheduled[]): Promise<Rounds> {
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
    await boss.start().catch((error: unknown) => {
      throw driverErrorOf(error);
    });
    const keys = new Set<string>();
    const queues = jobs.map(job => new RoundQueue({ boss, job, keys, onError: this.#onError }));
    for (const queue of queues) await queue.open();
    return {
      add: async key => {
        keys.add(key);
        await Promise.all(queues.map(queue => queue.ask([key])));
      },
      remove: async key => {
        keys.delete(key);
        await Promise.all(queues.map(queue => queue.ended(key)));
      },
      stop: async () => {
        await Promise.all(queues.map(queue => queue.close()));
        await boss.stop();
      },
    };
  }
}
