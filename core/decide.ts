import { checkAlone, commandOf, decideApproval, type Deciding } from './approvals.ts';
import { Batch, decided } from './batch.ts';
import type { Hash } from './calls.ts';
import { catchUp, followEpisodes, request } from './catch-up.ts';
import type { ClockDoubt } from './clock.ts';
import { instantFor } from './time-back.ts';
import type { Command, Decision, PlainCommand, Refusal } from './commands.ts';
import type { Instant } from './calendar.ts';
import { neverOpens, type Entry, type Mode, type Terms } from './entries.ts';
import { importCrossings } from './episodes.ts';
import { limitOf } from './four-eyes.ts';
import { capacity } from './lots.ts';
import { checkTypable, inWholeCoins, type Micros } from './money.ts';
import { checkOrder } from './orders.ts';
import type { Payment } from './payments.ts';
import type { Window } from './pool.ts';
import { evaluateBackup, rechargeKey } from './recharge.ts';
import {
  chargeBack,
  checkLink,
  checkPurchase,
  checkRoom,
  recordChargeBack,
  recordPurchase,
  refund,
  reversePurchase,
  settle,
  windowOfPurchase,
  type DemandIn,
} from './purchases.ts';
import { reconcile, reverseReconciliation, windowsOfReconciliation } from './reconcile.ts';
import { err, ok, unreachable, type Result } from './result.ts';
import { checkRule, isPaused } from './rule.ts';
import { checkThresholds } from './thresholds.ts';
import { answerQuestions, draw, reverseCall } from './usage.ts';
import { isPrepaid } from './spans.ts';
import { hasCredits, isAdoptable, poolTermsOf, termsOf, type Wallet } from './wallet.ts';

/** What the shell supplies beside the wallet's state. */
export interface Context {
  readonly hash: Hash;
  /** The mode of the program that asks; any, if absent: wallets of another are not touched. */
  readonly program?: Mode | undefined;
  /** The entry that already carries the command's id, if there is one. */
  readonly prior?: Entry | undefined;
  /** The entry that already carries the id of what the command proposes, if there is one. */
  readonly proposed?: Entry | undefined;
  /** Why the present reading of the clock is not accepted, if it is not: then nothing new is recorded (L13). */
  readonly doubt?: ClockDoubt | undefined;
  /** The cost of the standing calls that began in a window: asked for those of `windowsOf` the command. */
  readonly demandIn: DemandIn;
}

/**
 * Decides one command against one wallet: the entries to append and the effects to carry out, or a refusal. Refusals are checked in
 * one order: the mode, the id, the clock, the wallet, then the command's own. A refusal records nothing: its id stays free (L3).
 */
export function decide(wallet: Wallet, command: Command, context: Context): Result<Decision, Refusal> {
  const { terms: known } = wallet;
  const { program } = context;
  const isOther = known !== undefined && program !== undefined && known.mode !== program;
  if (isOther && command.kind !== 'adopt-mode') return err({ kind: 'other-mode', mode: known.mode, program });
  if (known !== undefined && isOfOtherMode(command, known)) return err({ kind: 'wrong-mode', mode: known.mode });
  const digest = digestOf(command, context.hash);
  if (context.prior !== undefined) {
    return context.prior.digest === digest
      ? ok({ kind: 'repeated', original: context.prior })
      : err({ kind: 'conflict', id: command.id });
  }
  if (context.doubt !== undefined) return err(context.doubt);
  if (command.kind === 'open-wallet') {
    if (wallet.terms !== undefined) return err({ kind: 'already-set-up', terms: wallet.terms });
    if (command.terms.minimum <= 0) return err({ kind: 'amount-not-positive' });
    return decided(
      new Batch(wallet, command, digest, context.hash).record({ kind: 'wallet-opened', facts: command.terms }),
    );
  }
  const deciding: Deciding = {
    batchOf: (on, given) => new Batch(on, given, digest, context.hash),
    carryOut: (batch, given) => carriedOut(batch, given, context),
    proposed: context.proposed,
  };
  switch (command.kind) {
    case 'ask-approval':
    case 'approve':
    case 'ask-and-approve':
    case 'decline-approval':
    case 'withdraw-approval':
      return decideApproval(wallet, command, deciding);
    default: {
      const alone = checkAlone(wallet, command, deciding);
      if (!alone.ok) return alone;
      const batch = deciding.batchOf(wallet, command);
      return isSoAlready(wallet, command) ? decided(batch) : deciding.carryOut(batch, command);
    }
  }
}

