import { balanceOf, type Damage, type Micros, type PaymentMethod, type Refusal } from '../../core/index.ts';
import type { Clock } from '../ports/index.ts';
import type { Ledger } from '../wallets/ledger.ts';
import { declinedId } from '../wallets/outcome-ids.ts';
import type { Charges } from './charges.ts';

/** What became of an order, as far as it is known when the answer has to go out. */
export type OrderOutcome =
  | { readonly kind: 'settled'; readonly amount: Micros; readonly invoice: number; readonly balance: Micros }
  | { readonly kind: 'declined'; readonly reason: string }
  /** Mirror: recorded, and waits for an admin to confirm what was bought at Microsoft. */
  | { readonly kind: 'requested'; readonly amount: Micros }
  /** Mirror: a person has said what came of it, and it waits no more. */
  | { readonly kind: 'answered' }
  | { readonly kind: 'processing'; readonly amount: Micros }
  /** Nobody can say yet whether it was charged. */
  | { readonly kind: 'unknown'; readonly amount: Micros }
  | { readonly kind: 'refused'; readonly refusal: Refusal | Damage };

export interface Order {
  readonly id: string;
  readonly amount: Micros;
  readonly method: PaymentMethod;
  readonly isBesideOpen: boolean;
  readonly by: string | null;
}

/** What placing an order needs. */
export interface OrderNeeds {
  readonly clock: Clock;
  readonly ledger: Ledger;
  readonly charges: Charges;
}

/** Places an order and waits for its charge. The same id is the same order: placing it again gives its outcome. */
export async function placeOrder(needs: OrderNeeds, order: Order): Promise<OrderOutcome> {
  const { ledger, charges } = needs;
  const { id, amount, method, isBesideOpen, by } = order;
  const asked = await ledger.execute({ kind: 'order', id, amount, method, isBesideOpen }, by);
  if (!asked.ok) return { kind: 'refused', refusal: asked.refusal };
  for (const effect of asked.value.effects) if (effect.kind === 'charge') await charges.start(effect.payment);
  // Of an order that was placed before, the charge may still be under way.
  if (asked.value.isRepeated) await charges.finished(id);
  return outcomeOfOrder(needs, id, amount);
}

/** What the ledger knows of an order; `amount` is given until an invoice has the settled one. */
export async function outcomeOfOrder(
  { clock, ledger }: Omit<OrderNeeds, 'charges'>,
  id: string,
  amount: Micros,
): Promise<OrderOutcome> {
  const read = await ledger.read();
  if (!read.ok) return { kind: 'refused', refusal: read.refusal };
  const { wallet } = read.value;
  const settled = await ledger.entry(`${id}/settled`);
  if (settled?.kind === 'payment-settled') {
    const { invoice } = settled.facts;
    return {
      kind: 'settled',
      amount: invoice.amount,
      invoice: invoice.number,
      balance: balanceOf(wallet.pool, clock.now()),
    };
  }
  const open = wallet.openPayments.find(({ payment }) => payment.key === id);
  // One that had failed may be open again.
  const declined = open === undefined ? await ledger.entry(declinedId(wallet, id)) : undefined;
  if (declined?.kind === 'payment-declined') return { kind: 'declined', reason: declined.facts.reason };
  if (wallet.terms?.mode === 'mirror') return open === undefined ? { kind: 'answered' } : { kind: 'requested', amount };
  return { kind: open?.isUnknown === true ? 'unknown' : 'processing', amount };
}
