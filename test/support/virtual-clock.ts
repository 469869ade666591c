import type { Clock } from '../../bot/ports/index.ts';

interface Waiting {
  /** By the clock that nobody sets. */
  readonly until: number;
  readonly wake: () => void;
}

/** Time that moves only when a test moves it. */
export class VirtualClock implements Clock {
  readonly offsetMs = 0;
  #now: number;
  #elapsed = 0;
  readonly #waiting = new Set<Waiting>();

  constructor(now: number) {
    this.#now = now;
  }

  /** How many waits and timers are pending. */
  get waiting(): number {
    return this.#waiting.size;
  }

  now(): number {
    return this.#now;
  }

  elapsed(): number {
    return this.#elapsed;
  }

  /** Somebody sets the clock: it shows another time, and no time has passed. */
  set(now: number): void {
    this.#now = now;
  }

  wait(ms: number, signal?: AbortSignal): Promise<void> {
    if (signal?.aborted === true) return Promise.resolve();
    return new Promise(wake => {
      const waiting = { until: this.#elapsed + ms, wake };
      this.#waiting.add(waiting);
      signal?.addEventListener('abort', () => {
        this.#waiting.delete(waiting);
        wake();
      });
    });
  }

  after(ms: number, call: () => void): () => void {
    const waiting = { until: this.#elapsed + ms, wake: call };
    this.#waiting.add(waiting);
    return () => this.#waiting.delete(waiting);
  }

  advance(ms: number): void {
    this.#now += ms;
    this.#elapsed += ms;
    for (const waiting of [...this.#waiting]) {
      if (waiting.until > this.#elapsed) continue;
      this.#waiting.delete(waiting);
      waiting.wake();
    }
  }

  /** Runs work that waits by this clock: whenever nothing is busy, time advances to the end of the shortest wait. */
  async carryOut<Value>(work: Promise<Value>, isBusy: () => boolean): Promise<Value> {
    const state = { isOver: false };
    const over = (): void => {
      state.isOver = true;
    };
    work.then(over, over);
    for (let quiet = 0; !state.isOver;) {
      await new Promise(setImmediate);
      quiet = isBusy() ? 0 : quiet + 1;
      if (quiet < 4) continue;
      quiet = 0;
      const next = Math.min(...[...this.#waiting].map(({ until }) => until));
      if (Number.isFinite(next)) this.advance(Math.max(0, next - this.#elapsed));
    }
    return work;
  }
}
