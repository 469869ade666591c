import { z } from 'zod';
import type { Micros, PaymentMethod } from '../../core/index.ts';

/** A purchase order of an organization's own, and for how much it may be bought under it; null where that is not known. */
export interface PurchaseOrder {
  readonly number: string;
  readonly amount: Micros | null;
}

/** An Enterprise Agreement, what people call it, and the purchase orders under it. */
export interface Agreement extends PurchaseOrder {
  /** '' for none. */
  readonly label: string;
  readonly purchaseOrders: readonly PurchaseOrder[];
}

/** The name of the choice that they are kept as. */
export const agreementsChoice = 'agreements';

/** As many in all, purchase orders included: one card has no room for more. */
export const mostAgreements = 20;

/** As long as a number, and what an agreement is called, may be. */
export const longestNumber = 40;

const purchaseOrder = z.object({ number: z.string(), amount: z.int().nullable() });
const shape = z.array(purchaseOrder.extend({ label: z.string(), purchaseOrders: z.array(purchaseOrder) }));

/** As the organization's choice keeps them; whatever is not understood counts as none. */
export function agreementsIn(stored: string | null): readonly Agreement[] {
  try {
    return shape.parse(stored === null ? [] : JSON.parse(stored));
  } catch {
    return [];
  }
}

/** The text that is kept of them; null for none. */
export const storedAgreements = (agreements: readonly Agreement[]): string | null =>
  agreements.length === 0 ? null : JSON.stringify(agreements);

/** How many there are, purchase orders included. */
export const countOfAgreements = (agreements: readonly Agreement[]): number =>
  agreements.reduce((count, { purchaseOrders }) => count + 1 + purchaseOrders.length, 0);

/** Paying under an agreement, or under one of its purchase orders. */
export type AgreementMethod = PaymentMethod & { readonly kind: 'agreement' };

/** The ways to pay under them: under each without a purchase order, and under each of its purchase orders. */
export const methodsUnder = (agreements: readonly Agreement[]): readonly AgreementMethod[] =>
  agreements.flatMap(({ number, purchaseOrders }) =>
    [null, ...purchaseOrders.map(one => one.number)].map(one => ({ kind: 'agreement', number, purchaseOrder: one })),
  );