/** Whether it is asked by whoever cannot know it in that mode, or is nothing that there is: in mirror no gateway, elsewhere no Microsoft. */
function isOfOtherMode(command: Command, { mode }: Terms): boolean {
  switch (command.kind) {
    case 'settle':
      return command.reportedBy === 'gateway' && mode === 'mirror';
    case 'cancel':
    case 'link':
      return mode !== 'mirror';
    case 'set-backup-method':
      return mode === 'mirror';
    case 'set-rule':
      return mode === 'mirror' && command.rule.upTo !== undefined;
    default:
      return false;
  }
}

/** Whether there is nothing to record of what one person asks; what two agreed to is recorded all the same. */
const isSoAlready = (wallet: Wallet, command: PlainCommand): boolean =>
  command.kind === 'set-approval-limit' && wallet.terms !== undefined && command.limit === limitOf(wallet);

/** Carries a command out in a batch, whether or not it needs a second person. */
function carriedOut(batch: Batch, command: PlainCommand, context: Context): Result<Decision, Refusal> {
  const { wallet } = batch;
  const { at } = command;
  const { program } = context;
  const opened = needsPool.has(command.kind) ? poolTermsOf(wallet) : termsOf(wallet);
  if (!opened.ok) return opened;
  const terms = opened.value;
  switch (command.kind) {
    case 'buy': {
      const purchase = checkPurchase(wallet, command, at);
      if (!purchase.ok) return purchase;
      recordPurchase(batch, terms, context.demandIn, { ...command, method: { kind: 'admin-centre' } });
      return decided(catchUp(batch));
    }
    case 'draw':
      return draw(batch, terms, command);
    case 'order': {
      const amount = checkOrder(command.amount, terms);
      if (!amount.ok) return amount;
      const typable = checkTypable(command.amount, terms.currency);
      if (!typable.ok) return typable;
      const room = checkRoom(wallet, command.amount, at);
      if (!room.ok) return room;
      const open = wallet.openPayments[0];
      if (open !== undefined && !command.isBesideOpen) return err({ kind: 'order-open', open: open.payment });
      // Microsoft does not report when it has been paid: in mirror, credits begin with the order (L10).
      if (terms.mode === 'mirror') beginCredits(batch);
      request(batch, terms, {
        key: command.id,
        purpose: 'order',
        amount: command.amount,
        method: command.method,
        requestedAt: at,
      });
      return decided(batch);
    }
    case 'settle': {
      // A gateway may settle a charge that it had declined: the money has arrived, so the lot opens (L8).
      const payment = openPayment(wallet, command.key) ?? declinedPayment(wallet, command.key);
      if (payment === undefined) return err({ kind: 'no-such-payment', key: command.key });
      const told = checkTeller(wallet, terms, command);
      if (!told.ok) return told;
      const { asBought, reference } = command;
      const bought =
        asBought === undefined ? ok(payment.amount) : checkBought(wallet, terms, { ...asBought, payment }, at);
      if (!bought.ok) return bought;
      beginCredits(batch, openPayment(wallet, command.key));
      settle(batch, terms, context.demandIn, { payment, reference, asBought });
      return decided(catchUp(batch));
    }
    case 'link': {
      const payment = openPayment(wallet, command.key) ?? declinedPayment(wallet, command.key);
      if (payment === undefined) return err({ kind: 'no-such-payment', key: command.key });
      const lot = checkLink(wallet, command.invoice);
      if (!lot.ok) return lot;
      const facts = { key: command.key, lotId: lot.value.id };
      return decided(catchUp(batch.record({ kind: 'payment-linked', facts })));
    }
    case 'decline': {
      const told = checkTeller(wallet, terms, command);
      return told.ok ? decline(batch, terms, command) : told;
    }
    case 'cancel':
      if (openPayment(wallet, command.key) === undefined) return err({ kind: 'no-such-payment', key: command.key });
      batch.record({ kind: 'payment-cancelled', facts: { key: command.key, reason: 'not-bought' } });
      return decided(catchUp(batch));
    case 'refund':
    case 'charge-back': {
      const returned = command.kind === 'refund' ? refund(batch, command) : chargeBack(batch, command);
      return returned.ok ? decided(catchUp(batch)) : returned;
    }
    case 'reconcile': {
      const shown = { id: command.id, at: command.statedAt, stated: command.stated };
      const reconciled = reconcile(batch, terms, context.demandIn, shown);
      return reconciled.ok ? decided(catchUp(batch)) : reconciled;
    }
    case 'reverse':
      return reverse(batch, command);
    case 'answer':
      return answerQuestions(batch, terms, command, context.hash);
    case 'leave-unknown': {
      const payment = openPayment(wallet, command.key);
      if (payment === undefined) return err({ kind: 'no-such-payment', key: command.key });
      batch.record({ kind: 'payment-left-unknown', facts: { key: command.key } });
      if (payment.purpose === 'recharge') batch.announce('recharge-unknown', { amount: payment.amount });
      return decided(catchUp(batch));
    }
    case 'set-rule': {
      const rule = checkRule(command.rule, terms.minimum);
      if (!rule.ok) return rule;
      const { rechargeWith, trigger, monthlyCap, upTo = 0 } = rule.value;
      const finer = [rechargeWith, trigger, monthlyCap ?? 0, upTo]
        .map(amount => checkTypable(amount, terms.currency))
        .find(({ ok: isTypable }) => !isTypable);
      if (finer?.ok === false) return finer;
      return decided(catchUp(batch.record({ kind: 'rule-set', facts: rule.value })));
    }
    case 'set-thresholds': {
      const thresholds = checkThresholds(command.thresholds);
      if (!thresholds.ok) return thresholds;
      const finer = thresholds.value
        .map(amount => checkTypable(amount, terms.currency))
        .find(({ ok: isTypable }) => !isTypable);
      if (finer?.ok === false) return finer;
      return decided(catchUp(batch.record({ kind: 'thresholds-set', facts: { thresholds: thresholds.value } })));
    }
    case 'set-payment-method':
      return decided(catchUp(batch.record({ kind: 'payment-method-set', facts: { method: command.method } })));
    case 'set-backup-method':
      return decided(batch.record({ kind: 'backup-method-set', facts: { method: command.method } }));
    case 'catch-up':
      return decided(catchUp(batch));
    case 'pay-after-use':
      if (hasCredits(wallet, batch.at)) return err({ kind: 'has-credits' });
      if (!isPrepaid(wallet.spans)) return decided(batch);
      return decided(catchUp(batch.record({ kind: 'opening-moved', facts: { opensAt: neverOpens } })));
    case 'note-import':
      followEpisodes(batch, importCrossings(wallet, command.completeAt, at), {
        ...(command.completeAt !== null && { since: command.completeAt }),
      });
      return decided(batch);
    case 'adopt-mode':
      if (!isAdoptable(wallet)) return err({ kind: 'mode-is-known', mode: terms.mode });
      // Only a program of that mode can go on with it.
      if (program !== undefined && command.mode !== program)
        return err({ kind: 'other-mode', mode: command.mode, program });
      return decided(batch.record({ kind: 'mode-adopted', facts: { mode: command.mode } }));
    case 'erase-rows':
      if (command.before > at) return err({ kind: 'in-future', at: command.before, now: at });
      if (command.before <= (wallet.erasedBefore ?? Number.NEGATIVE_INFINITY)) return decided(batch);
      return decided(batch.record({ kind: 'rows-erased', facts: { before: command.before } }));
    case 'set-approval-limit': {
      if (command.limit !== null && command.limit < 0) return err({ kind: 'amount-not-positive' });
      const typable = checkTypable(command.limit ?? 0, terms.currency);
      if (!typable.ok) return typable;
      return decided(batch.record({ kind: 'approval-limit-set', facts: { limit: command.limit } }));
    }
    case 'remove-licenses':
      return decided(batch);
    case 'open-wallet':
      return err({ kind: 'already-set-up', terms });
    case 'move-clock':
      if (terms.mode !== 'sandbox') return err({ kind: 'wrong-mode', mode: terms.mode });
      return decided(batch.record({ kind: 'clock-moved', facts: { offsetMs: wallet.clockOffsetMs + command.byMs } }));
    default:
      return unreachable(command);
  }
}

