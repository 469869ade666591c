import { workedOut } from './allocation.ts';
import type { Instant } from './calendar.ts';
import { capacity, isExpired, lotOrder, type Lot } from './lots.ts';
import { add, largestTotal, type Micros } from './money.ts';
import {
  boundaryOf,
  endOfTime,
  isStandingReturn,
  placeOfBucket,
  type Bucket,
  type Pool,
  type Reconciliation,
  type Reduction,
} from './pool.ts';

/** What calls have cost, by when they began. */
export type ChargesByInstant = Iterable<readonly [Instant, Micros]>;

/**
 * The pool of these facts: of the lots what was bought, of the reconciliations what was shown; the rest of them is worked out here.
 *
 * @param charges What calls have cost, in the order of the instants at which they began.
 */
export function poolOf(facts: Pick<Pool, 'lots' | 'reductions' | 'reconciliations'>, charges: ChargesByInstant): Pool {
  const { lots, reconciliations } = facts;
  const boundaries = [...lots.map(lot => lot.expiresAt), ...reconciliations.map(({ at }) => boundaryOf(at)), endOfTime];
  const ends = [...new Set(boundaries)].toSorted((one, other) => one - other);
  return workedOut({ ...facts, lots: lots.toSorted(lotOrder), buckets: bucketsOf(ends, charges), owed: 0 });
}

/** The charges between each two ends; with one more end where they come near the limit of exact sums (L1). */
function bucketsOf(ends: readonly Instant[], charges: ChargesByInstant): readonly Bucket[] {
  const buckets: Bucket[] = [];
  let next = 0;
  let demand = 0;
  const endAt = (until: Instant): void => {
    buckets.push({ until, demand });
    demand = 0;
  };
  for (const [at, charge] of charges) {
    for (let end = ends[next]; end !== undefined && end <= at; end = ends[(next += 1)]) endAt(end);
    if (demand + charge > largestTotal && demand > 0) endAt(at);
    demand = add(demand, charge);
  }
  for (const end of ends.slice(next)) endAt(end);
  return buckets;
}

/** The pool with a new lot in its place; `demand` is the cost of the calls in `windowBefore` its expiry. */
export const withLot = (pool: Pool, lot: Lot, demand: Micros): Pool =>
  workedOut({
    ...pool,
    lots: [...pool.lots, lot].toSorted(lotOrder),
    buckets: cut(pool.buckets, lot.expiresAt, demand),
  });

/** The pool after a charge of a call that began at `start` (negative: a charge taken back). */
export function withDemand(pool: Pool, start: Instant, charge: Micros): Pool {
  if (charge === 0) return pool;
  const index = placeOfBucket(pool.buckets, start);
  const bucket = pool.buckets[index];
  if (bucket === undefined) throw new RangeError('a call after the end of time');
  const buckets = pool.buckets.with(index, { until: bucket.until, demand: add(bucket.demand, charge) });
  if (charge > 0 && isOpenAfter(pool, start)) return drawn(pool, buckets, start, charge);
  return seen(pool, buckets, start, charge) ?? workedOut({ ...pool, buckets });
}

/** The pool in which that lot is smaller, from `at` on. */
export const withReduction = (pool: Pool, reduction: Reduction): Pool =>
  workedOut({
    ...pool,
    lots: pool.lots.map(lot =>
      lot.id === reduction.lotId ? { ...lot, reduced: add(lot.reduced, reduction.amount) } : lot,
    ),
    reductions: [...pool.reductions, reduction].toSorted((one, other) => one.at - other.at),
  });

/** The pool in which what was given back counts no longer, from `at` on: what is meant of its lot's. */
export function withReturnsReversed(
  pool: Pool,
  { isMeant, ...reversal }: Omit<Reduction, 'kind' | 'reverses'> & { readonly isMeant: (one: Reduction) => boolean },
): Pool {
  const meant = pool.reductions.filter(one => one.lotId === reversal.lotId && isStandingReturn(one) && isMeant(one));
  return withReduction(
    {
      ...pool,
      reductions: pool.reductions.map(one => (meant.includes(one) ? { ...one, isReversed: true } : one)),
    },
    { ...reversal, kind: 'reversed-return', reverses: meant.map(({ id }) => id) },
  );
}

