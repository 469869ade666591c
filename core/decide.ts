import { checkAlone, commandOf, decideApproval, type Deciding } from './approvals.ts';
import { Batch, decided } from './batch.ts';
import type { Hash } from './hash.ts';
import { catchUp, followEpisodes, request } from './catch-up.ts';
import type { ClockDoubt } from './clock.ts';
import { instantFor } from './time-back.ts';
import type { Command, Decision, PlainCommand, Refusal } from './commands.ts';
import { neverOpens, type Entry, type Mode, type Terms } from './entries.ts';
import { importCrossings } from './episodes.ts';
import { limitOf } from './four-eyes.ts';
import { checkTypable } from './money.ts';
import { checkOrder } from './orders.ts';
import {
  beginCredits,
  cancelPayment,
  declinePayment,
  leavePaymentUnknown,
  linkPayment,
  settlePayment,
} from './payment-ends.ts';
import type { Window } from './pool.ts';
import {
  chargeBack,
  checkPurchase,
  checkRoom,
  recordPurchase,
  refund,
  reversePurchase,
  reverseReturn,
  windowOfPurchase,
  type DemandIn,
} from './purchases.ts';
import { reconcile, reverseReconciliation, windowsOfReconciliation } from './reconcile.ts';
import { err, ok, unreachable, type Result } from './result.ts';
import { checkRule } from './rule.ts';
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
    case 'leave-unknown':
      return command.reopens === true && mode === 'mirror';
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
    case 'settle':
      return settlePayment(batch, terms, command, context.demandIn);
    case 'link':
      return linkPayment(batch, command);
    case 'decline':
      return declinePayment(batch, terms, command);
    case 'cancel':
      return cancelPayment(batch, command);
    case 'refund':
      return caughtUp(refund(batch, command));
    case 'charge-back':
      return caughtUp(chargeBack(batch, command));
    case 'reconcile': {
      const shown = { id: command.id, at: command.statedAt, stated: command.stated };
      return caughtUp(reconcile(batch, terms, context.demandIn, shown));
    }
    case 'reverse':
      return reverse(batch, command);
    case 'answer':
      return answerQuestions(batch, terms, command, context.hash);
    case 'leave-unknown':
      return leavePaymentUnknown(batch, command);
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

function reverse(batch: Batch, command: Command & { readonly kind: 'reverse' }): Result<Decision, Refusal> {
  const { what } = command;
  switch (what.kind) {
    case 'row':
      return reverseCall(batch, what.id, command);
    case 'purchase':
      return caughtUp(reversePurchase(batch, what.invoice));
    case 'return':
      return caughtUp(reverseReturn(batch, what.id));
    case 'reconciliation':
      return caughtUp(reverseReconciliation(batch, what.id));
    default:
      return unreachable(what);
  }
}

const caughtUp = (recorded: Result<Batch, Refusal>): Result<Decision, Refusal> =>
  recorded.ok ? decided(catchUp(recorded.value)) : recorded;

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
