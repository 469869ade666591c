import type { Clock } from '../../bot/ports/index.ts';

/** Time of its own, in which every wait is over at once: for what only waits, such as Graph's client for its limits and its retries. */
export class PromptClock implements Clock {
  readonly offsetMs = 0;
  #now: number;
  /** How long was waited, all waits together. */
  waitedMs = 0;

  constructor(now: number) {
    this.#now = now;
  }

  now(): number {
    return this.#now;
  }

  elapsed(): number {
    return this.waitedMs;
  }

  async wait(ms: number): Promise<void> {
    const until = this.#now + ms;
    this.waitedMs += ms;
    await new Promise(setImmediate);
    this.#now = Math.max(this.#now, until);
  }

  /** A time limit never runs out: in this time nothing takes long. */
  after(): () => void {
    return () => undefined;
  }
}

/** Another clock's time, in which every wait is over at once, and moves nobody else's time on: for limits of how often something is done. */
export class HastyClock implements Clock {
  readonly #clock: Clock;
  #aheadMs = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  get offsetMs(): number {
    return this.#clock.offsetMs;
  }

  now(): number {
    return this.#clock.now() + this.#aheadMs;
  }

  elapsed(): number {
    return this.#clock.elapsed() + this.#aheadMs;
  }

  async wait(ms: number): Promise<void> {
    const until = this.elapsed() + ms;
    await new Promise(setImmediate);
    this.#aheadMs += Math.max(0, until - this.elapsed());
  }

  after(ms: number, call: () => void): () => void {
    return this.#clock.after(ms, call);
  }
}
