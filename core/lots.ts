import { dayOf, type Instant, type TimeZone } from './calendar.ts';
import { countDays } from './days.ts';
import type { Micros } from './money.ts';

/** A part of a lot's rest that its expiry ended. A refund after the expiry changes what had expired, at the refund's own instant. */
export interface WriteOff {
  readonly at: Instant;
  readonly amount: Micros;
}

/** The credits of one purchase, or of a reconciliation that found more than was known, and what became of them. */
export interface Lot {
  readonly id: string;
  readonly seq: number;
  readonly boughtAt: Instant;
  readonly expiresAt: Instant;
  /** The invoice that it came with; null for a reconciliation's, whose amount follows from what is known by now. */
  readonly invoice: number | null;
  /** The key of the payment that paid for it; null for a purchase made elsewhere. */
  readonly payment: string | null;
  readonly amount: Micros;
  /** Refunded, charged back, or reversed: it lowers the amount before any call draws (L7). */
  readonly reduced: Micros;
  readonly drawn: Micros;
  /** Whether the end of its life has been posted. */
  readonly isWrittenOff: boolean;
  readonly writeOffs: readonly WriteOff[];
}

/** What calls can draw from it, ever. */
export const capacity = (lot: Pick<Lot, 'amount' | 'reduced'>): Micros => lot.amount - lot.reduced;

/** What its expiry has ended, so far as it is posted. */
export function writtenOff({ writeOffs }: Pick<Lot, 'writeOffs'>): Micros {
  let sum = 0;
  for (const { amount } of writeOffs) sum += amount;
  return sum;
}

/** What is left of it; after its expiry what has not been written off yet. */
export const rest = (lot: Lot): Micros => capacity(lot) - lot.drawn - writtenOff(lot);

/** What has become of a lot by an instant; the parts add up to its amount. */
export interface LotParts {
  /** Refunded, charged back, or reversed. */
  readonly givenBack: Micros;
  readonly used: Micros;
  readonly expired: Micros;
  readonly left: Micros;
}

/** What has become of a lot by an instant at or after everything that it knows. */
export function partsOf(lot: Lot, at: Instant): LotParts {
  const isOver = isExpired(lot, at);
  return {
    givenBack: lot.reduced,
    used: lot.drawn,
    expired: isOver ? writtenOff(lot) + rest(lot) : 0,
    left: isOver ? 0 : rest(lot),
  };
}

/** How many midnights of the zone a lot has to live; none where it is over. */
export const daysLeftOf = ({ expiresAt }: Pick<Lot, 'expiresAt'>, timeZone: TimeZone, at: Instant): number =>
  Math.max(0, countDays({ first: dayOf(at, timeZone), last: dayOf(expiresAt, timeZone) }) - 1);

/** Whether there is anything to say of a lot: a reconciliation always opens one, which may stay empty. */
export const isWorthListing = (lot: Pick<Lot, 'invoice' | 'amount' | 'reduced'>): boolean =>
  lot.invoice !== null || capacity(lot) > 0;

/** Whether its life is over at that instant. */
export const isExpired = (lot: Pick<Lot, 'expiresAt'>, at: Instant): boolean => at >= lot.expiresAt;

/** A lot is spendable at t iff boughtAt ≤ t < expiresAt (L4). */
export const isSpendable = (lot: Pick<Lot, 'boughtAt' | 'expiresAt'>, at: Instant): boolean =>
  lot.boughtAt <= at && !isExpired(lot, at);

/** Lot order is total: expiresAt, then boughtAt, then seq (L4). */
export const lotOrder = (
  one: Pick<Lot, 'expiresAt' | 'boughtAt' | 'seq'>,
  other: Pick<Lot, 'expiresAt' | 'boughtAt' | 'seq'>,
): number => one.expiresAt - other.expiresAt || one.boughtAt - other.boughtAt || one.seq - other.seq;

/** The lots of a pool that are not as they were in the one before it. None is ever taken away, so that as many are the same ones, in their order. */
export function changedLots(
  before: readonly Lot[],
  after: readonly Lot[],
): readonly { readonly lot: Lot; readonly was: Lot | undefined }[] {
  if (before === after) return [];
  const known = before.length === after.length ? undefined : new Map(before.map(lot => [lot.id, lot]));
  const changed: { readonly lot: Lot; readonly was: Lot | undefined }[] = [];
  for (let index = 0; index < after.length; index += 1) {
    const lot = after[index];
    if (lot === undefined) continue;
    const was = known === undefined ? before[index] : known.get(lot.id);
    if (lot !== was) changed.push({ lot, was });
  }
  return changed;
}
