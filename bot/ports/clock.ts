import type { Instant } from '../../core/index.ts';

/** Gives the time, and waits. The sandbox's clock runs ahead of wall-clock time by the wallet's offset (L13). */
export interface Clock {
  now(): Instant;
  /** How far it runs ahead of wall-clock time, in ms: 0 but for the sandbox's. */
  readonly offsetMs: number;
  /** Milliseconds since some instant, by a clock that nobody sets. */
  elapsed(): number;
  /** Resolves after that many milliseconds of wall time, or at once when `signal` aborts. */
  wait(ms: number, signal?: AbortSignal): Promise<void>;
  /** Calls `call` after that many milliseconds of wall time, unless the function that it returns is called before. */
  after(ms: number, call: () => void): () => void;
}

/** Another machine's clock, by which this one's is judged (L13). */
export interface ClockWitness {
  /** Whose clock it is. */
  readonly name: string;
  /** What it says now; undefined where it does not answer in time, or is this machine's own. */
  time(): Promise<Instant | undefined>;
}
