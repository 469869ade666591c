import { lotAccount, transfer, type Posting } from './accounts.ts';
import type { Instant } from './calendar.ts';
import { capacity, isExpired, isSpendable, lotOrder, rest, type Lot, type WriteOff } from './lots.ts';
import { add, type Micros } from './money.ts';

/** The charges of the calls that began before `until`, and not before the end of the bucket before it. */
export interface Bucket {
  readonly until: Instant;
  readonly demand: Micros;
}

/** A refund, a charge-back or a reversal: from `at` on, the lot is smaller (L7). */
export interface Reduction {
  readonly lotId: string;
  readonly at: Instant;
  readonly amount: Micros;
}

/**
 * The balance that the admin center showed at an instant (L7). `difference` is what was known then minus what was shown, by the
 * facts known now: above zero it is usage not yet seen, drawn at `at`; below zero it is the amount of the lot that it opened.
 */
export interface Reconciliation {
  readonly id: string;
  readonly at: Instant;
  readonly stated: Micros;
  readonly lotId: string;
  readonly difference: Micros;
}

/**
 * The lots in lot order and what is owed: a function of the facts, whatever their order of arrival (L5). Of the calls it keeps
 * only the sums between two instants that matter, the lots' expiries and the reconciliations, so it is O(lots), not O(calls).
 */
export interface Pool {
  readonly lots: readonly Lot[];
  readonly buckets: readonly Bucket[];
  readonly reductions: readonly Reduction[];
  readonly reconciliations: readonly Reconciliation[];
  readonly owed: Micros;
}

/** Later than anything that is dated. */
const endOfTime: Instant = Number.MAX_SAFE_INTEGER;

/** No purchases and no calls. */
export const emptyPool: Pool = {
  lots: [],
  buckets: [{ until: endOfTime, demand: 0 }],
  reductions: [],
  reconciliations: [],
  owed: 0,
};

/** Calls that began in [from, to). */
export interface Window {
  readonly from: Instant;
  readonly to: Instant;
}

/** The pool of these facts: of the lots what was bought, of the reconciliations what was shown; the rest of them is worked out here. */
export function poolOf(
  facts: Pick<Pool, 'lots' | 'reductions' | 'reconciliations'>,
  charges: ReadonlyMap<Instant, Micros>,
): Pool {
  const { lots, reconciliations } = facts;
  const boundaries = [...lots.map(lot => lot.expiresAt), ...reconciliations.map(({ at }) => boundaryOf(at)), endOfTime];
  const ends = [...new Set(boundaries)].toSorted((one, other) => one - other);
  const demands = new Map<Instant, Micros>(ends.map(until => [until, 0]));
  for (const [start, charge] of charges) {
    const until = ends.find(end => end > start) ?? endOfTime;
    demands.set(until, add(demands.get(until) ?? 0, charge));
  }
  const buckets = [...demands].map(([until, demand]) => ({ until, demand }));
  return settled({ ...facts, lots: lots.toSorted(lotOrder), buckets, owed: 0 });
}

/** Spendable lots minus what is owed (L6); for an instant at or after everything that the pool knows. */
export const balanceOf = (pool: Pool, at: Instant): Micros =>
  pool.lots.reduce((sum, lot) => (isSpendable(lot, at) ? add(sum, rest(lot)) : sum), 0 - pool.owed);

/** All that calls have cost, ever. */
export const demandOf = (pool: Pool): Micros => pool.buckets.reduce((sum, { demand }) => add(sum, demand), 0);

/**
 * The part of a bucket before an instant. A new boundary there cuts it off, and the caller who adds that boundary supplies what its calls
 * cost; for a call that begins there, it is what comes before it.
 */
export function windowBefore(pool: Pool, boundary: Instant): Window {
  const before = pool.buckets.findLast(({ until }) => until <= boundary);
  return { from: before?.until ?? Number.MIN_SAFE_INTEGER, to: boundary };
}

/** The instants at which a reconciliation cuts the calls: what began at `at` or before was part of what was shown. */
export const boundaryOf = (at: Instant): Instant => at + 1;

/** The pool with a new lot in its place; `demand` is the cost of the calls in `windowBefore` its expiry. */
export const withLot = (pool: Pool, lot: Lot, demand: Micros): Pool =>
  settled({
    ...pool,
    lots: [...pool.lots, lot].toSorted(lotOrder),
    buckets: cut(pool.buckets, lot.expiresAt, demand),
  });

/** The pool after a charge of a call that began at `start` (negative: a charge taken back). */
export function withDemand(pool: Pool, start: Instant, charge: Micros): Pool {
  if (charge === 0) return pool;
  const index = pool.buckets.findIndex(({ until }) => until > start);
  const bucket = pool.buckets[index];
  if (bucket === undefined) throw new RangeError('a call after the end of time');
  const buckets = pool.buckets.with(index, { until: bucket.until, demand: add(bucket.demand, charge) });
  return charge > 0 && isOpenAfter(pool, start) ? drawn(pool, buckets, start, charge) : settled({ ...pool, buckets });
}

