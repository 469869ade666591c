import { lotAccount, transfer, type Posting } from './accounts.ts';
import type { Instant } from './calendar.ts';
import { add, type Micros } from './money.ts';

/** The credits of one purchase, and what became of them. `demand` is the sum of the charges whose first usable lot it is. */
export interface Lot {
  readonly id: string;
  readonly seq: number;
  readonly boughtAt: Instant;
  readonly expiresAt: Instant;
  readonly amount: Micros;
  readonly demand: Micros;
  readonly drawn: Micros;
  /** Written off at `expiresAt`; zero until that has been posted. */
  readonly writtenOff: Micros;
  readonly isWrittenOff: boolean;
}

/** The lots in lot order, and the demand of calls that began after the last of them had expired. */
export interface Pool {
  readonly lots: readonly Lot[];
  readonly demandAfterLots: Micros;
  readonly owed: Micros;
}

export const emptyPool: Pool = { lots: [], demandAfterLots: 0, owed: 0 };

export const rest = (lot: Lot): Micros => lot.amount - lot.drawn - lot.writtenOff;

export const isExpired = (lot: Pick<Lot, 'expiresAt'>, at: Instant): boolean => at >= lot.expiresAt;

/** A lot is spendable at t iff boughtAt ≤ t < expiresAt (SPEC L4). */
export const isSpendable = (lot: Pick<Lot, 'boughtAt' | 'expiresAt'>, at: Instant): boolean =>
  lot.boughtAt <= at && !isExpired(lot, at);

/** Spendable lots minus what is owed (SPEC L6); for an instant at or after everything that the pool knows. */
export const balanceOf = (pool: Pool, at: Instant): Micros =>
  pool.lots.reduce((sum, lot) => (isSpendable(lot, at) ? add(sum, rest(lot)) : sum), 0 - pool.owed);

/** Lot order is total: expiresAt, then boughtAt, then seq (SPEC L4). */
export const lotOrder = (one: Lot, other: Lot): number =>
  one.expiresAt - other.expiresAt || one.boughtAt - other.boughtAt || one.seq - other.seq;

/** The calls whose first usable lot a new lot becomes: those that began in [from, to). */
export function demandWindow(pool: Pool, lot: Lot): { readonly from: Instant; readonly to: Instant } {
  const before = pool.lots.findLast(other => lotOrder(other, lot) < 0);
  return { from: Math.min(before?.expiresAt ?? Number.MIN_SAFE_INTEGER, lot.expiresAt), to: lot.expiresAt };
}

/** The pool with a new lot in its place; `demand` is the sum of the charges in the lot's demand window. */
export function withLot(pool: Pool, lot: Lot, demand: Micros): Pool {
  const place = pool.lots.filter(other => lotOrder(other, lot) < 0).length;
  const lots = pool.lots.toSpliced(place, 0, { ...lot, demand });
  const next = lots[place + 1];
  if (next === undefined) return flow(lots, add(pool.demandAfterLots, -demand));
  lots[place + 1] = { ...next, demand: add(next.demand, -demand) };
  return flow(lots, pool.demandAfterLots);
}

/** The pool after a charge of a call that began at `start` (negative: a charge taken back). */
export function withDemand(pool: Pool, start: Instant, charge: Micros): Pool {
  if (charge === 0) return pool;
  const first = pool.lots.findIndex(lot => lot.expiresAt > start);
  if (first === -1) return flow(pool.lots, add(pool.demandAfterLots, charge));
  const lots = pool.lots.map((lot, index) => (index === first ? { ...lot, demand: add(lot.demand, charge) } : lot));
  return flow(lots, pool.demandAfterLots);
}

/** The pool in which every lot whose life is over at `at` has its rest written off. */
export function withWriteOffs(pool: Pool, at: Instant): Pool {
  const isDue = (lot: Lot): boolean => !lot.isWrittenOff && isExpired(lot, at);
  if (!pool.lots.some(isDue)) return pool;
  return flow(
    pool.lots.map(lot => (isDue(lot) ? { ...lot, isWrittenOff: true } : lot)),
    pool.demandAfterLots,
  );
}

/**
 * Lots and owed as a function of the facts (SPEC L5): calls in the order of their start, each taking, in lot order, the lots that
 * expire after it began. Because calls of one demand bucket all begin before those of the next, the sums per bucket suffice:
 * what a lot cannot hold flows to the next, and what the last cannot hold is owed. O(lots).
 */
function flow(lots: readonly Lot[], demandAfterLots: Micros): Pool {
  let carried = 0;
  const drawn = lots.map(lot => {
    const wanted = add(carried, lot.demand);
    const taken = Math.min(wanted, lot.amount);
    carried = wanted - taken;
    const writtenOff = lot.isWrittenOff ? lot.amount - taken : 0;
    return taken === lot.drawn && writtenOff === lot.writtenOff ? lot : { ...lot, drawn: taken, writtenOff };
  });
  return { lots: drawn, demandAfterLots, owed: add(carried, demandAfterLots) };
}

/**
 * The postings that lead from one pool to the next: each lot pays at the later of the cause and its own purchase, a rest is written
 * off, or comes back, at the lot's expiry (SPEC L5, L6). `since` is the start of the call or the instant of the purchase that caused it.
 */
export function differences(before: Pool, after: Pool, since: Instant): readonly Posting[] {
  const old = new Map(before.lots.map(lot => [lot.id, lot]));
  return after.lots.flatMap(lot => {
    const was = old.get(lot.id);
    if (lot === was) return [];
    const account = lotAccount(lot.id);
    const paid = lot.drawn - (was?.drawn ?? 0);
    const writtenOff = lot.writtenOff - (was?.writtenOff ?? 0);
    return [
      ...transfer({ from: account, to: 'owed', at: Math.max(since, lot.boughtAt), amount: paid }),
      ...transfer({ from: account, to: 'expired', at: lot.expiresAt, amount: writtenOff }),
    ];
  });
}
