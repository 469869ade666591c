import { AsyncLocalStorage } from 'node:async_hooks';
import { setImmediate as yieldToEventLoop, setTimeout } from 'node:timers/promises';

// Long work is done in parts, and between these the answers that somebody waits for go first.

interface Answer {
  readonly isDue: true;
}

const current = new AsyncLocalStorage<Answer>();
const due = new Set<Answer>();

/** So long others work on while an answer is due, and so long they pause then. */
const breakMs = 20;

let pausedAt = -Infinity;

/** Works for an answer that somebody waits for until it is there; what goes on after that is long work as any other. */
export async function answering<Value>(work: () => Promise<Value>): Promise<Value> {
  const answer: Answer = { isDue: true };
  due.add(answer);
  try {
    return await current.run(answer, work);
  } finally {
    due.delete(answer);
  }
}

/**
 * Lets others have their turn after a part of long work, and where an answer is due, time for the many turns that it takes; one that waits for
 * this very work is delayed by no more than that.
 */
export async function giveWay({ pause = setTimeout, now = () => performance.now() }: Passing = {}): Promise<void> {
  await yieldToEventLoop();
  const own = current.getStore();
  const isDue = own !== undefined && due.has(own);
  if (due.size === 0 || isDue || now() - pausedAt < breakMs) return;
  await pause(breakMs);
  pausedAt = now();
}

/** How time passes, in milliseconds: what is said depends on it nowhere. */
interface Passing {
  readonly pause?: (ms: number) => Promise<unknown>;
  readonly now?: () => number;
}
