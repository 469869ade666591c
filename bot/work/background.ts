import type { Log } from '../ports/index.ts';

/** Work that no turn waits for; an orderly shutdown does. */
export class Background {
  readonly #log: Log;
  readonly #running = new Set<Promise<unknown>>();

  constructor(log: Log) {
    this.#log = log;
  }

  /** A failure is logged: a job takes up what is still due. */
  start(what: string, work: () => Promise<unknown>): void {
    const running = work()
      .catch((error: unknown) =>
        this.#log.error({ err: error, what }, 'background work failed; the next round takes it up'),
      )
      .finally(() => this.#running.delete(running));
    this.#running.add(running);
  }

  /** Resolves when nothing is running any more. */
  async idle(): Promise<void> {
    while (this.#running.size > 0) await Promise.all(this.#running);
  }
}
