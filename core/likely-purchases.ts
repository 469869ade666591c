import { dayOf, type Instant, type TimeZone } from './calendar.ts';
import { startOfDay, type Day } from './days.ts';
import { capacity, type Lot } from './lots.ts';
import type { Micros } from './money.ts';
import type { Payment } from './payments.ts';
import type { Pool } from './pool.ts';

/** What somebody says was bought for a payment. */
export interface SaidBought {
  readonly amount: Micros;
  readonly boughtAt: Instant;
  readonly reference: string;
}

/**
 * The purchases, recorded by themselves, that a payment may have turned out to be, the likeliest first: of its reference, of its amount and
 * day, and any since it was asked for. Entering one of them once more would count it twice (L8). `references` are of invoices.
 */
export function likelyPurchases(
  { lots }: Pool,
  about: {
    readonly payment: Payment;
    readonly timeZone: TimeZone;
    readonly said?: SaidBought | undefined;
    readonly references: ReadonlyMap<number, string>;
  },
): readonly Lot[] {
  const { payment, timeZone, said, references } = about;
  const day = (at: Instant): Day => dayOf(at, timeZone);
  const asked = day(payment.requestedAt);
  const rank = (lot: Lot): number => {
    const isNamed = said !== undefined && said.reference !== '' && references.get(lot.invoice ?? 0) === said.reference;
    if (isNamed) return 3;
    if (said?.amount === lot.amount && day(said.boughtAt) === day(lot.boughtAt)) return 2;
    return day(lot.boughtAt) < asked ? 0 : 1;
  };
  return mayBePayments(lots)
    .map(lot => ({ lot, rank: rank(lot) }))
    .filter(({ rank: likely }) => likely > 0)
    .toSorted((one, other) => other.rank - one.rank || other.lot.boughtAt - one.lot.boughtAt)
    .map(({ lot }) => lot);
}

/**
 * The credits of a payment that are what somebody says was bought by itself: of its reference, or of its amount and day where not both have one.
 * `references` are of invoices.
 */
export function paidAlready(
  { lots }: Pool,
  said: SaidBought,
  { timeZone, references }: { readonly timeZone: TimeZone; readonly references: ReadonlyMap<number, string> },
): Lot | undefined {
  const day = dayOf(said.boughtAt, timeZone);
  return paid(lots).find(({ invoice, amount, boughtAt }) => {
    const known = references.get(invoice ?? 0) ?? '';
    if (known !== '' && said.reference !== '') return known === said.reference;
    return amount === said.amount && dayOf(boughtAt, timeZone) === day;
  });
}

/** Those that a payment led to, and that were not taken back. */
export const paid = (lots: readonly Lot[]): readonly Lot[] =>
  lots.filter(lot => lot.payment !== null && capacity(lot) > 0);

/** A balance that was shown since something was bought, and what it found that nobody had recorded. */
export interface ShownWithout {
  readonly at: Instant;
  readonly found: Micros;
}

/**
 * The first balance that was shown since something was bought, where it has not found all of it: as of that day the rest would be taken for used at
 * once, and it may have come later.
 */
export function shownWithout(
  { reconciliations }: Pool,
  { amount, boughtAt }: Pick<SaidBought, 'amount' | 'boughtAt'>,
): ShownWithout | undefined {
  const first = reconciliations.find(({ at }) => at >= boughtAt);
  if (first === undefined) return undefined;
  const found = Math.max(0, -first.difference);
  return found >= amount ? undefined : { at: first.at, found };
}

/** Those that were bought, that no payment led to, and that were not taken back. */
export const mayBePayments = (lots: readonly Lot[]): readonly Lot[] =>
  lots.filter(lot => lot.invoice !== null && lot.payment === null && capacity(lot) > 0);

/**
 * When something was bought on a day: when it was asked for, on that day; at its beginning on any other, so that nothing expires late. Today it
 * is now, unless a balance that was shown since has found credits that nobody had recorded: those are what it is, and would count twice. Of several
 * it is the one that found most.
 */
export function boughtOn(
  day: Day,
  about: {
    readonly payment: Payment;
    readonly timeZone: TimeZone;
    readonly now: Instant;
    readonly reconciliations: Pool['reconciliations'];
  },
): Instant {
  const { payment, timeZone, now, reconciliations } = about;
  const { requestedAt } = payment;
  if (day !== dayOf(now, timeZone))
    return day === dayOf(requestedAt, timeZone) ? requestedAt : startOfDay(day, timeZone);
  const since = Math.max(requestedAt, startOfDay(day, timeZone));
  const [shown] = reconciliations
    .filter(({ at, difference }) => at >= since && at <= now && difference < 0)
    .toSorted((one, other) => one.difference - other.difference || other.at - one.at);
  return shown?.at ?? now;
}
