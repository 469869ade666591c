import type { Currency, Instant, Micros, Month, Person, RoleName } from '../../core/index.ts';
import type { DeclineCode, PaymentNotice } from './payments.ts';

/** One of the sandbox's people, with what decides what they may do. */
export interface SandboxPerson extends Pick<
  Person,
  'id' | 'name' | 'userPrincipalName' | 'mail' | 'kind' | 'isEnabled'
> {
  readonly roles: readonly RoleName[];
}

/** How the sandbox's gateway treats every new charge, until it is told otherwise: the ways in which real ones fail. */
export type GatewayManner =
  | { readonly kind: 'as-usual' }
  | { readonly kind: 'declines'; readonly code: DeclineCode }
  | { readonly kind: 'asks-card-holder' }
  /** Of what auto-recharge orders; an order has somebody present. */
  | { readonly kind: 'refuses-unattended' }
  /** Takes as long as a gateway may, then answers. */
  | { readonly kind: 'slow' }
  /** Charges, and the line drops before the answer. */
  | { readonly kind: 'drops-line' }
  /** Charges, and answers that it has failed. */
  | { readonly kind: 'fails-after' }
  /** Has the charge, and does not know what becomes of it. */
  | { readonly kind: 'does-not-know' }
  | { readonly kind: 'other-amount'; readonly amount: Micros }
  | { readonly kind: 'other-currency'; readonly currency: Currency }
  /** Tells by itself before it answers; or twice; or what came first last. */
  | { readonly kind: 'tells-first' }
  | { readonly kind: 'tells-twice' }
  | { readonly kind: 'tells-out-of-order' };

/** What a gateway may still say of a charge that it has had. */
export type LaterOutcome = { readonly kind: 'paid' } | { readonly kind: 'declined'; readonly code: DeclineCode };

/** The sandbox's own levers (B5): its people make calls, its time moves, its state begins anew. */
export interface SandboxControls {
  /** Makes calls that credits pay for, begun between the two instants; with `total` they cost exactly that together. */
  makeCalls(calls: {
    readonly count: number;
    readonly total?: Micros;
    readonly from: Instant;
    readonly to: Instant;
  }): Promise<void>;
  /** Somebody else calls Latvia on one person's account, one call after the other between the two instants: gives whose it is. */
  stealAccount(calls: {
    readonly count: number;
    readonly total: Micros;
    readonly from: Instant;
    readonly to: Instant;
  }): Promise<SandboxPerson>;
  /** Changes the number of people, or the percentage of Graph requests that are throttled (429). */
  become(change: { readonly people?: number; readonly throttled?: number }): Promise<void>;
  people(): Promise<readonly SandboxPerson[]>;
  /** Whom that person acts as; undefined when as themselves. */
  actingAs(personId: string): Promise<SandboxPerson | undefined>;
  /** From now on that person acts as another, or as themselves again. */
  actAs(personId: string, other: string | undefined): Promise<void>;
  /** The gateway treats charges in that manner from now on. */
  misbehave(manner: GatewayManner): Promise<void>;
  /** The last month of its good card; null for a card without one. */
  setCardExpiry(expires: Month | null): Promise<void>;
  /** The gateway's last charge comes out so after all, and the gateway tells: gives what it took, or undefined where it had none. */
  decideLastCharge(outcome: LaterOutcome): Promise<Micros | undefined>;
  /** The gateway tells of a charge that it never had. */
  tellOfStranger(): Promise<void>;
  /** What the gateway tells by itself goes there. */
  onPaymentNotice(listen: (notice: PaymentNotice) => Promise<void>): void;
  setClockOffset(offsetMs: number): void;
  reset(): Promise<void>;
}
