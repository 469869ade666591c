import type { Clock } from '../../../ports/index.ts';
import { serviceLimits, unitsOf } from '../../graph/limits.ts';
import { SlidingWindow } from '../../../work/sliding-window.ts';
import { noMisbehavior, type Misbehavior } from './misbehavior.ts';
import { failure, type Asked, type GraphResponse } from './odata.ts';

/** The faults that the sandbox's Graph simulates, beside what it does wrong. */
export interface Faults extends Misbehavior {
  /** Latency added to each request. */
  readonly latencyMs: number;
  /** The share of requests, also of those within a batch, that get a 429. */
  readonly throttled: number;
  /** Every nth of these has no Retry-After, as with some services of Graph (G16); 0: all have one. */
  readonly silentEvery: number;
  readonly retryAfterSeconds: number;
  /** Replication lag: how long reads do not see a write. */
  readonly lagMs: number;
}

export const noFaults: Faults = {
  ...noMisbehavior,
  ...{ latencyMs: 0, throttled: 0, silentEvery: 0, retryAfterSeconds: 1, lagMs: 0 },
};

/** Throttles requests: those beyond the limits of G15, and the share that `faults` sets. */
export class Throttle {
  readonly #clock: Clock;
  readonly #faults: () => Faults;
  readonly #random: () => number;
  readonly #windows: ReadonlyMap<string, SlidingWindow>;
  /** Requests throttled because of a limit, not by chance: none from a client that keeps the limits. */
  beyondLimits = 0;
  /** Requests throttled by chance. */
  throttled = 0;
  /** All requests, those within a batch too. */
  checked = 0;

  constructor(clock: Clock, faults: () => Faults, random: () => number) {
    this.#clock = clock;
    this.#faults = faults;
    this.#random = random;
    this.#windows = new Map(serviceLimits('large').map(limit => [limit.kind, new SlidingWindow(limit)]));
  }

  /** The refusal, or undefined when the request may be carried out. */
  check(asked: Asked): GraphResponse | undefined {
    this.checked += 1;
    const now = this.#clock.now();
    const { throttled, silentEvery, retryAfterSeconds } = this.#faults();
    const costs = unitsOf(asked.method, asked.path, asked.query);
    const waitMs = Math.max(0, ...costs.map(({ kind, amount }) => this.#windows.get(kind)?.waitMs(now, amount) ?? 0));
    if (waitMs > 0) {
      this.beyondLimits += 1;
      return tooMany(Math.ceil(waitMs / 1000));
    }
    if (throttled > 0 && this.#random() < throttled) {
      this.throttled += 1;
      return tooMany(silentEvery > 0 && this.throttled % silentEvery === 0 ? undefined : retryAfterSeconds);
    }
    for (const { kind, amount } of costs) this.#windows.get(kind)?.take(now, amount);
    return undefined;
  }
}

const tooMany = (seconds: number | undefined): GraphResponse => ({
  ...failure(429, 'TooManyRequests', 'Too Many Requests'),
  ...(seconds !== undefined && { headers: { 'Retry-After': String(seconds) } }),
});
