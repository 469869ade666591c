import type { Clock } from '../../bot/ports.ts';

/** Time that moves only when a test moves it. */
export class VirtualClock implements Clock {
  #now: number;
  readonly #waiting: { readonly until: number; wake: () => void }[] = [];

  constructor(now: number) {
    this.#now = now;
  }

  now(): number {
    return this.#now;
  }

  wait(ms: number, signal?: AbortSignal): Promise<void> {
    return new Promise(wake => {
      signal?.addEventListener('abort', () => wake());
      this.#waiting.push({ until: this.#now + ms, wake });
    });
  }

  after(ms: number, call: () => void): () => void {
    const waiting = { until: this.#now + ms, wake: call };
    this.#waiting.push(waiting);
    return () => {
      waiting.wake = () => undefined;
    };
  }

  advance(ms: number): void {
    this.#now += ms;
    for (const waiting of this.#waiting) if (waiting.until <= this.#now) waiting.wake();
  }
}
