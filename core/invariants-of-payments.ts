import { dayMs } from './calendar.ts';
import { instantOf, type Entry, type Terms } from './entries.ts';
import type { Invariant } from './invariant.ts';
import { brokenByLot } from './invariants-of-lots.ts';
import { capacity } from './lots.ts';
import { isOverdue, type Payment } from './payments.ts';
import { takenBackOf } from './pool.ts';
import { evaluate, evaluateBackup, rechargeKey } from './recharge.ts';
import type { Wallet } from './wallet.ts';

// What must hold of money that is asked for, and of how that ends (L8).

type Of<Kind extends Entry['kind']> = Entry & { readonly kind: Kind };

/** It is of now, at least the minimum, or what the rule has ordered. */
export function brokenByRequest(wallet: Wallet, terms: Terms, entry: Of<'payment-requested'>): Invariant | undefined {
  const { amount, purpose, requestedAt } = entry.facts;
  if (requestedAt > instantOf(entry) || requestedAt < instantOf(entry) - dayMs) return 'requested-now';
  if (purpose === 'order') return amount < terms.minimum ? 'order-at-least-minimum' : undefined;
  if (wallet.openPayments.some(({ payment }) => payment.purpose === 'recharge')) return 'one-recharge-open';
  const follows = entry.facts.instead === undefined ? isAsTheRuleSays : isBackup;
  return follows(wallet, entry.facts) ? undefined : 'recharge-follows-rule';
}

/** Whether it tries the backup payment method, just after what it stands in for was declined. */
function isBackup(wallet: Wallet, { key, amount, method, requestedAt, instead }: Payment): boolean {
  const evaluation = evaluateBackup(wallet, requestedAt);
  return (
    evaluation.kind === 'order' &&
    evaluation.amount === amount &&
    key === rechargeKey(wallet) &&
    instead === wallet.declined.at(-1)?.payment.key &&
    JSON.stringify(method) === JSON.stringify(wallet.backup)
  );
}

/** Whether the rule had it ordered: below the trigger, with that amount, with room under the cap, and no pause. */
function isAsTheRuleSays(wallet: Wallet, { key, amount, method, requestedAt }: Payment): boolean {
  const evaluation = evaluate(wallet, requestedAt);
  return (
    evaluation.kind === 'order' &&
    (evaluation.amount === amount || isMultipleExpected(wallet, { amount, requestedAt })) &&
    key === rechargeKey(wallet) &&
    JSON.stringify(method) === JSON.stringify(wallet.method)
  );
}

/** Programs up to format 2 expected in mirror, too, as many as a gateway would charge. */
function isMultipleExpected(wallet: Wallet, { amount, requestedAt }: Pick<Payment, 'amount' | 'requestedAt'>): boolean {
  if (wallet.terms?.mode !== 'mirror') return false;
  const evaluation = evaluate({ ...wallet, terms: { ...wallet.terms, mode: 'operate' } }, requestedAt);
  return evaluation.kind === 'order' && evaluation.amount === amount;
}

/** It was asked for, and is what was asked for, or says otherwise. */
export function brokenBySettlement(wallet: Wallet, terms: Terms, entry: Of<'payment-settled'>): Invariant | undefined {
  const { key, lot, asBought } = entry.facts;
  const payment = openPayment(wallet, key) ?? endedPayment(wallet, key);
  if (payment === undefined) return 'payment-was-open';
  if (lot.amount !== payment.amount && asBought === undefined) return 'settled-as-requested';
  if (lot.boughtAt !== instantOf(entry) && asBought === undefined) return 'bought-when-settled';
  if (lot.boughtAt > instantOf(entry)) return 'not-in-future';
  return brokenByLot(wallet, terms, { ...entry, at: instantOf(entry), method: payment.method });
}

/** It was asked for, and is a purchase of its own that is there (mirror). */
export function brokenByLink(wallet: Wallet, { mode }: Terms, entry: Of<'payment-linked'>): Invariant | undefined {
  const { key, lotId } = entry.facts;
  if (mode !== 'mirror') return 'mode-allows';
  if ((openPayment(wallet, key) ?? endedPayment(wallet, key)) === undefined) return 'payment-was-open';
  const lot = wallet.pool.lots.find(({ id }) => id === lotId);
  return lot === undefined || lot.invoice === null || lot.payment !== null || capacity(lot) === 0
    ? 'linked-to-purchase'
    : undefined;
}

/** It was open, and long enough if nobody says it (mirror). */
export function brokenByCancel(wallet: Wallet, { mode }: Terms, entry: Of<'payment-cancelled'>): Invariant | undefined {
  const { key, reason } = entry.facts;
  if (mode !== 'mirror') return 'mode-allows';
  const open = wallet.openPayments.find(({ payment }) => payment.key === key);
  if (open === undefined) return 'payment-was-open';
  return reason === 'not-bought' || isOverdue(open, instantOf(entry)) ? undefined : 'cancelled-in-time';
}

/** It was open. */
export const brokenIfEnded = (
  wallet: Wallet,
  { facts: { key } }: Of<'payment-declined' | 'payment-left-unknown'>,
): Invariant | undefined => (openPayment(wallet, key) === undefined ? 'payment-was-open' : undefined);

/** It had ended without being paid, where a gateway charges. */
export function brokenByReopening(
  wallet: Wallet,
  { mode }: Terms,
  entry: Of<'payment-left-unknown'>,
): Invariant | undefined {
  if (mode === 'mirror') return 'mode-allows';
  return endedPayment(wallet, entry.facts.key) === undefined ? 'reopened-was-over' : undefined;
}

/** It is all that the gateway had taken back of that payment. */
export function brokenByWinning(
  { pool }: Wallet,
  { mode }: Terms,
  entry: Of<'charge-back-reversed'>,
): Invariant | undefined {
  const { lotId, ofInvoice, amount, payment } = entry.facts;
  if (mode === 'mirror') return 'mode-allows';
  const lot = pool.lots.find(({ id }) => id === lotId);
  if (lot === undefined || lot.invoice !== ofInvoice) return 'returned-of-its-purchase';
  if (lot.payment !== payment) return 'taken-back-by-gateway';
  return amount > 0 && amount === takenBackOf(pool, lot) ? undefined : 'won-back-in-full';
}

const endedPayment = (wallet: Wallet, key: string): Payment | undefined =>
  wallet.declined.find(one => one.payment.key === key)?.payment;

const openPayment = (wallet: Wallet, key: string): Payment | undefined =>
  wallet.openPayments.find(({ payment }) => payment.key === key)?.payment;
