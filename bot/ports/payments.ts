import type { Payment, PaymentMethod } from '../../core/index.ts';

export type PaymentOutcome =
  | { readonly kind: 'settled'; readonly reference: string }
  | { readonly kind: 'declined'; readonly reason: string }
  | { readonly kind: 'unknown' };

/** Who takes the money. The key makes a repeated charge the same charge (SPEC L8). */
export interface Payments {
  /** The ways to pay that an admin can choose from; never a card number, only what the gateway calls it. */
  methods(): Promise<readonly PaymentMethod[]>;
  charge(payment: Payment): Promise<PaymentOutcome>;
  /** What became of a charge; `never-seen` when the gateway has not heard of it. */
  outcomeOf(key: string): Promise<PaymentOutcome | { readonly kind: 'never-seen' }>;
}
