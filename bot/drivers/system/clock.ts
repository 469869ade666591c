import { setTimeout as delay } from 'node:timers/promises';
import type { Clock } from '../../ports/index.ts';

/** The machine's clock. */
export const systemClock: Clock = {
  now: () => Date.now(),
  offsetMs: 0,
  elapsed: () => performance.now(),
  wait: async (ms, signal) => {
    // An abort ends the wait early; it is no rejection.
    await delay(ms, undefined, { ref: false, ...(signal !== undefined && { signal }) }).catch(() => undefined);
  },
  after: (ms, call) => {
    const timer = setTimeout(call, ms).unref();
    return () => clearTimeout(timer);
  },
};