/** The pool in which that lot is smaller, from `at` on. */
export const withReduction = (pool: Pool, reduction: Reduction): Pool =>
  settled({
    ...pool,
    lots: pool.lots.map(lot =>
      lot.id === reduction.lotId ? { ...lot, reduced: add(lot.reduced, reduction.amount) } : lot,
    ),
    reductions: [...pool.reductions, reduction].toSorted((one, other) => one.at - other.at),
  });

/** The pool that shows `stated` at that instant; `demand` is the cost of the calls in `windowBefore` its boundary. */
export const withReconciliation = (
  pool: Pool,
  reconciliation: Omit<Reconciliation, 'difference'>,
  demand: Micros,
): Pool =>
  settled({
    ...pool,
    buckets: cut(pool.buckets, boundaryOf(reconciliation.at), demand),
    reconciliations: [...pool.reconciliations, { ...reconciliation, difference: 0 }].toSorted(
      (one, other) => one.at - other.at,
    ),
  });

/** The pool without that reconciliation; its lot remains, empty. */
export const withoutReconciliation = (pool: Pool, id: string): Pool =>
  settled({ ...pool, reconciliations: pool.reconciliations.filter(one => one.id !== id) });

/** The pool in which every lot whose life is over at `at` has its rest written off. */
export function withWriteOffs(pool: Pool, at: Instant): Pool {
  const isDue = (lot: Lot): boolean => !lot.isWrittenOff && isExpired(lot, at);
  if (!pool.lots.some(isDue)) return pool;
  return settled({ ...pool, lots: pool.lots.map(lot => (isDue(lot) ? { ...lot, isWrittenOff: true } : lot)) });
}

/**
 * The postings that lead from one pool to the next: each lot pays at the later of the cause and its own beginning; a rest is written
 * off, or comes back, at the lot's expiry; a reconciliation's difference moves at its own instant (L5, L6). `since` is the start
 * of the call, or the instant of whatever else was the cause.
 */
export function differences(before: Pool, after: Pool, since: Instant): readonly Posting[] {
  const postings: Posting[] = [];
  const old = before.lots.length === after.lots.length ? undefined : new Map(before.lots.map(lot => [lot.id, lot]));
  if (before.reconciliations !== after.reconciliations) postings.push(...unseenDifferences(before, after));
  for (let index = 0; index < after.lots.length; index += 1) {
    const lot = after.lots[index];
    const was = old === undefined ? before.lots[index] : old.get(lot?.id ?? '');
    if (lot === undefined || lot === was) continue;
    const account = lotAccount(lot.id);
    const found = lot.invoice === null ? lot.amount - (was?.amount ?? 0) : 0;
    const paid = lot.drawn - (was?.drawn ?? 0);
    postings.push(
      ...transfer({ from: 'adjustments', to: account, at: lot.boughtAt, amount: found }),
      ...transfer({ from: account, to: 'owed', at: Math.max(since, lot.boughtAt), amount: paid }),
      ...writeOffDifferences(account, was?.writeOffs ?? [], lot.writeOffs),
    );
  }
  return postings;
}

function unseenDifferences(before: Pool, after: Pool): readonly Posting[] {
  const unseen = new Map<string, { at: Instant; amount: Micros }>();
  for (const { id, at, difference } of after.reconciliations) unseen.set(id, { at, amount: Math.max(0, difference) });
  for (const { id, at, difference } of before.reconciliations)
    unseen.set(id, { at, amount: (unseen.get(id)?.amount ?? 0) - Math.max(0, difference) });
  return [...unseen.values()].flatMap(({ at, amount }) => transfer({ from: 'owed', to: 'adjustments', at, amount }));
}

