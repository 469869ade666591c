import type { Log } from '../ports/index.ts';

/** Work under way, so that whoever stops can wait for its end. */
export class Background {
  readonly #log: Log;
  readonly #running = new Set<Promise<unknown>>();

  constructor(log: Log) {
    this.#log = log;
  }

  /** Begins work that nobody else waits for. A failure is logged: a job takes up what is still due. */
  start(what: string, work: () => Promise<unknown>): void {
    void this.during(work).catch((error: unknown) =>
      this.#log.error({ err: error, what }, 'background work failed; the next round takes it up'),
    );
  }

  /** Carries out work that the caller waits for too. */
  during<Value>(work: () => Promise<Value>): Promise<Value> {
    const result = work();
    const running = result
      .then(
        () => undefined,
        () => undefined,
      )
      .finally(() => this.#running.delete(running));
    this.#running.add(running);
    return result;
  }

  /** Resolves when nothing is running any more. */
  async idle(): Promise<void> {
    while (this.#running.size > 0) await Promise.all(this.#running);
  }
}