/** The pool that shows `stated` at that instant; `demand` is the cost of the calls in `windowBefore` its boundary. */
export const withReconciliation = (
  pool: Pool,
  reconciliation: Omit<Reconciliation, 'difference'>,
  demand: Micros,
): Pool =>
  workedOut({
    ...pool,
    buckets: cut(pool.buckets, boundaryOf(reconciliation.at), demand),
    reconciliations: [...pool.reconciliations, { ...reconciliation, difference: 0 }].toSorted(
      (one, other) => one.at - other.at,
    ),
  });

/** The pool without that reconciliation; its lot remains, empty. */
export const withoutReconciliation = (pool: Pool, id: string): Pool =>
  workedOut({ ...pool, reconciliations: pool.reconciliations.filter(one => one.id !== id) });

/**
 * The pool in which the rest of every lot whose life is over at `at` is written off, and of no other: what was written off ahead of time
 * comes back (L13).
 */
export function withWriteOffs(pool: Pool, at: Instant): Pool {
  const isDue = (lot: Lot): boolean => lot.isWrittenOff !== isExpired(lot, at);
  if (!pool.lots.some(isDue)) return pool;
  return workedOut({
    ...pool,
    lots: pool.lots.map(lot => (isDue(lot) ? { ...lot, isWrittenOff: !lot.isWrittenOff } : lot)),
  });
}

/**
 * The pool with a boundary behind `now` where the calls of the present bucket have come near the limit of exact sums: all of them began
 * before, so that nothing need be known to cut it. A wallet whose money has many zeros uses more in a year than a number holds (L1).
 */
export function withRoomFor(pool: Pool, now: Instant): Pool {
  const present = pool.buckets[placeOfBucket(pool.buckets, now)];
  if (present === undefined || present.until === boundaryOf(now) || present.demand <= largestTotal) return pool;
  return { ...pool, buckets: cut(pool.buckets, boundaryOf(now), present.demand) };
}

/** Cuts the bucket that holds the boundary in two: `demand` goes to the part before it. */
function cut(buckets: readonly Bucket[], boundary: Instant, demand: Micros): readonly Bucket[] {
  const index = buckets.findIndex(({ until }) => until >= boundary);
  const bucket = buckets[index];
  if (bucket === undefined || bucket.until === boundary) return buckets;
  const parts = [
    { until: boundary, demand },
    { until: bucket.until, demand: add(bucket.demand, -demand) },
  ];
  return buckets.toSpliced(index, 1, ...parts);
}

/** Whether nothing but the lots themselves depends on a call that begins at `start`: no reconciliation, no write-off. */
function isOpenAfter(pool: Pool, start: Instant): boolean {
  const last = pool.reconciliations.at(-1);
  if (last !== undefined && start <= last.at) return false;
  return pool.lots.find(lot => lot.expiresAt > start)?.isWrittenOff !== true;
}

/**
 * The pool where the next reconciliation has taken the call for usage not yet seen, and has so much less of it now: what is drawn until then is
 * the same, and so is all that follows. Undefined where it had not, or where a lot that has held something expires in between.
 */
function seen(pool: Pool, buckets: readonly Bucket[], start: Instant, charge: Micros): Pool | undefined {
  const index = pool.reconciliations.findIndex(({ at }) => at >= start);
  const next = pool.reconciliations[index];
  if (next === undefined || next.difference < 0 || next.difference < charge) return undefined;
  for (const { expiresAt, amount } of pool.lots) {
    if (expiresAt > next.at) break;
    if (start < expiresAt && amount > 0) return undefined;
  }
  const reconciliations = pool.reconciliations.with(index, { ...next, difference: next.difference - charge });
  return { ...pool, buckets, reconciliations };
}

/** Adds a charge that only flows forward: from the first usable lot with room to the next, and what is left is owed. */
function drawn(pool: Pool, buckets: readonly Bucket[], start: Instant, charge: Micros): Pool {
  let { lots } = pool;
  let left = charge;
  for (let index = 0; index < lots.length && left > 0; index += 1) {
    const lot = lots[index];
    if (lot === undefined || lot.expiresAt <= start) continue;
    const taken = Math.min(left, capacity(lot) - lot.drawn);
    if (taken <= 0) continue;
    lots = lots.with(index, { ...lot, drawn: lot.drawn + taken });
    left -= taken;
  }
  return { ...pool, lots, buckets, owed: left === 0 ? pool.owed : add(pool.owed, left) };
}