function writeOffDifferences(
  account: Posting['account'],
  before: readonly WriteOff[],
  after: readonly WriteOff[],
): readonly Posting[] {
  if (before === after) return [];
  const moved = new Map<Instant, Micros>();
  for (const { at, amount } of after) moved.set(at, (moved.get(at) ?? 0) + amount);
  for (const { at, amount } of before) moved.set(at, (moved.get(at) ?? 0) - amount);
  return [...moved].flatMap(([at, amount]) => transfer({ from: account, to: 'expired', at, amount }));
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

/** Recomputes everything that follows from the facts. */
function settled(facts: Pool): Pool {
  const pool = reconciled(facts);
  const stretches = stretchesOf(pool.buckets, pool.reconciliations);
  const final = flow(pool, stretches, endOfTime);
  return {
    ...pool,
    owed: final.owed,
    lots: pool.lots.map((lot, index) => {
      const drawn = final.drawn[index] ?? 0;
      const writeOffs = lot.isWrittenOff ? writeOffsOf(pool, stretches, { lot, index, drawn }) : [];
      const isSame = drawn === lot.drawn && isSameWriteOffs(writeOffs, lot.writeOffs);
      return isSame ? lot : { ...lot, drawn, writeOffs };
    }),
  };
}

/** Demand, of calls or of a reconciliation's usage not yet seen, on the lots that expire at `until` or later. */
export interface Stretch {
  readonly until: Instant;
  readonly demand: Micros;
}

/** All demand in the order of time: of the calls by bucket, and after each the usage not yet seen that a reconciliation dated there. */
export const stretchesOf = (
  buckets: readonly Bucket[],
  reconciliations: readonly Reconciliation[],
): readonly Stretch[] => {
  const unseen = reconciliations
    .filter(({ difference }) => difference > 0)
    .map(({ at, difference }) => ({ until: boundaryOf(at), demand: difference }));
  return unseen.length === 0 ? buckets : [...buckets, ...unseen].toSorted((one, other) => one.until - other.until);
};

/** The pool with each reconciliation's difference, and the amount of its lot, worked out; earlier ones count in later ones. */
function reconciled(facts: Pool): Pool {
  if (!facts.lots.some(lot => lot.invoice === null)) return facts;
  let pool: Pool = { ...facts, lots: facts.lots.map(lot => (lot.invoice === null ? withAmount(lot, 0) : lot)) };
  const reconciliations: Reconciliation[] = [];
  for (const one of facts.reconciliations) {
    const difference = add(balanceBy({ ...pool, reconciliations }, one.at), -one.stated);
    reconciliations.push(difference === one.difference ? one : { ...one, difference });
    const found = Math.max(0, -difference);
    if (found > 0)
      pool = { ...pool, lots: pool.lots.map(lot => (lot.id === one.lotId ? withAmount(lot, found) : lot)) };
  }
  return { ...pool, reconciliations };
}

const withAmount = (lot: Lot, amount: Micros): Lot => (lot.amount === amount ? lot : { ...lot, amount });

/** The balance at an instant that is a boundary, from what was bought, reduced, called and expired by then. */
function balanceBy(facts: Pool, at: Instant): Micros {
  const stretches = stretchesOf(facts.buckets, facts.reconciliations);
  const { drawn } = flow(facts, stretches, at);
  let balance = 0;
  for (const [index, lot] of facts.lots.entries()) {
    if (lot.boughtAt > at) continue;
    balance = add(balance, isExpired(lot, at) ? (drawn[index] ?? 0) : lot.amount - reducedBy(facts, lot, at));
  }
  for (const { until, demand } of stretches) if (until <= boundaryOf(at)) balance = add(balance, -demand);
  return balance;
}

/**
 * Calls in the order of their start, each taking, in lot order, the lots that expire after it began (L5). Because calls of one
 * stretch all begin before those of the next, the sums suffice: what a lot cannot hold flows to the next, and what the last cannot hold
 * is owed. Lots are as large as they were known to be at `asOf`.
 */
function flow(
  facts: Pick<Pool, 'lots' | 'reductions'>,
  stretches: readonly Stretch[],
  asOf: Instant,
): { readonly drawn: readonly Micros[]; readonly owed: Micros } {
  let carried = 0;
  let next = 0;
  const carryUntil = (boundary: Instant): void => {
    for (; (stretches[next]?.until ?? Infinity) <= boundary; next += 1)
      carried = add(carried, stretches[next]?.demand ?? 0);
  };
  const drawn = facts.lots.map(lot => {
    carryUntil(lot.expiresAt);
    const taken = Math.min(carried, lot.amount - reducedBy(facts, lot, asOf));
    carried -= taken;
    return taken;
  });
  carryUntil(endOfTime);
  return { drawn, owed: carried };
}

function reducedBy(facts: Pick<Pool, 'reductions'>, lot: Lot, asOf: Instant): Micros {
  if (lot.reduced === 0 || asOf === endOfTime) return lot.reduced;
  return facts.reductions.reduce(
    (sum, { lotId, at, amount }) => (lotId === lot.id && at <= asOf ? sum + amount : sum),
    0,
  );
}

/** What a lot's expiry ended, as it was then; a later refund changes it when it happens, not before. */
function writeOffsOf(
  facts: Pool,
  stretches: readonly Stretch[],
  { lot, index, drawn }: { readonly lot: Lot; readonly index: number; readonly drawn: Micros },
): readonly WriteOff[] {
  const later = facts.reductions.filter(({ at }) => at > lot.expiresAt).map(({ at }) => at);
  if (later.length === 0) {
    const amount = capacity(lot) - drawn;
    return amount === 0 ? [] : [{ at: lot.expiresAt, amount }];
  }
  const steps: WriteOff[] = [];
  let sofar = 0;
  for (const at of new Set([lot.expiresAt, ...later])) {
    const unspent = lot.amount - reducedBy(facts, lot, at) - (flow(facts, stretches, at).drawn[index] ?? 0);
    if (unspent !== sofar) steps.push({ at, amount: unspent - sofar });
    sofar = unspent;
  }
  return steps;
}

const isSameWriteOffs = (one: readonly WriteOff[], other: readonly WriteOff[]): boolean =>
  one.length === other.length &&
  one.every(({ at, amount }, index) => at === other[index]?.at && amount === other[index].amount);
