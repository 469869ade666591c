import type { Payment, PaymentMethod } from '../../core/index.ts';

/** The outcome of a charge; an `unknown` one is looked up later, never charged again (L8). */
export type PaymentOutcome =
  | { readonly kind: 'settled'; readonly reference: string }
  | { readonly kind: 'declined'; readonly reason: string }
  | { readonly kind: 'unknown' };

/** What tells one card from another; never its full number. */
export type CardLabel =
  | { readonly kind: 'card'; readonly brand: string; readonly lastFour: string; readonly expires: string }
  /** A card of the sandbox's gateway, and the outcome of paying with it. */
  | { readonly kind: 'test-card'; readonly outcome: 'succeeds' | 'fails' };

/** The gateway that charges. A repeated charge with the same key is the same charge (L8). */
export interface Payments {
  /** The payment methods that an admin can choose from. */
  methods(): Promise<readonly PaymentMethod[]>;
  /** The gateway's label for a stored card, by its reference; undefined for an unknown one. */
  cardLabel(reference: string): Promise<CardLabel | undefined>;
  charge(payment: Payment): Promise<PaymentOutcome>;
  /** The outcome of an earlier charge, under the key that it was sent under; `never-seen` when the gateway does not know that. */
  outcomeOf(payment: Payment): Promise<PaymentOutcome | { readonly kind: 'never-seen' }>;
}
