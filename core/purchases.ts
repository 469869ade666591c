import type { Batch } from './batch.ts';
import { expiryOf, type Instant } from './calendar.ts';
import { writeOffExpired } from './catch-up.ts';
import type { Refusal } from './commands.ts';
import type { BoughtLot, Invoice, Terms } from './entries.ts';
import { capacity, isExpired, rest, type Lot } from './lots.ts';
import { add, checkCoins, inWholeCoins, largestTotal, type Currency, type Micros } from './money.ts';
import { moneyToCome, type Payment, type PaymentMethod } from './payments.ts';
import {
  lotMeant,
  reversibleReturnsOf,
  takenBackOf,
  windowBefore,
  type Pool,
  type Reduction,
  type Window,
} from './pool.ts';
import { withReduction } from './pool-changes.ts';
import { err, ok, type Result } from './result.ts';
import type { Wallet } from './wallet.ts';

/** The cost of the calls, already known, that began in a window: a purchase may become the first usable lot of some. */
export type DemandIn = (window: Window) => Micros;

/** A purchase as it happened. */
export interface Purchase {
  readonly boughtAt: Instant;
  readonly amount: Micros;
  readonly reference: string;
  readonly method: PaymentMethod;
}

/** How much more can be bought: limited by what is left of unexpired lots and by open payments, not by a lifetime (L1). */
const roomForPurchases = ({ pool, openPayments }: Wallet, at: Instant): Micros =>
  largestTotal -
  pool.lots.reduce((sum, lot) => (isExpired(lot, at) ? sum : add(sum, rest(lot))), moneyToCome(openPayments));

/** Checks a purchase made elsewhere; refuses an amount not above zero, one too large, or an instant in the future, in this order (L7). */
export function checkPurchase(
  wallet: Wallet,
  { amount, boughtAt }: { readonly amount: Micros; readonly boughtAt: Instant },
  now: Instant,
): Result<Micros, Refusal> {
  if (amount <= 0) return err({ kind: 'amount-not-positive' });
  const room = checkRoom(wallet, amount, now);
  return room.ok && boughtAt > now ? err({ kind: 'in-future', at: boughtAt, now }) : room;
}

/** Refuses an amount larger than `roomForPurchases` (L1). */
export function checkRoom(wallet: Wallet, asked: Micros, at: Instant): Result<Micros, Refusal> {
  const room = roomForPurchases(wallet, at);
  return asked > room ? err({ kind: 'too-large', asked, largest: Math.max(0, room) }) : ok(asked);
}

/** Refuses what has been paid only where no number would hold it: it has happened, so that the limit of what may be bought does not hold (L1). */
export function checkHeld(wallet: Wallet, paid: Micros, at: Instant): Result<Micros, Refusal> {
  const largest = roomForPurchases(wallet, at) + (Number.MAX_SAFE_INTEGER - largestTotal);
  return paid > largest ? err({ kind: 'too-large', asked: paid, largest }) : ok(paid);
}

/** Records a purchase made elsewhere, as it happened (L9). */
export function recordPurchase(batch: Batch, terms: Terms, demandIn: DemandIn, purchase: Purchase): void {
  batch.record({ kind: 'credits-bought', facts: purchased(batch, terms, demandIn, purchase) });
}

/** A payment as it turned out. */
interface Settled {
  readonly payment: Payment;
  readonly reference: string;
  /** What was really bought and when, where that may differ. */
  readonly asBought?: Pick<Purchase, 'amount' | 'boughtAt'> | undefined;
}

/** Settles a payment, as a gateway or an admin reports: the lot opens (L8). */
export function settle(
  batch: Batch,
  terms: Terms,
  demandIn: DemandIn,
  { payment, reference, asBought }: Settled,
): void {
  const asked = { amount: payment.amount, boughtAt: batch.at };
  const bought = asBought ?? asked;
  const isOtherwise = bought.amount !== asked.amount || bought.boughtAt !== asked.boughtAt;
  const { lot, invoice } = purchased(batch, terms, demandIn, { ...bought, reference, method: payment.method });
  const facts = { key: payment.key, lot, invoice, ...(isOtherwise && { asBought: true as const }) };
  batch.record({ kind: 'payment-settled', facts });
  if (payment.purpose === 'recharge')
    batch.announce('recharge-succeeded', {
      ...{ amount: lot.amount, invoice: invoice.number },
      ...(payment.instead !== undefined && { backup: 'paid' }),
    });
}

