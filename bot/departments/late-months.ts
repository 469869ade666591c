import { setImmediate as yieldToEventLoop } from 'node:timers/promises';
import {
  LateCharges,
  type Activity,
  type AskedStatement,
  type Instant,
  type Micros,
  type Month,
  type UsageKey,
  type Wallet,
} from '../../core/index.ts';
import type { Head, Journal, Rows } from '../ports/index.ts';
import type { Erasure } from '../wallets/erasure.ts';

/** So many entries are read at a time, and so many rows looked up, that others wait for some milliseconds only. */
const pageEntries = 500;
const pageRows = 1000;

/** How many months of an organization are kept. */
const mostKept = 24;

interface Ports {
  readonly journal: Journal;
  readonly rows: Rows;
  readonly erasure: Erasure;
}

/** Amounts by whose calls they are of. */
type ByCaller = ReadonlyMap<UsageKey, bigint>;

interface Kept {
  readonly late: LateCharges;
  /** Up to where it has read. */
  seq: number;
  /** Whose its rows are; the same as long as nobody writes, unless the head is left out. */
  callers?: { readonly head: Head | undefined; readonly amounts: ByCaller };
  /** The reading that goes on, or the last one. */
  reading: Promise<void>;
}

const kept = new WeakMap<Activity, Map<Month, Kept>>();

/** Later than anything that is dated. */
const endOfTime: Instant = Number.MAX_SAFE_INTEGER;

/**
 * In what a month's statement and its calls differ, by caller (L12): the journal is read from that month on, once, and then what has come since;
 * whose rows they are is looked up again only when something was written.
 */
export async function lateCharges(
  ports: Ports,
  { wallet, history }: { readonly wallet: Wallet; readonly history: Activity },
  asked: AskedStatement,
): Promise<ByCaller> {
  const months = kept.get(history) ?? new Map<Month, Kept>();
  kept.set(history, months);
  const { month, now } = asked;
  const known = months.get(month) ?? fresh({ ...asked, now: endOfTime });
  if (!months.has(month) && months.size >= mostKept) months.clear();
  months.set(month, known);
  known.reading = known.reading.then(() => readCallers(ports, known, wallet));
  await known.reading.catch((error: unknown) => {
    months.delete(month);
    throw error;
  });
  // Where the clock has gone back, some calls are still to come.
  const ahead = known.late.latest <= now ? known : fresh(asked);
  if (ahead !== known) await readCallers(ports, ahead, wallet);
  return ahead.callers?.amounts ?? new Map<UsageKey, bigint>();
}

const fresh = (asked: AskedStatement): Kept => ({ late: new LateCharges(asked), seq: 0, reading: Promise.resolve() });

async function readCallers(ports: Ports, reading: Kept, { seq, erasedBefore }: Wallet): Promise<void> {
  const { journal, rows, erasure } = ports;
  const head = await journal.head();
  await readOn(journal, reading, seq);
  // An erasure blanks rows without an entry for each: whose they are is known for good only when it is done.
  const isSettled = head.seq === seq && (await erasure.isDone(head.book, erasedBefore));
  const before = reading.callers?.head;
  if (isSettled && before?.book === head.book && before.revision === head.revision) return;
  const amounts = await byCaller(rows, reading.late.byRow);
  reading.callers = { head: isSettled ? head : undefined, amounts };
}

async function byCaller(rows: Rows, byRow: ReadonlyMap<string, Micros>): Promise<ByCaller> {
  const amounts = new Map<UsageKey, bigint>();
  for (const page of pagesOf(byRow, pageRows)) {
    const callers = await rows.callersOf(page.map(([row]) => row));
    for (const [row, amount] of page) {
      const found = callers.get(row);
      // Null is somebody who was erased.
      const key = found === undefined ? '' : found;
      amounts.set(key, (amounts.get(key) ?? 0n) + BigInt(amount));
    }
    // A store in this process answers without letting anybody else have a turn.
    await yieldToEventLoop();
  }
  return amounts;
}

function* pagesOf<Item>(items: Iterable<Item>, size: number): Iterable<readonly Item[]> {
  let page: Item[] = [];
  for (const item of items) {
    page.push(item);
    if (page.length < size) continue;
    yield page;
    page = [];
  }
  if (page.length > 0) yield page;
}

async function readOn(journal: Journal, reading: Kept, until: number): Promise<void> {
  if (reading.seq === 0) reading.seq = await seqBefore(journal, reading.late.readFrom, until);
  while (reading.seq < until) {
    const entries = await journal.entriesAfter(reading.seq, Math.min(pageEntries, until - reading.seq));
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
