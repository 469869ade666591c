import type { Clock } from '../../ports/index.ts';
import { serviceLimits, type Cost, type Counted, type Limit } from './limits.ts';

/** A sliding-window counter: waiting `waitMs` before each `take` keeps every window of that length within the limit. */
export class SlidingWindow {
  readonly #limit: Limit;
  readonly #samples: { readonly at: number; readonly amount: number }[] = [];
  #first = 0;
  #sum = 0;

  constructor(limit: Limit) {
    this.#limit = limit;
  }

  /** How long to wait until that amount fits; 0 when it does. */
  waitMs(now: number, amount: number): number {
    this.#expire(now);
    const { amount: most, windowMs } = this.#limit;
    let over = this.#sum + Math.min(amount, most) - most;
    let index = this.#first;
    let until = now;
    while (over > 0) {
      const one = this.#samples[index];
      if (one === undefined) break;
      over -= one.amount;
      until = one.at + windowMs;
      index += 1;
    }
    return until - now;
  }

  take(now: number, amount: number): void {
    this.#samples.push({ at: now, amount });
    this.#sum += amount;
  }

  #expire(now: number): void {
    for (;;) {
      const first = this.#samples[this.#first];
      // If the clock went back, samples later than now are dropped too.
      if (first === undefined || (first.at + this.#limit.windowMs > now && first.at <= now)) break;
      this.#sum -= first.amount;
      this.#first += 1;
    }
    if (this.#first < 1000) return;
    this.#samples.splice(0, this.#first);
    this.#first = 0;
  }
}

/** Added to Graph's windows, since the latency of requests varies. */
const marginMs = 500;

/** Delays requests to stay within Graph's rate limits. Reads do not queue behind writes. */
export class RateLimiter {
  readonly #clock: Clock;
  readonly #windows: ReadonlyMap<Counted, SlidingWindow>;
  /** The end of the queue of requests with the same kinds of cost. */
  readonly #queues = new Map<string, Promise<void>>();

  constructor(clock: Clock) {
    this.#clock = clock;
    // The limit of the smallest tenants is more than this program needs for reads.
    this.#windows = new Map(
      serviceLimits('small').map(limit => [
        limit.kind,
        new SlidingWindow({ ...limit, windowMs: limit.windowMs + marginMs }),
      ]),
    );
  }

  /** Resolves when the costs fit the limits, or on abort; first in, first out among requests with the same kinds of cost. */
  take(costs: readonly Cost[], waitSignal?: AbortSignal, onWait?: (waitMs: number) => void): Promise<void> {
    const kinds = costs.map(({ kind }) => kind).join();
    const taken = (this.#queues.get(kinds) ?? Promise.resolve()).then(() => this.#takeNext(costs, waitSignal, onWait));
    this.#queues.set(kinds, taken);
    return taken;
  }

  async #takeNext(
    costs: readonly Cost[],
    waitSignal: AbortSignal | undefined,
    onWait: ((waitMs: number) => void) | undefined,
  ): Promise<void> {
    while (waitSignal?.aborted !== true) {
      const now = this.#clock.now();
      const waits = costs.map(({ kind, amount }) => this.#windows.get(kind)?.waitMs(now, amount) ?? 0);
      const waitMs = Math.max(0, ...waits);
      if (waitMs === 0) {
        for (const { kind, amount } of costs) this.#windows.get(kind)?.take(now, amount);
        return;
      }
      onWait?.(waitMs);
      await this.#clock.wait(waitMs, waitSignal);
    }
  }
}