/** The purchase that a payment may turn out to be: recorded by itself, not taken back, and no other payment's. */
export function checkLink({ pool }: Wallet, invoice: number): Result<Lot, Refusal> {
  const lot = pool.lots.find(one => one.invoice === invoice);
  if (lot === undefined || capacity(lot) === 0) return err({ kind: 'no-such-purchase', invoice });
  return lot.payment === null ? ok(lot) : err({ kind: 'purchase-has-payment', invoice });
}

/** What of a lot may be refunded: what is left of an unexpired one, in whole coins, since calls are finer than any payment (L7). */
export const refundableOf = (lot: Lot, currency: Currency, at: Instant): Micros =>
  isExpired(lot, at) ? 0 : inWholeCoins(rest(lot), currency);

/** What of a lot may be charged back, spent or not: what was not given back, in whole coins (L7). */
export const chargeableBackOf = (lot: Lot, currency: Currency): Micros => inWholeCoins(capacity(lot), currency);

/** Refunds at most what is left of an unexpired purchase, and records what was asked (L7). Refuses where nothing is left. */
export function refund(
  batch: Batch,
  asked: { readonly invoice: number; readonly amount: Micros },
): Result<Batch, Refusal> {
  const found = purchaseOf(batch.wallet, asked);
  if (!found.ok) return found;
  writeOffExpired(batch);
  const { lot, currency } = found.value;
  const left = refundableOf(lot, currency, batch.at);
  if (left === 0) return err({ kind: 'nothing-to-refund', invoice: asked.invoice });
  const coins = checkCoins(asked.amount, currency);
  if (!coins.ok) return coins;
  const amount = Math.min(asked.amount, left);
  const facts = { lotId: lot.id, ofInvoice: asked.invoice, amount, asked: asked.amount };
  return ok(batch.record({ kind: 'credits-refunded', facts }));
}

/** The bank takes money back, spent or not: the spent part is drawn from other lots, or owed, and is recorded (L7). */
export function chargeBack(
  batch: Batch,
  asked: { readonly invoice: number; readonly amount: Micros },
): Result<Batch, Refusal> {
  const found = purchaseOf(batch.wallet, asked);
  if (!found.ok) return found;
  const { lot, currency } = found.value;
  const largest = chargeableBackOf(lot, currency);
  if (largest === 0) return err({ kind: 'nothing-to-refund', invoice: asked.invoice });
  const coins = checkCoins(asked.amount, currency);
  if (!coins.ok) return coins;
  if (asked.amount > largest) return err({ kind: 'too-large', asked: asked.amount, largest });
  const room = roomToOwe(batch, chargedBack(lot, { at: batch.at, amount: asked.amount }));
  if (!room.ok) return room;
  recordChargeBack(batch, lot, asked.amount);
  return ok(batch);
}

/** Charges back `amount`, at most the lot's capacity, and records how much of it was spent (L7); of a payment, if a gateway reports it. */
export function recordChargeBack(batch: Batch, lot: Lot, amount: Micros, payment?: string): void {
  writeOffExpired(batch);
  const after = withReduction(batch.wallet.pool, chargedBack(lot, { at: batch.at, amount }));
  const spent = lot.drawn - (after.lots.find(({ id }) => id === lot.id)?.drawn ?? 0);
  const facts = {
    lotId: lot.id,
    ofInvoice: lot.invoice ?? 0,
    amount,
    spent,
    ...(payment !== undefined && { payment }),
  };
  batch.record({ kind: 'credits-charged-back', facts });
}

/** Gives a lot back what a gateway had taken back of it and now reports as paid again: from now on, with the dates that it had (L8). */
export function reverseChargeBack(batch: Batch, payment: string): Result<Batch, Refusal> {
  const { pool } = batch.wallet;
  const lot = pool.lots.find(one => one.payment === payment);
  const amount = lot === undefined ? 0 : takenBackOf(pool, lot);
  if (lot === undefined || amount === 0) return err({ kind: 'no-such-payment', key: payment });
  const room = checkRoom(batch.wallet, amount, batch.at);
  if (!room.ok) return room;
  writeOffExpired(batch);
  const facts = { lotId: lot.id, ofInvoice: lot.invoice ?? 0, amount, payment };
  batch.record({ kind: 'charge-back-reversed', facts });
  batch.announce('payment-won-back', { amount, ...(lot.invoice !== null && { invoice: lot.invoice }) });
  return ok(batch);
}

