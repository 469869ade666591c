import {
  dayOf,
  LateCharges,
  startOfMonth,
  type AskedStatement,
  type Instant,
  type Micros,
  type UsageKey,
  type Wallet,
} from '../../core/index.ts';
import type { Journal, LateCharge, Rows } from '../ports/index.ts';
import { giveWay } from '../work/give-way.ts';

/** As many people, entries or rows are looked at together as hold nobody else up. */
const pageSize = 500;

interface Ports {
  readonly journal: Journal;
  readonly rows: Rows;
}

/** In what a month's statement and its calls differ, by caller (L12): from the kept sums of it. */
export async function* lateCharges(ports: Ports, wallet: Wallet, asked: AskedStatement): AsyncIterable<LateCharge> {
  const { rows } = ports;
  if (await isAheadOf(rows, asked)) {
    yield* chargesSoFar(ports, wallet, asked);
    return;
  }
  for (let after: UsageKey | undefined; ;) {
    const page = await rows.lateOfMonth({ month: asked.month, after, limit: pageSize });
    yield* page;
    if (page.length < pageSize) return;
    after = page.at(-1)?.key;
    // A store in this process answers without letting anybody else have a turn.
    await giveWay();
  }
}

/** Whether calls of the month are still to come: only where the clock has gone back. */
async function isAheadOf(rows: Rows, { terms, month, now }: AskedStatement): Promise<boolean> {
  const [from, to] = [startOfMonth(month, terms.timeZone), startOfMonth(month, terms.timeZone, 1)];
  if (now >= to) return false;
  const days = { first: dayOf(Math.max(now, from), terms.timeZone), last: dayOf(to - 1, terms.timeZone) };
  const [last] = (await rows.calls({ days, limit: 1 })).calls;
  return last !== undefined && last.row.start > now;
}

/** A statement has no more than has begun: then the journal is read, from the month on. */
async function* chargesSoFar(
  { journal, rows }: Ports,
  { seq: until }: Wallet,
  asked: AskedStatement,
): AsyncIterable<LateCharge> {
  const late = new LateCharges(asked);
  for (let seq = await seqBefore(journal, late.readFrom, until); seq < until;) {
    const entries = await journal.entriesAfter(seq, Math.min(pageSize, until - seq));
    for (const entry of entries) late.add(entry);
    seq = entries.at(-1)?.seq ?? until;
    await giveWay();
  }
  for (const page of pagesOf(late.byRow)) {
    const callers = await rows.callersOf(page.map(([row]) => row));
    // Null is somebody who was erased.
    for (const [row, amount] of page)
      yield { key: callers.has(row) ? (callers.get(row) ?? null) : '', amount: BigInt(amount) };
    await giveWay();
  }
}

function* pagesOf(byRow: ReadonlyMap<string, Micros>): Iterable<readonly (readonly [string, Micros])[]> {
  const all = [...byRow];
  for (let from = 0; from < all.length; from += pageSize) yield all.slice(from, from + pageSize);
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
