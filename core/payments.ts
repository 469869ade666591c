import { dayMs, type Instant } from './calendar.ts';
import { add, type Micros } from './money.ts';

/** How an order is paid: never a card number, only what the gateway calls it. */
export type PaymentMethod =
  | { readonly kind: 'card'; readonly reference: string }
  | { readonly kind: 'agreement'; readonly number: string; readonly purchaseOrder: string | null }
  | { readonly kind: 'admin-centre' };

/** Money that was asked for, manually or by auto-recharge. Its key is the idempotency key at the gateway too. */
export interface Payment {
  readonly key: string;
  readonly purpose: 'order' | 'recharge';
  readonly amount: Micros;
  readonly method: PaymentMethod;
  readonly requestedAt: Instant;
}

/** Money that was asked for and has not arrived. */
export interface OpenPayment {
  readonly payment: Payment;
  readonly isUnknown: boolean;
}

/** A payment that was said to have failed, and when. */
export interface DeclinedPayment {
  readonly payment: Payment;
  readonly at: Instant;
}

/** How long a gateway may change its mind about a failed payment. */
export const overturnMs = 400 * dayMs;

/** Orders under way count as money to come: nobody should pay twice for one gap (L8). */
export const moneyToCome = (open: readonly { readonly payment: Payment }[]): Micros =>
  open.reduce((sum, { payment }) => add(sum, payment.amount), 0);
