import type { Clock, Scheduled, Scheduler } from '../../ports/index.ts';

/** Runs jobs in this process: each independently, one round after the other. */
export class Timers implements Scheduler {
  readonly #clock: Clock;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  start(jobs: readonly Scheduled[], keys: readonly string[]): Promise<{ readonly stop: () => Promise<void> }> {
    const stopping = new AbortController();
    const loops = jobs.flatMap(job => keys.map(key => this.#repeat(job, key, stopping.signal)));
    return Promise.resolve({
      stop: async () => {
        stopping.abort();
        await Promise.all(loops);
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
