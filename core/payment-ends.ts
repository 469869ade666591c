import { decided, type Batch } from './batch.ts';
import type { Instant } from './calendar.ts';
import { catchUp, request } from './catch-up.ts';
import type { Command, Decision, Refusal } from './commands.ts';
import type { Terms } from './entries.ts';
import { capacity } from './lots.ts';
import { checkTypable, inWholeCoins, type Micros } from './money.ts';
import type { DeclinedPayment, OpenPayment, Payment } from './payments.ts';
import {
  checkHeld,
  checkLink,
  checkPurchase,
  checkRoom,
  recordChargeBack,
  reverseChargeBack,
  settle,
  type DemandIn,
} from './purchases.ts';
import { evaluateBackup, rechargeKey } from './recharge.ts';
import { err, ok, type Result } from './result.ts';
import { isPaused } from './rule.ts';
import { isPrepaid } from './spans.ts';
import type { Wallet } from './wallet.ts';

// How money that was asked for ends (L8): settled, linked, declined, cancelled; or what came of it is not known.

type Of<Kind extends Command['kind']> = Command & { readonly kind: Kind };

/** The money has arrived. A gateway may settle a charge that it had declined, and a person what was cancelled: the lot opens. */
export function settlePayment(
  batch: Batch,
  terms: Terms,
  command: Of<'settle'>,
  demandIn: DemandIn,
): Result<Decision, Refusal> {
  const { wallet } = batch;
  const { key, asBought, reference, winsBack } = command;
  if (winsBack === true) {
    const won = reverseChargeBack(batch, key);
    return won.ok ? decided(catchUp(batch)) : won;
  }
  const payment = askedFor(wallet, key);
  if (payment === undefined) return err({ kind: 'no-such-payment', key });
  const told = checkTeller(wallet, terms, command);
  if (!told.ok) return told;
  const open = openOne(wallet, key);
  // What is open counts as money to come.
  const asAsked = open === undefined ? checkHeld(wallet, payment.amount, batch.at) : ok(payment.amount);
  const bought = asBought === undefined ? asAsked : checkBought(wallet, terms, { ...asBought, payment }, command.at);
  if (!bought.ok) return bought;
  beginCredits(batch, open?.reopened === undefined ? open?.payment : undefined);
  settle(batch, terms, demandIn, { payment, reference, asBought });
  return decided(catchUp(batch));
}

/** It had been recorded already, as a purchase of its own: no other lot opens. */
export function linkPayment(batch: Batch, { key, invoice }: Of<'link'>): Result<Decision, Refusal> {
  if (askedFor(batch.wallet, key) === undefined) return err({ kind: 'no-such-payment', key });
  const lot = checkLink(batch.wallet, invoice);
  if (!lot.ok) return lot;
  return decided(catchUp(batch.record({ kind: 'payment-linked', facts: { key, lotId: lot.value.id } })));
}

/** It was not bought. */
export function cancelPayment(batch: Batch, { key }: Of<'cancel'>): Result<Decision, Refusal> {
  if (openOne(batch.wallet, key) === undefined) return err({ kind: 'no-such-payment', key });
  return decided(catchUp(batch.record({ kind: 'payment-cancelled', facts: { key, reason: 'not-bought' } })));
}

/**
 * What came of it is not known: it is looked up, never charged again. One that had failed is open again if its gateway now says what the book
 * cannot take, such as money in another currency: a person is asked, or the gateway ends it.
 */
export function leavePaymentUnknown(batch: Batch, { key, reopens }: Of<'leave-unknown'>): Result<Decision, Refusal> {
  const { wallet } = batch;
  const payment = reopens === true ? overOne(wallet, key)?.payment : openOne(wallet, key)?.payment;
  if (payment === undefined) return err({ kind: 'no-such-payment', key });
  const room = reopens === true ? checkRoom(wallet, payment.amount, batch.at) : ok(payment.amount);
  if (!room.ok) return room;
  batch.record({ kind: 'payment-left-unknown', facts: { key, ...(reopens === true && { reopens }) } });
  if (payment.purpose === 'recharge') batch.announce('recharge-unknown', { amount: payment.amount });
  return decided(catchUp(batch));
}

/** A charge failed. */
export function declinePayment(batch: Batch, terms: Terms, command: Of<'decline'>): Result<Decision, Refusal> {
  const told = checkTeller(batch.wallet, terms, command);
  if (!told.ok) return told;
  const { key, reason, retry } = command;
  if (command.takesBack === true) return takeBack(batch, terms, command);
  const open = openOne(batch.wallet, key);
  if (open === undefined) return err({ kind: 'no-such-payment', key });
  const { payment, reopened } = open;
  batch.record({ kind: 'payment-declined', facts: { key, reason, ...(retry !== undefined && { retry }) } });
  // That it failed was said when it failed first.
  if (payment.purpose === 'recharge' && reopened === undefined) announceFailure(batch, payment, reason);
  tryBackup(batch, terms);
  return decided(catchUp(batch));
}

