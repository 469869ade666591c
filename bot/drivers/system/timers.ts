import type { Clock, Scheduled, Scheduler } from '../../ports/index.ts';

/** Runs jobs in this process: each independently, one round after the other. */
export class Timers implements Scheduler {
  readonly #clock: Clock;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  start(jobs: readonly Scheduled[]): Promise<{ readonly stop: () => Promise<void> }> {
    const stopping = new AbortController();
    const loops = jobs.map(job => this.#repeat(job, stopping.signal));
    return Promise.resolve({
      stop: async () => {
        stopping.abort();
        await Promise.all(loops);
      },
    });
  }

  async #repeat(job: Scheduled, signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      await job.run();
      await this.#clock.wait(job.everyMs, signal);
    }
  }
}
