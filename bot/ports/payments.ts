import type { Currency, Micros, Month, Payment, PaymentMethod, Result } from '../../core/index.ts';
import type { MaybeCheckable } from './check.ts';

/** Why a charge was declined, the same for every gateway: a driver says `declined` for what is none of the others. */
export const declineCodes = [
  'declined',
  'insufficient-funds',
  'expired-card',
  'wrong-details',
  'lost-card',
  'not-supported',
  'over-limit',
  'processing-error',
] as const;

export type DeclineCode = (typeof declineCodes)[number];

/** The outcome of a charge. */
export type PaymentOutcome =
  /** What the gateway has taken, as it says so itself: that may be another amount than was asked for. */
  | { readonly kind: 'settled'; readonly reference: string; readonly amount: Micros; readonly currency: Currency }
  /**
   * It did not pay, or has taken back what it had paid: then `takenBack` is for the how manyth time, as the gateway counts them. It says so whenever
   * it is asked, and only the number tells what is said again from what has happened again.
   */
  | { readonly kind: 'declined'; readonly code: DeclineCode; readonly takenBack?: number | undefined }
  /** The bank asks whoever holds the card, at an address that leaves Teams. The same charge settles once they have agreed. */
  | { readonly kind: 'needs-card-holder'; readonly link: string }
  /** The bank takes no charge of this card that nobody is present at. */
  | { readonly kind: 'refused-unattended' }
  /** Looked up later, never charged again (L8). */
  | { readonly kind: 'unknown' };

/** What tells one card from another; never its full number. */
export type CardLabel =
  | {
      readonly kind: 'card';
      readonly brand: string;
      readonly lastFour: string;
      /** The last month in which it is good; null for a card without one. */
      readonly expires: Month | null;
    }
  /** A card of the sandbox's gateway, and the outcome of paying with it. */
  | { readonly kind: 'test-card'; readonly outcome: 'succeeds' | 'fails'; readonly expires: Month | null };

/** What is asked of a gateway: all of a wallet is in one currency, so that a payment does not say it. */
export interface ChargeRequest extends Payment {
  readonly currency: Currency;
}

/** Something a gateway tells by itself, as it came over the line: nothing in it is believed before it is verified. */
export interface PaymentNotice {
  /** The bytes themselves, since they are what is signed. */
  readonly body: Uint8Array;
  readonly signature: string;
}

/**
 * What a verified notice is about. It may come late, twice, out of order, or before the answer to the charge: so it says that there is
 * something to ask, and not what.
 */
export interface PaymentEvent {
  readonly id: string;
  /** The payment's own key, and the one that the gateway knows it by; a book that has the first may not have the second (L8). */
  readonly key: string;
  readonly gatewayKey: string;
}

/** The gateway that charges. A repeated charge with the same key is the same charge (L8). */
export interface Payments extends MaybeCheckable {
  /** The payment methods that an admin can choose from. */
  methods(): Promise<readonly PaymentMethod[]>;
  /** The gateway's label for a stored card, by its reference; undefined for an unknown one. */
  cardLabel(reference: string): Promise<CardLabel | undefined>;
  charge(asked: ChargeRequest): Promise<PaymentOutcome>;
  /** The outcome of an earlier charge as it is now; `never-seen` only where it is certain that the gateway never had it. */
  outcomeOf(payment: Payment): Promise<PaymentOutcome | { readonly kind: 'never-seen' }>;
  /** The event that a notice is about; undefined where that is no charge. Refused: one that the gateway did not sign, just now. */
  eventIn(notice: PaymentNotice): Result<PaymentEvent | undefined, 'not-signed' | 'not-understood'>;
}

/** The key that a gateway knows a payment by. */
export const keyAtGateway = ({ key, gatewayKey }: Payment): string => gatewayKey ?? key;
