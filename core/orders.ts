import { microsPerUnit, multiply, type Currency, type Micros } from './money.ts';
import { err, ok, type Result } from './result.ts';

/** The order is under the wallet's minimum (L9). */
export interface OrderBelowMinimum {
  readonly kind: 'below-minimum';
  readonly field: 'add-funds';
  readonly asked: Micros;
  readonly minimum: Micros;
}

/** Refuses an order under the minimum; purchases made elsewhere are not checked (L9). Both amounts in one currency. */
export const checkOrder = (
  asked: Micros,
  { minimum }: { readonly minimum: Micros },
): Result<Micros, OrderBelowMinimum> =>
  asked < minimum ? err({ kind: 'below-minimum', field: 'add-funds', asked, minimum }) : ok(asked);

/** Microsoft's minimum order where it is published: 50 USD. Undefined in another currency, where an admin has to look it up (L9). */
export const knownMinimum = (currency: Currency): Micros | undefined => (currency === 'USD' ? usualMinimum : undefined);

/** From how many usual months, and from how many minimums, on an order is large. */
const largeMonths = 10;
const largeMinimums = 200;

/**
 * Whether an order is so large that it is asked about once more: above ten usual months, where there is usage, or 200 minimums, which are
 * 10,000 USD (L9).
 */
export const isLargeOrder = (
  amount: Micros,
  { aMonth, minimum }: { readonly aMonth: Micros | undefined; readonly minimum: Micros },
): boolean => amount / largeMinimums > minimum || (aMonth !== undefined && amount / largeMonths > aMonth);

/** The minimum order assumed where none is stated: 50 units of the currency (L9). */
export const usualMinimum: Micros = multiply(50, microsPerUnit);
