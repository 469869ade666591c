import { performance } from 'node:perf_hooks';

/**
 * How long the event loop makes others wait while something works, turn by turn, in milliseconds: where it rests, this takes all of a processor.
 * Work that is the bench's own can be left out,
 * which Node's own `monitorEventLoopDelay` counts even where it is disabled meanwhile.
 */
export class LoopWaits {
  readonly #waits: number[] = [];
  #last = performance.now();
  #isOver = false;

  constructor() {
    const turn = (): void => {
      this.#note();
      if (!this.#isOver) setImmediate(turn);
    };
    setImmediate(turn);
  }

  #note(): void {
    const now = performance.now();
    // Turns in which nothing was done say nothing of those who wait.
    if (now - this.#last >= 1) this.#waits.push(now - this.#last);
    this.#last = now;
  }

  /** Work that nobody would wait for but in a bench; gives how long it took beside what it gives. */
  leaveOut<Value>(work: () => Value): { readonly value: Value; readonly ms: number } {
    const begun = performance.now();
    const value = work();
    const ms = performance.now() - begun;
    this.#last += ms;
    return { value, ms };
  }

  end(): { readonly longestMs: number; readonly p99Ms: number } {
    this.#isOver = true;
    this.#note();
    const waits = this.#waits.toSorted((one, other) => one - other);
    return { longestMs: waits.at(-1) ?? 0, p99Ms: waits[Math.floor(waits.length * 0.99)] ?? 0 };
  }
}
