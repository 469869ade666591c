import { balanceOf, type Damage, type Micros, type PaymentMethod, type Refusal, type Wallet } from '../../core/index.ts';
import type { App } from '../app/app.ts';

/** What became of an order, as far as it is known when the answer has to go out. */
export type OrderOutcome =
  | { readonly kind: 'settled'; readonly amount: Micros; readonly invoice: number; readonly balance: Micros }
  | { readonly kind: 'declined'; readonly reason: string }
  /** Mirror: recorded, and waits for an admin to confirm what was bought at Microsoft. */
  | { readonly kind: 'requested'; readonly amount: Micros }
  | { readonly kind: 'processing'; readonly amount: Micros }
  | { readonly kind: 'refused'; readonly refusal: Refusal | Damage };

export interface Order {
  readonly id: string;
  readonly amount: Micros;
  readonly method: PaymentMethod;
  readonly isBesideOpen: boolean;
  readonly by: string | null;
}

/** Places an order and waits for its charge. The same id is the same order: placing it again tells what became of it. */
export async function placeOrder(app: App, order: Order): Promise<OrderOutcome> {
  const { id, amount, method, isBesideOpen, by } = order;
  const asked = await app.wallets.execute(app.tenant, { kind: 'order', id, amount, method, isBesideOpen }, by);
  if (!asked.ok) return { kind: 'refused', refusal: asked.refusal };
  await app.charges.finished(id);
  return outcomeOfOrder(app, id, amount);
}

/** What the ledger knows of an order; `amount` is told while there is nothing better. */
export async function outcomeOfOrder(app: App, id: string, amount: Micros): Promise<OrderOutcome> {
  const read = await app.wallets.read(app.tenant);
  if (!read.ok) return { kind: 'refused', refusal: read.refusal };
  const { wallet } = read.value;
  const settled = await app.wallets.entry(app.tenant, `${id}/settled`);
  if (settled?.kind === 'payment-settled') {
    const { invoice } = settled.facts;
    return { kind: 'settled', amount: invoice.amount, invoice: invoice.number, balance: balance(wallet, app) };
  }
  const declined = await app.wallets.entry(app.tenant, `${id}/declined`);
  if (declined?.kind === 'payment-declined') return { kind: 'declined', reason: declined.facts.reason };
  return { kind: wallet.terms?.mode === 'mirror' ? 'requested' : 'processing', amount };
}

const balance = (wallet: Wallet, app: App): Micros => balanceOf(wallet.pool, app.clock.now());
