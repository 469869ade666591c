import { microsPerUnit, multiply, type Currency, type Micros } from './money.ts';
import { err, ok, type Result } from './result.ts';

/** The order is smaller than the minimum of the wallet. */
export interface OrderBelowMinimum {
  readonly kind: 'below-minimum';
  readonly field: 'add-funds';
  readonly asked: Micros;
  readonly minimum: Micros;
}

/** The minimum binds orders; a purchase made elsewhere is recorded as it happened (L9). Both amounts in one currency. */
export const checkOrder = (
  asked: Micros,
  { minimum }: { readonly minimum: Micros },
): Result<Micros, OrderBelowMinimum> =>
  asked < minimum ? err({ kind: 'below-minimum', field: 'add-funds', asked, minimum }) : ok(asked);

/** Microsoft's least order where it is the same for everybody, 50 USD; in another currency somebody has to look it up (L9). */
export const knownMinimum = (currency: Currency): Micros | undefined => (currency === 'USD' ? usualMinimum : undefined);

/** What the least order is taken to be where nobody has said: 50 units of the currency. */
export const usualMinimum: Micros = multiply(50, microsPerUnit);
