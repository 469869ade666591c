import type { Instant } from '../../../core/index.ts';
import type { Clock } from '../../ports/index.ts';
import { SlidingWindow } from '../../work/sliding-window.ts';
import { serviceLimits, type Cost, type Counted } from './limits.ts';

/** Added to Graph's windows, since clocks differ a little. */
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

  /**
   * Resolves when the costs fit the limits; with undefined where they do not when the signal aborts. First in, first out among requests with the
   * same kinds of cost. What it gives is to be called when the answer is there: Graph counts a request when it arrives, which may be long after it
   * was sent.
   */
  take(
    costs: readonly Cost[],
    waitSignal?: AbortSignal,
    onWait?: (waitMs: number) => void,
  ): Promise<(() => void) | undefined> {
    const kinds = costs.map(({ kind }) => kind).join();
    const taken = (this.#queues.get(kinds) ?? Promise.resolve()).then(() => this.#takeNext(costs, waitSignal, onWait));
    this.#queues.set(
      kinds,
      taken.then(() => undefined),
    );
    return taken;
  }

  /** What another process has sent until then counts too. */
  sentElsewhere(costs: readonly Cost[], at: Instant): void {
    for (const { kind, amount } of costs) this.#windows.get(kind)?.takeEarlier(at, amount);
  }

  async #takeNext(
    costs: readonly Cost[],
    waitSignal: AbortSignal | undefined,
    onWait: ((waitMs: number) => void) | undefined,
  ): Promise<(() => void) | undefined> {
    for (;;) {
      const now = this.#clock.now();
      const waits = costs.map(({ kind, amount }) => this.#windows.get(kind)?.waitMs(now, amount) ?? 0);
      const waitMs = Math.max(0, ...waits);
      if (waitMs === 0) {
        const held = costs.map(({ kind, amount }) => this.#windows.get(kind)?.hold(amount));
        return () => held.forEach(answered => answered?.(this.#clock.now()));
      }
      if (waitSignal?.aborted === true) return undefined;
      onWait?.(waitMs);
      await this.#clock.wait(waitMs, waitSignal);
    }
  }
}
