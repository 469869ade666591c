import { secondMs } from '../../core/index.ts';
import type { Clock } from '../ports/index.ts';

/** What has been asked of others when the program begins to stop has so long to be answered. */
export const stopGraceMs = 5 * secondMs;

/**
 * How the end of the program reaches whatever waits for others. From its beginning on nothing is tried again and nothing more is taken up; what has been
 * asked is given up after a grace, as if it had timed out: it was intended before, and the next start goes on from there (B27).
 */
export class Stopping {
  /** A clock by which nothing times out later than the grace allows. Its waits are as long as ever: whoever waits is given the signal too. */
  readonly clock: Clock;
  readonly #clock: Clock;
  readonly #begun = new AbortController();
  /** Each sets its timeout anew. */
  readonly #timeouts = new Set<() => void>();
  /** By the clock's elapsed time. */
  #until = Infinity;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.clock = {
      get offsetMs() {
        return clock.offsetMs;
      },
      now: () => clock.now(),
      elapsed: () => clock.elapsed(),
      wait: (ms, signal) => clock.wait(ms, signal),
      after: (ms, call) => this.#after(ms, call),
    };
  }

  /** Aborts when the program begins to stop. */
  get signal(): AbortSignal {
    return this.#begun.signal;
  }

  begin(): void {
    if (this.signal.aborted) return;
    this.#until = this.#clock.elapsed() + stopGraceMs;
    this.#begun.abort();
    for (const set of this.#timeouts) set();
  }

  #after(ms: number, call: () => void): () => void {
    const dueAt = this.#clock.elapsed() + ms;
    let cancel = (): void => undefined;
    const set = (): void => {
      cancel();
      const leftMs = Math.min(dueAt, this.#until) - this.#clock.elapsed();
      cancel = this.#clock.after(Math.max(0, leftMs), () => {
        this.#timeouts.delete(set);
        call();
      });
    };
    this.#timeouts.add(set);
    set();
    return () => {
      this.#timeouts.delete(set);
      cancel();
    };
  }
}