/** Commands refused to a tenant that pays after use: they would suggest that it has a pool (S0). */
const needsPool: ReadonlySet<Command['kind']> = new Set(['buy', 'reconcile', 'set-rule']);

/**
 * Calls draw, if the tenant paid after use until now: from the instant of the order that has settled, though nobody knew then that it
 * would. One that was declined had ended nothing: if it settles all the same, from now on (L10).
 */
function beginCredits(batch: Batch, order?: Payment): void {
  const { spans } = batch.wallet;
  if (isPrepaid(spans)) return;
  const ordered = Math.max(order?.requestedAt ?? batch.at, spans.at(-1)?.to ?? -Infinity);
  const facts = { opensAt: Math.min(ordered, batch.at) };
  batch.record({ kind: 'opening-moved', facts }, `opening-moved-${batch.wallet.seq + 1}`);
}

/** The windows of earlier calls whose cost the command needs: the shell asks the store of rows for it beforehand. */
export function windowsOf(wallet: Wallet, command: Command): readonly Window[] {
  const { pool, terms } = wallet;
  if (terms === undefined) return [];
  switch (command.kind) {
    case 'buy':
      return [windowOfPurchase(pool, terms, command.boughtAt)];
    case 'settle':
      return [windowOfPurchase(pool, terms, command.asBought?.boughtAt ?? instantFor(wallet, command.at))];
    case 'reconcile':
      // One of the future is refused, before there is anything to ask.
      return command.statedAt > command.at ? [] : windowsOfReconciliation(pool, terms, command.statedAt);
    case 'open-wallet':
    case 'draw':
    case 'answer':
    case 'refund':
    case 'charge-back':
    case 'reverse':
    case 'order':
    case 'link':
    case 'decline':
    case 'cancel':
    case 'leave-unknown':
    case 'set-rule':
    case 'set-thresholds':
    case 'set-payment-method':
    case 'set-backup-method':
    case 'catch-up':
    case 'pay-after-use':
    case 'note-import':
    case 'adopt-mode':
    case 'erase-rows':
    case 'move-clock':
    case 'set-approval-limit':
    case 'remove-licenses':
    case 'decline-approval':
    case 'withdraw-approval':
      return [];
    case 'ask-approval':
    case 'approve':
    case 'ask-and-approve':
      return windowsOf(wallet, commandOf(command.proposal, command));
    default:
      return unreachable(command);
  }
}

