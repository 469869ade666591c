import type { Clock, Rounds, Scheduled, Scheduler } from '../../ports/index.ts';

/** Runs jobs in this process: each for itself, one round after the other. */
export class Timers implements Scheduler {
  readonly #clock: Clock;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  start(jobs: readonly Scheduled[]): Promise<Rounds> {
    const keys = new Map<string, { readonly stopping: AbortController; readonly loops: Promise<unknown> }>();
    const remove = async (key: string): Promise<void> => {
      const known = keys.get(key);
      known?.stopping.abort();
      await known?.loops;
      if (keys.get(key) === known) keys.delete(key);
    };
    return Promise.resolve({
      add: key => {
        const stopping = new AbortController();
        const loops = Promise.all(jobs.map(job => this.#repeat(job, key, stopping.signal)));
        keys.set(key, { stopping, loops });
        return Promise.resolve();
      },
      remove,
      stop: async () => {
        await Promise.all([...keys.keys()].map(remove));
      },
    });
  }

  async #repeat(job: Scheduled, key: string, signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      await job.run(key);
      await this.#clock.wait(job.everyMs, signal);
    }
  }
}
