import type { Micros } from './money.ts';
import { err, ok, type Result } from './result.ts';

/** The order is smaller than the minimum of the wallet. */
export interface OrderBelowMinimum {
  readonly kind: 'below-minimum';
  readonly field: 'add-funds';
  readonly asked: Micros;
  readonly minimum: Micros;
}

/** The minimum binds orders; a purchase made elsewhere is recorded as it happened (SPEC L9). Both amounts in one currency. */
export const checkOrder = (
  asked: Micros,
  { minimum }: { readonly minimum: Micros },
): Result<Micros, OrderBelowMinimum> =>
  asked < minimum ? err({ kind: 'below-minimum', field: 'add-funds', asked, minimum }) : ok(asked);
