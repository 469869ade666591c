import { hourMs, type Instant } from '../../core/index.ts';
import type { Clock } from '../ports/index.ts';

/** A round that takes longer is late, in ms: the longest first import of a year's calls takes a third of that. */
const longestMs = hourMs;

/** The rounds of this process that are under way: one that does not end is noticed (A12). */
export class RoundWatch {
  readonly #clock: Pick<Clock, 'elapsed' | 'now'>;
  /** When each began, by the clock that nobody sets. */
  readonly #begun = new Map<symbol, number>();

  constructor(clock: Pick<Clock, 'elapsed' | 'now'>) {
    this.#clock = clock;
  }

  async during<Value>(round: () => Promise<Value>): Promise<Value> {
    const key = Symbol('round');
    this.#begun.set(key, this.#clock.elapsed());
    try {
      return await round();
    } finally {
      this.#begun.delete(key);
    }
  }

  /** When the earliest round began that should have ended by now; undefined where none is late. */
  lateSince(): Instant | undefined {
    const tookMs = this.#clock.elapsed() - Math.min(...this.#begun.values());
    return Number.isFinite(tookMs) && tookMs > longestMs ? this.#clock.now() - tookMs : undefined;
  }
}
