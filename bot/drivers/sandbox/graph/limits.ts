import type { Clock } from '../../../ports/index.ts';
import { serviceLimits, unitsOf } from '../../graph/limits.ts';
import { SlidingWindow } from '../../graph/rate-limit.ts';
import { failure, type Asked, type GraphResponse } from './odata.ts';

/** How the sandbox's Graph behaves as a service: the settings of its troubles. */
export interface Faults {
  /** How long each request takes, beside the work itself. */
  readonly latencyMs: number;
  /** The share of requests, also of those within a batch, that are turned away as too many. */
  readonly throttled: number;
  /** Every so many-th of these has no Retry-After, as some services of Graph do; 0: all have one. */
  readonly silentEvery: number;
  readonly retryAfterSeconds: number;
  /** How long what was written is not seen by reads. */
  readonly lagMs: number;
}

export const noFaults: Faults = { latencyMs: 0, throttled: 0, silentEvery: 0, retryAfterSeconds: 1, lagMs: 0 };

/** Turns requests away: those beyond the limits of G15, and as many more as it is told to. */
export class Throttle {
  readonly #clock: Clock;
  readonly #faults: () => Faults;
  readonly #random: () => number;
  readonly #windows: ReadonlyMap<string, SlidingWindow>;
  /** How many requests were turned away because of a limit, not of chance: a client that keeps the limits sees none. */
  beyondLimits = 0;
  #throttled = 0;

  constructor(clock: Clock, faults: () => Faults, random: () => number) {
    this.#clock = clock;
    this.#faults = faults;
    this.#random = random;
    this.#windows = new Map(serviceLimits('large').map(limit => [limit.kind, new SlidingWindow(limit)]));
  }

  /** The refusal, or nothing when the request may be carried out. */
  check(asked: Asked): GraphResponse | undefined {
    const now = this.#clock.now();
    const { throttled, silentEvery, retryAfterSeconds } = this.#faults();
    const costs = unitsOf(asked.method, asked.path, asked.query);
    const waitMs = Math.max(0, ...costs.map(({ kind, amount }) => this.#windows.get(kind)?.waitMs(now, amount) ?? 0));
    if (waitMs > 0) {
      this.beyondLimits += 1;
      return tooMany(Math.ceil(waitMs / 1000));
    }
    if (throttled > 0 && this.#random() < throttled) {
      this.#throttled += 1;
      return tooMany(silentEvery > 0 && this.#throttled % silentEvery === 0 ? undefined : retryAfterSeconds);
    }
    for (const { kind, amount } of costs) this.#windows.get(kind)?.take(now, amount);
    return undefined;
  }
}

const tooMany = (seconds: number | undefined): GraphResponse => ({
  ...failure(429, 'TooManyRequests', 'Too Many Requests'),
  ...(seconds !== undefined && { headers: { 'Retry-After': String(seconds) } }),
});
