import type { Payment, PaymentMethod } from '../../core/index.ts';

export type PaymentOutcome =
  | { readonly kind: 'settled'; readonly reference: string }
  | { readonly kind: 'declined'; readonly reason: string }
  | { readonly kind: 'unknown' };

/** What tells a card from another one; never its number. */
export type CardLabel =
  | { readonly kind: 'card'; readonly brand: string; readonly lastFour: string; readonly expires: string }
  /** Of a made-up gateway, and what comes of paying with it. */
  | { readonly kind: 'test-card'; readonly outcome: 'succeeds' | 'fails' };

/** Who takes the money. The key makes a repeated charge the same charge (L8). */
export interface Payments {
  /** The ways to pay that an admin can choose from; never a card number, only what the gateway calls it. */
  methods(): Promise<readonly PaymentMethod[]>;
  /** How the gateway labels a card that it keeps, by its reference; nothing for one that it does not know. */
  cardLabel(reference: string): Promise<CardLabel | undefined>;
  charge(payment: Payment): Promise<PaymentOutcome>;
  /** What became of a charge; `never-seen` when the gateway has not heard of it. */
  outcomeOf(key: string): Promise<PaymentOutcome | { readonly kind: 'never-seen' }>;
}