/** What a charge-back would do, before it has an id. */
const chargedBack = ({ id }: Lot, what: Pick<Reduction, 'at' | 'amount'>): Reduction => ({
  ...{ id: '', seq: 0, kind: 'charge-back', lotId: id },
  ...what,
});

/** Reverses a refund or a charge-back recorded by mistake: its lot is as large as before, from now on, and what was owed is paid (L7). */
export function reverseReturn(batch: Batch, id: string): Result<Batch, Refusal> {
  const { pool } = batch.wallet;
  const lot = lotMeant(pool, { kind: 'return', id });
  const found = lot && reversibleReturnsOf(pool, lot).find(one => one.id === id);
  if (lot === undefined || found === undefined) return err({ kind: 'nothing-to-reverse' });
  const { amount } = found;
  const room = isExpired(lot, batch.at) ? ok(amount) : checkRoom(batch.wallet, amount, batch.at);
  if (!room.ok) return room;
  writeOffExpired(batch);
  const facts = { lotId: lot.id, ofInvoice: lot.invoice ?? 0, amount, returned: id };
  return ok(batch.record({ kind: 'return-reversed', facts }));
}

/** Reverses a purchase recorded by mistake, except what was given back of it before (L7). Its invoice keeps its number. */
export function reversePurchase(batch: Batch, invoice: number): Result<Batch, Refusal> {
  const lot = batch.wallet.pool.lots.find(one => one.invoice === invoice);
  if (lot === undefined) return err({ kind: 'no-such-purchase', invoice });
  if (capacity(lot) === 0) return err({ kind: 'nothing-to-reverse' });
  const facts = { lotId: lot.id, ofInvoice: invoice, amount: capacity(lot) };
  const room = roomToOwe(batch, chargedBack(lot, { at: lot.boughtAt, amount: facts.amount }));
  return room.ok ? ok(batch.record({ kind: 'purchase-reversed', facts })) : room;
}

/** Refuses to make a lot so much smaller that more would be owed than a wallet holds (L1). */
function roomToOwe({ wallet: { pool } }: Batch, reduction: Reduction): Result<Micros, Refusal> {
  if (pool.owed + reduction.amount <= largestTotal || withReduction(pool, reduction).owed <= largestTotal)
    return ok(reduction.amount);
  return err({ kind: 'too-large', asked: reduction.amount, largest: Math.max(0, largestTotal - pool.owed) });
}

/** The window whose demand a purchase at that instant needs. */
export const windowOfPurchase = (pool: Pool, terms: Terms, boughtAt: Instant): Window =>
  windowBefore(pool, expiryOf(boughtAt, terms.timeZone));

/** The purchase of which something is given back, and the currency that it was paid in. */
function purchaseOf(
  { pool, terms }: Wallet,
  { invoice, amount }: { readonly invoice: number; readonly amount: Micros },
): Result<{ readonly lot: Lot; readonly currency: Currency }, Refusal> {
  if (amount <= 0) return err({ kind: 'amount-not-positive' });
  if (terms === undefined) return err({ kind: 'not-set-up' });
  const lot = pool.lots.find(one => one.invoice === invoice);
  return lot === undefined ? err({ kind: 'no-such-purchase', invoice }) : ok({ lot, currency: terms.currency });
}

/** The lot that a purchase opens, and its invoice. */
function purchased(
  { wallet, at }: Batch,
  terms: Terms,
  demandIn: DemandIn,
  { boughtAt, amount, reference, method }: Purchase,
): { readonly lot: BoughtLot; readonly invoice: Invoice } {
  const id = String(wallet.lotsOpened + 1);
  const agreement = method.kind === 'agreement' ? method : undefined;
  return {
    lot: {
      id,
      boughtAt,
      expiresAt: expiryOf(boughtAt, terms.timeZone),
      amount,
      demand: demandIn(windowOfPurchase(wallet.pool, terms, boughtAt)),
    },
    invoice: {
      number: wallet.invoices + 1,
      at,
      amount,
      reference,
      agreement: agreement?.number ?? null,
      purchaseOrder: agreement?.purchaseOrder ?? null,
      lotId: id,
    },
  };
}
