import type { Clock } from '../../ports/index.ts';

/** The sandbox's time: a clock's plus an offset that is an entry of the journal (L13). */
export class SandboxClock implements Clock {
  readonly #clock: Clock;
  #offsetMs = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  setOffset(offsetMs: number): void {
    this.#offsetMs = offsetMs;
  }

  now(): number {
    return this.#clock.now() + this.#offsetMs;
  }

  get offsetMs(): number {
    return this.#offsetMs;
  }

  elapsed(): number {
    return this.#clock.elapsed();
  }

  wait(ms: number, signal?: AbortSignal): Promise<void> {
    return this.#clock.wait(ms, signal);
  }

  after(ms: number, call: () => void): () => void {
    return this.#clock.after(ms, call);
  }
}