/** A charge failed. If it had settled before, the gateway has taken the money back: a charge-back, which is announced (L8). */
function decline(
  batch: Batch,
  terms: Terms,
  { key, reason, reportedBy, retry }: Command & { readonly kind: 'decline' },
): Result<Decision, Refusal> {
  const { currency } = terms;
  const payment = openPayment(batch.wallet, key);
  if (payment !== undefined) {
    batch.record({ kind: 'payment-declined', facts: { key, reason, ...(retry !== undefined && { retry }) } });
    if (payment.purpose === 'recharge') announceFailure(batch, payment, reason);
    tryBackup(batch, terms);
    return decided(catchUp(batch));
  }
  // A person gives back what has settled by a charge-back, which may need another one.
  if (reportedBy === 'person') return err({ kind: 'no-such-payment', key });
  const lot = batch.wallet.pool.lots.find(one => one.payment === key);
  const amount = lot === undefined ? 0 : inWholeCoins(capacity(lot), currency);
  if (lot === undefined || amount === 0) return err({ kind: 'no-such-payment', key });
  // It has happened, so the limit of what a person may charge back does not hold; only what no number holds is refused, with its facts.
  const largest = Number.MAX_SAFE_INTEGER - batch.wallet.pool.owed;
  if (Math.min(amount, lot.drawn) > largest) return err({ kind: 'too-large', asked: amount, largest });
  // Where a person would need another one, the journal says that it was none.
  recordChargeBack(batch, lot, amount, limitOf(batch.wallet) === null ? undefined : key);
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
  { key, reportedBy }: Command & { readonly kind: 'settle' | 'decline' },
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

function reverse(batch: Batch, command: Command & { readonly kind: 'reverse' }): Result<Decision, Refusal> {
  const { what } = command;
  switch (what.kind) {
    case 'row':
      return reverseCall(batch, what.id, command);
    case 'purchase':
    case 'reconciliation': {
      const reversed =
        what.kind === 'purchase' ? reversePurchase(batch, what.invoice) : reverseReconciliation(batch, what.id);
      return reversed.ok ? decided(catchUp(batch)) : reversed;
    }
    default:
      return unreachable(what);
  }
}

const openPayment = (wallet: Wallet, key: string): Payment | undefined =>
  wallet.openPayments.find(open => open.payment.key === key)?.payment;

const declinedPayment = (wallet: Wallet, key: string): Payment | undefined =>
  wallet.declined.find(one => one.payment.key === key)?.payment;

/** The digest of what was asked, without the instant and what was known then, who says it included: a repeated request has the same one (L3). */
function digestOf(command: Command, hash: Hash): string {
  if (command.kind === 'draw') return hash(`draw ${command.id}`);
  // What is agreed to is recorded as if it had been asked for directly: that it is asked for again is then the same request.
  if (command.kind === 'approve' || command.kind === 'ask-and-approve')
    return digestOf(commandOf(command.proposal, command), hash);
  const context = new Set<string>([
    'at',
    'known',
    'held',
    'reportedBy',
    'asker',
    'approver',
    'by',
  ] satisfies readonly KeysOf<Command>[]);
  return hash(JSON.stringify(command, (key, value: unknown) => (context.has(key) ? undefined : value)));
}

type KeysOf<Each> = Each extends unknown ? keyof Each : never;
