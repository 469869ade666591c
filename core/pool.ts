import type { Instant } from './calendar.ts';
import { isSpendable, rest, type Lot } from './lots.ts';
import { add, total, type Micros } from './money.ts';
import type { Reversible } from './proposals.ts';
import { unreachable } from './result.ts';

/** The charges of the calls that began before `until`, and not before the end of the bucket before it. */
export interface Bucket {
  readonly until: Instant;
  readonly demand: Micros;
}

/** A refund, a charge-back or a reversal: from `at` on, the lot is smaller (L7); by less than zero, as large as before it was given back. */
export interface Reduction {
  /** The entry, and its place. */
  readonly id: string;
  readonly seq: number;
  readonly kind: 'refund' | 'charge-back' | 'reversed-purchase' | 'reversed-return';
  readonly lotId: string;
  readonly at: Instant;
  readonly amount: Micros;
  /** The payment that a gateway says it of. */
  readonly payment?: string;
  /** Of a refund or a charge-back: it no longer counts. */
  readonly isReversed?: true;
  /** Of what counts again: the entries that it takes back. */
  readonly reverses?: readonly string[];
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
export const endOfTime: Instant = Number.MAX_SAFE_INTEGER;

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

/** Spendable lots minus what is owed (L6); for an instant at or after everything that the pool knows. */
export function balanceOf({ lots, owed }: Pool, at: Instant): Micros {
  let balance = 0 - owed;
  for (const lot of lots) if (isSpendable(lot, at)) balance = add(balance, rest(lot));
  return balance;
}

/** The place of the bucket of the calls that begin at `start`, found by halves: they are in the order of time. */
export function placeOfBucket(buckets: readonly Bucket[], start: Instant): number {
  let [low, high] = [0, buckets.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((buckets[middle]?.until ?? endOfTime) > start) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** What the calls have cost that a call which begins at `start` is counted with. */
export const demandAround = (buckets: readonly Bucket[], start: Instant): Micros =>
  buckets[placeOfBucket(buckets, start)]?.demand ?? 0;

/** The refunds and charge-backs of a lot that can be reversed: each once, and none of a purchase that never was (L7). */
export const reversibleReturnsOf = (
  { reductions }: Pick<Pool, 'reductions'>,
  { id }: Pick<Lot, 'id'>,
): readonly Reduction[] => {
  const ofLot = reductions.filter(({ lotId }) => lotId === id);
  if (ofLot.some(({ kind }) => kind === 'reversed-purchase')) return [];
  return ofLot.filter(isStandingReturn);
};

/** What a gateway took back of a lot's payment, and neither it nor a person has said otherwise since. */
export const takenBackOf = ({ reductions }: Pool, { id }: Pick<Lot, 'id'>): Micros =>
  reductions.reduce(
    (sum, one) => (one.lotId === id && one.payment !== undefined && isStandingReturn(one) ? sum + one.amount : sum),
    0,
  );

/** Whether it is a refund or a charge-back that counts. */
export const isStandingReturn = ({ kind, isReversed }: Reduction): boolean =>
  (kind === 'refund' || kind === 'charge-back') && isReversed !== true;

/** The lot that a reversal is about; none where it is about a call or a reconciliation. */
export function lotMeant({ lots, reductions }: Pool, what: Reversible): Lot | undefined {
  switch (what.kind) {
    case 'purchase':
      return lots.find(({ invoice }) => invoice === what.invoice);
    case 'return': {
      const lotId = reductions.find(({ id }) => id === what.id)?.lotId;
      return lots.find(({ id }) => id === lotId);
    }
    case 'row':
    case 'reconciliation':
      return undefined;
    default:
      return unreachable(what);
  }
}

/** All that calls have cost, ever. */
export const demandOf = (pool: Pool): bigint => total(pool.buckets.map(({ demand }) => demand));

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
