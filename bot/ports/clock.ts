import type { Instant } from '../../core/index.ts';

/** Gives the time, and waits. The sandbox's clock runs ahead of wall-clock time by the wallet's offset (L13). */
export interface Clock {
  now(): Instant;
  /** Resolves after that many milliseconds of wall time, or at once when `signal` aborts. */
  wait(ms: number, signal?: AbortSignal): Promise<void>;
  /** Calls `call` after that many milliseconds of wall time, unless the function that it returns is called before. */
  after(ms: number, call: () => void): () => void;
}
