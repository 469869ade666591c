import type { Instant } from '../../core/index.ts';

/** Says what time it is and waits. The sandbox's runs ahead of the wall by the wallet's offset (L13). */
export interface Clock {
  now(): Instant;
  /** Resolves after that many milliseconds of wall time, or at once when `signal` aborts. */
  wait(ms: number, signal?: AbortSignal): Promise<void>;
  /** Calls after that many milliseconds of wall time, unless what it gives is called before. */
  after(ms: number, call: () => void): () => void;
}
