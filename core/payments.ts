import { dayMs, type Instant } from './calendar.ts';
import { add, type Micros } from './money.ts';

/** How an order is paid: of a card only the gateway's reference, never its number. */
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
  /**
   * The key that a gateway knows it by: no two wallets, books or tenants share one (L8). Absent where none charges, and in entries of earlier
   * formats, which were sent under `key` itself.
   */
  readonly gatewayKey?: string;
  /** The key of the automatic charge that was declined, where this one tries the backup payment method (L8). */
  readonly instead?: string;
}

/** Money that was asked for and has not arrived. */
export interface OpenPayment {
  readonly payment: Payment;
  readonly isUnknown: boolean;
  /** How often it had ended before, and was opened again by what its gateway says; absent where it never was (L8). */
  readonly reopened?: number;
}

/** A payment that was reported as failed, or cancelled, and when. */
export interface DeclinedPayment {
  readonly payment: Payment;
  readonly at: Instant;
  /** The card holder is needed: they may have paid it while nobody listened. */
  readonly needsCardHolder?: true;
  /** As of an open one. */
  readonly reopened?: number;
}

/** How long Microsoft's recharge is expected before it is taken not to have come, in ms (L8). */
export const notConfirmedMs = 7 * dayMs;

/** Whether a recharge of Microsoft's has been expected for so long that it is taken not to have come (L8). */
export const isOverdue = ({ payment }: OpenPayment, at: Instant): boolean =>
  payment.purpose === 'recharge' && payment.requestedAt + notConfirmedMs <= at;

/** How long a failed or cancelled payment may still settle, in ms (L8). */
export const overturnMs = 400 * dayMs;

/** The sum of all open payments: counted as money to come, so that one gap is not paid for twice (L8). */
export const moneyToCome = (open: readonly { readonly payment: Payment }[]): Micros =>
  open.reduce((sum, { payment }) => add(sum, payment.amount), 0);