/** It had settled, and the gateway has taken the money back: a charge-back, which is announced (L8). */
function takeBack(batch: Batch, { currency }: Terms, command: Of<'decline'>): Result<Decision, Refusal> {
  const { key, reason, reportedBy } = command;
  // A person gives back what has settled by a charge-back, which may need another one.
  if (reportedBy === 'person') return err({ kind: 'no-such-payment', key });
  const lot = batch.wallet.pool.lots.find(one => one.payment === key);
  const amount = lot === undefined ? 0 : inWholeCoins(capacity(lot), currency);
  if (lot === undefined || amount === 0) return err({ kind: 'no-such-payment', key });
  // It has happened, so the limit of what a person may charge back does not hold; only what no number holds is refused, with its facts.
  const largest = Number.MAX_SAFE_INTEGER - batch.wallet.pool.owed;
  if (Math.min(amount, lot.drawn) > largest) return err({ kind: 'too-large', asked: amount, largest });
  recordChargeBack(batch, lot, amount, key);
  batch.announce('payment-taken-back', { amount, reason, ...(lot.invoice !== null && { invoice: lot.invoice }) });
  return decided(catchUp(batch));
}

function announceFailure(batch: Batch, { amount, instead }: Payment, reason: string): void {
  const { wallet, at } = batch;
  const { retryAt } = wallet.memory;
  const isTried = evaluateBackup(wallet, at).kind === 'order';
  batch.announce('recharge-failed', {
    amount,
    reason,
    ...(retryAt > at && !isPaused(wallet.memory) && { retryAt }),
    ...(isTried && { backup: 'tried' }),
    ...(instead !== undefined && { backup: 'failed' }),
  });
}

/** Tries the backup payment method once, as soon as an automatic charge was declined: a payment of its own (L8). */
function tryBackup(batch: Batch, terms: Terms): void {
  const { wallet, at } = batch;
  const evaluation = evaluateBackup(wallet, at);
  const instead = wallet.declined.at(-1)?.payment.key;
  if (evaluation.kind === 'wait' || !wallet.backup || instead === undefined) return;
  request(batch, terms, {
    key: rechargeKey(wallet),
    purpose: 'recharge',
    amount: evaluation.amount,
    method: wallet.backup,
    requestedAt: at,
    instead,
  });
}

/** Refuses a person's word about what a gateway knows: only where its outcome is unknown is a person asked (L8). */
function checkTeller(
  wallet: Wallet,
  { mode }: Terms,
  { key, reportedBy }: Of<'settle' | 'decline'>,
): Result<string, Refusal> {
  if (reportedBy !== 'person' || mode === 'mirror') return ok(key);
  const open = wallet.openPayments.find(one => one.payment.key === key);
  if (open === undefined) return err({ kind: 'wrong-mode', mode });
  return open.isUnknown ? ok(key) : err({ kind: 'in-flight', open: open.payment });
}

/** Checks what was really bought: in whole coins, and as a purchase made elsewhere, but that the payment's own amount was counted as live already. */
function checkBought(
  wallet: Wallet,
  { currency }: Terms,
  bought: { readonly amount: Micros; readonly boughtAt: Instant; readonly payment: Payment },
  now: Instant,
): Result<Micros, Refusal> {
  const openPayments = wallet.openPayments.filter(({ payment }) => payment.key !== bought.payment.key);
  const purchase = checkPurchase({ ...wallet, openPayments }, bought, now);
  return purchase.ok ? checkTypable(bought.amount, currency) : purchase;
}

/**
 * Calls draw, if the tenant paid after use until now: from the instant of the order that has settled, though nobody knew then that it
 * would. One that was declined had ended nothing: if it settles all the same, from now on (L10).
 */
export function beginCredits(batch: Batch, order?: Payment): void {
  const { spans } = batch.wallet;
  if (isPrepaid(spans)) return;
  const ordered = Math.max(order?.requestedAt ?? batch.at, spans.at(-1)?.to ?? -Infinity);
  const facts = { opensAt: Math.min(ordered, batch.at) };
  batch.record({ kind: 'opening-moved', facts }, `opening-moved-${batch.wallet.seq + 1}`);
}

const openOne = ({ openPayments }: Wallet, key: string): OpenPayment | undefined =>
  openPayments.find(open => open.payment.key === key);

/** It has ended without being paid. */
const overOne = ({ declined }: Wallet, key: string): DeclinedPayment | undefined =>
  declined.find(one => one.payment.key === key);

/** What was asked for under that key: still open, or ended without being paid. */
const askedFor = (wallet: Wallet, key: string): Payment | undefined =>
  (openOne(wallet, key) ?? overOne(wallet, key))?.payment;
