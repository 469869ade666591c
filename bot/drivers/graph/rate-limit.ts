import type { Clock } from '../../ports/index.ts';
import { serviceLimits, type Cost, type Counted, type Limit } from './limits.ts';

/** Counts what was taken in the last so many milliseconds: in no window of that length is the limit exceeded. */
export class SlidingWindow {
  readonly #limit: Limit;
  readonly #taken: { readonly at: number; readonly amount: number }[] = [];
  #first = 0;
  #sum = 0;

  constructor(limit: Limit) {
    this.#limit = limit;
  }

  /** How long to wait until so much more fits; 0 when it does. */
  waitMs(now: number, amount: number): number {
    this.#forget(now);
    const { amount: most, windowMs } = this.#limit;
    let over = this.#sum + Math.min(amount, most) - most;
    let index = this.#first;
    let until = now;
    while (over > 0) {
      const one = this.#taken[index];
      if (one === undefined) break;
      over -= one.amount;
      until = one.at + windowMs;
      index += 1;
    }
    return until - now;
  }

  take(now: number, amount: number): void {
    this.#taken.push({ at: now, amount });
    this.#sum += amount;
  }

  #forget(now: number): void {
    for (;;) {
      const first = this.#taken[this.#first];
      // Of a clock that was set back nothing is known: what was taken in its future is as good as forgotten.
      if (first === undefined || (first.at + this.#limit.windowMs > now && first.at <= now)) break;
      this.#sum -= first.amount;
      this.#first += 1;
    }
    if (this.#first < 1000) return;
    this.#taken.splice(0, this.#first);
    this.#first = 0;
  }
}

/** A little more than Graph's own windows: requests do not all take the same time on their way. */
const marginMs = 500;

/** Lets requests go as fast as Graph allows, and no faster. Reads do not wait for writes that wait. */
export class RateLimiter {
  readonly #clock: Clock;
  readonly #windows: ReadonlyMap<Counted, SlidingWindow>;
  readonly #turns = new Map<string, Promise<void>>();

  constructor(clock: Clock) {
    this.#clock = clock;
    // The least that any tenant has of reads is more than a program of this kind needs.
    this.#windows = new Map(
      serviceLimits('small').map(limit => [
        limit.kind,
        new SlidingWindow({ ...limit, windowMs: limit.windowMs + marginMs }),
      ]),
    );
  }

  /** Resolves when that much may be asked, or nobody waits any longer; whoever asked first goes first, among those that need the same. */
  take(costs: readonly Cost[], waitSignal?: AbortSignal): Promise<void> {
    const kinds = costs.map(({ kind }) => kind).join();
    const turn = (this.#turns.get(kinds) ?? Promise.resolve()).then(() => this.#taken(costs, waitSignal));
    this.#turns.set(kinds, turn);
    return turn;
  }

  async #taken(costs: readonly Cost[], waitSignal: AbortSignal | undefined): Promise<void> {
    while (waitSignal?.aborted !== true) {
      const now = this.#clock.now();
      const waits = costs.map(({ kind, amount }) => this.#windows.get(kind)?.waitMs(now, amount) ?? 0);
      const waitMs = Math.max(0, ...waits);
      if (waitMs === 0) {
        for (const { kind, amount } of costs) this.#windows.get(kind)?.take(now, amount);
        return;
      }
      await this.#clock.wait(waitMs, waitSignal);
    }
  }
}
