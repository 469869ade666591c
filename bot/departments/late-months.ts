import { setImmediate as yieldToEventLoop } from 'node:timers/promises';
import {
  LateCharges,
  type Activity,
  type AskedStatement,
  type Instant,
  type Month,
  type Wallet,
} from '../../core/index.ts';
import type { Journal } from '../ports/index.ts';

/** So many entries are read at a time that others wait for some milliseconds only. */
const pageSize = 500;

/** How many months of an organization are kept. */
const mostKept = 24;

interface Kept {
  readonly late: LateCharges;
  /** Up to where it has read. */
  seq: number;
  /** The reading that goes on, or the last one. */
  reading: Promise<void>;
}

const kept = new WeakMap<Activity, Map<Month, Kept>>();

/** Later than anything that is dated. */
const endOfTime: Instant = Number.MAX_SAFE_INTEGER;

/** In what a month's statement and its calls differ (L12): the journal is read from that month on, once, and then what has come since. */
export async function lateCharges(
  { journal }: { readonly journal: Journal },
  { wallet, history }: { readonly wallet: Wallet; readonly history: Activity },
  asked: AskedStatement,
): Promise<LateCharges> {
  const months = kept.get(history) ?? new Map<Month, Kept>();
  kept.set(history, months);
  const { month, now } = asked;
  const known = months.get(month) ?? fresh({ ...asked, now: endOfTime });
  if (!months.has(month) && months.size >= mostKept) months.clear();
  months.set(month, known);
  known.reading = known.reading.then(() => readOn(journal, known, wallet.seq));
  await known.reading.catch((error: unknown) => {
    months.delete(month);
    throw error;
  });
  // Where the clock has gone back, some calls are still to come.
  if (known.late.latest <= now) return known.late;
  const ahead = fresh(asked);
  await readOn(journal, ahead, wallet.seq);
  return ahead.late;
}

const fresh = (asked: AskedStatement): Kept => ({ late: new LateCharges(asked), seq: 0, reading: Promise.resolve() });

async function readOn(journal: Journal, reading: Kept, until: number): Promise<void> {
  if (reading.seq === 0) reading.seq = await seqBefore(journal, reading.late.readFrom, until);
  while (reading.seq < until) {
    const entries = await journal.entriesAfter(reading.seq, Math.min(pageSize, until - reading.seq));
    for (const entry of entries) reading.late.add(entry);
    reading.seq = entries.at(-1)?.seq ?? until;
    await yieldToEventLoop();
  }
}

/** The last entry that was recorded before an instant: they are in that order. */
async function seqBefore(journal: Journal, at: Instant, last: number): Promise<number> {
  let [low, high] = [0, last];
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    const [entry] = await journal.entriesAt([middle]);
    if (entry !== undefined && entry.recordedAt < at) low = middle;
    else high = middle - 1;
  }
  return low;
}
