import { transfer, lotAccount, type Posting } from './accounts.ts';
import { crossings, type Alert, type AlertKind } from './alerts.ts';
import { dayMs, expiryOf, minuteMs, type Instant } from './calendar.ts';
import { classify, type CostChange, type Hash } from './calls.ts';
import type { Command, Decision, Effect, Refusal } from './commands.ts';
import {
  formatVersion,
  type BoughtLot,
  type Entry,
  type Happening,
  type Invoice,
  type Payment,
  type PaymentMethod,
  type Terms,
} from './entries.ts';
import { seal } from './journal.ts';
import { balanceOf, differences, demandWindow, withLot, withWriteOffs, type Lot } from './lots.ts';
import type { Micros } from './money.ts';
import { checkOrder } from './orders.ts';
import { checkRule, evaluate } from './recharge.ts';
import { err, ok, unreachable, type Result } from './result.ts';
import { evolve, redrawn, type Wallet } from './wallet.ts';

/** What the shell knows and the wallet's state does not. */
export interface Context {
  readonly hash: Hash;
  /** The entry that already carries the command's id, if there is one. */
  readonly prior?: Entry | undefined;
  /** The sum of the standing charges that began in [from, to): a purchase may become the first usable lot of calls already known. */
  readonly demandIn: (window: { readonly from: Instant; readonly to: Instant }) => Micros;
}

/** How far the clock may stand behind the last entry, and how far ahead of it, before writing stops (SPEC L13). */
export const clockSlackMs = 5 * minuteMs;
export const clockLeapMs = 400 * dayMs;

/**
 * Decides one command against one wallet: the entries to append and the effects to carry out, or a refusal. Refusals are checked in
 * one order: the id, the clock, the wallet, then the command's own. A refusal records nothing: its id stays free (SPEC L3).
 */
export function decide(wallet: Wallet, command: Command, context: Context): Result<Decision, Refusal> {
  const digest = digestOf(command, context.hash);
  if (context.prior !== undefined) {
    return context.prior.digest === digest
      ? ok({ kind: 'repeated', original: context.prior })
      : err({ kind: 'conflict', id: command.id });
  }
  const { at } = command;
  if (wallet.seq > 0 && (at < wallet.recordedAt - clockSlackMs || at > wallet.recordedAt + clockLeapMs)) {
    return err({ kind: 'clock-jumped', at, last: wallet.recordedAt });
  }
  if (command.kind === 'open-wallet') {
    if (wallet.terms !== undefined) return err({ kind: 'already-set-up', terms: wallet.terms });
    return decided(
      new Batch(wallet, command, digest, context.hash).record({ kind: 'wallet-opened', facts: command.terms }),
    );
  }
  if (wallet.terms === undefined) return err({ kind: 'not-set-up' });

  const batch = new Batch(wallet, command, digest, context.hash);
  const terms = wallet.terms;
  switch (command.kind) {
    case 'buy':
      if (command.amount <= 0) return err({ kind: 'amount-not-positive' });
      if (command.boughtAt > at) return err({ kind: 'in-future', at: command.boughtAt, now: at });
      recordPurchase(batch, terms, context, { ...command, method: { kind: 'admin-centre' } });
      return decided(catchUp(batch));
    case 'draw':
      return draw(batch, terms, command, context.hash);
    case 'order': {
      const amount = checkOrder(command.amount, terms);
      if (!amount.ok) return amount;
      const open = wallet.openPayments[0];
      if (open !== undefined && !command.isBesideOpen) return err({ kind: 'order-open', open: open.payment });
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
      const payment = openPayment(wallet, command.key);
      if (payment === undefined) return err({ kind: 'no-such-payment', key: command.key });
      settle(batch, terms, context, { payment, reference: command.reference });
      return decided(catchUp(batch));
    }
    case 'decline': {
      const payment = openPayment(wallet, command.key);
      if (payment === undefined) return err({ kind: 'no-such-payment', key: command.key });
      decline(batch, payment, command.reason);
      return decided(catchUp(batch));
    }
    case 'leave-unknown': {
      const payment = openPayment(wallet, command.key);
      if (payment === undefined) return err({ kind: 'no-such-payment', key: command.key });
      batch.record({ kind: 'payment-left-unknown', facts: { key: command.key } });
      if (payment.purpose === 'recharge') batch.announce('recharge-unknown', { amount: payment.amount });
      return decided(batch);
    }
    case 'set-rule': {
      const rule = checkRule(command.rule, terms.minimum);
      if (!rule.ok) return rule;
      return decided(catchUp(batch.record({ kind: 'rule-set', facts: rule.value })));
    }
    case 'set-payment-method':
      return decided(catchUp(batch.record({ kind: 'payment-method-set', facts: { method: command.method } })));
    case 'catch-up':
      return decided(catchUp(batch));
    case 'move-clock':
      return decided(batch.record({ kind: 'clock-moved', facts: { offsetMs: wallet.clockOffsetMs + command.byMs } }));
    default:
      return unreachable(command);
  }
}

/** The window of earlier calls that a purchase at that instant would pay for first; the shell asks the store of rows for its sum. */
export function windowOfPurchase(
  wallet: Wallet,
  boughtAt: Instant,
): { readonly from: Instant; readonly to: Instant } | undefined {
  return wallet.terms === undefined ? undefined : demandWindow(wallet.pool, newLot(wallet, wallet.terms, boughtAt, 0));
}

/** One command's entries as they grow: each is sealed to the one before, and the wallet evolves with it. */
class Batch {
  wallet: Wallet;
  readonly entries: Entry[] = [];
  readonly effects: Effect[] = [];
  readonly at: Instant;
  readonly #id: string;
  readonly #digest: string;
  readonly #hash: Hash;

  constructor(wallet: Wallet, command: Command, digest: string, hash: Hash) {
    this.wallet = wallet;
    this.at = Math.max(command.at, wallet.recordedAt);
    this.#id = command.id;
    this.#digest = digest;
    this.#hash = hash;
  }

  /** Adds an entry; the first carries the command's own id, the others must name theirs. */
  record(happening: Happening, postings: readonly Posting[] = [], id = this.#id): this {
    const { seq, head } = this.wallet;
    const entry = seal(
      {
        version: formatVersion,
        seq: seq + 1,
        id,
        recordedAt: this.at,
        digest: this.#digest,
        postings,
        previous: head,
        ...happening,
      },
      this.#hash,
    );
    this.entries.push(entry);
    this.wallet = evolve(this.wallet, entry);
    return this;
  }

  charge(payment: Payment): void {
    this.effects.push({ kind: 'charge', payment });
  }

  announce(kind: AlertKind, facts: Omit<Partial<Alert>, 'kind'>): void {
    const { terms, pool, seq } = this.wallet;
    if (terms === undefined) return;
    const balance = balanceOf(pool, this.at);
    this.effects.push({
      kind: 'announce',
      alert: { id: `alert-${seq}-${kind}`, kind, at: this.at, currency: terms.currency, balance, ...facts },
    });
  }
}

const decided = (batch: Batch): Result<Decision, Refusal> =>
  ok({
    kind: 'decided',
    wallet: batch.wallet,
    entries: batch.entries,
    effects: batch.effects,
    rowChanges: [],
    rejected: [],
  });

function draw(
  batch: Batch,
  terms: Terms,
  command: Command & { readonly kind: 'draw' },
  hash: Hash,
): Result<Decision, Refusal> {
  const { changes, costs, rejected } = classify(command.rows, command.known, { ...terms, now: batch.at, hash });
  for (const change of costs) recordCall(batch, change);
  if (costs.length > 0) catchUp(batch);
  return ok({
    kind: 'decided',
    wallet: batch.wallet,
    entries: batch.entries,
    effects: batch.effects,
    rowChanges: changes,
    rejected,
  });
}

/** A call owes at its start; the lots that pay for it pay at the later of its start and their own purchase (SPEC L6). */
function recordCall(batch: Batch, { row, version, cost, was }: CostChange): void {
  const before = batch.wallet.pool;
  const facts = { start: row.start, cost, was: was === undefined ? null : { start: was.start, cost: was.cost } };
  const cleared = redrawn(before, { start: row.start, cost: 0, was: facts.was });
  const after = redrawn(before, facts);
  batch.record(
    { kind: 'call-drawn', facts },
    [
      ...(was === undefined ? [] : transfer({ from: 'usage', to: 'owed', at: was.start, amount: was.cost })),
      ...(was === undefined ? [] : differences(before, cleared, was.start)),
      ...transfer({ from: 'owed', to: 'usage', at: row.start, amount: cost }),
      ...differences(cleared, after, row.start),
    ],
    `${row.id}#${version}`,
  );
}

function request(batch: Batch, terms: Terms, payment: Payment): void {
  batch.record({ kind: 'payment-requested', facts: payment }, [], payment.key);
  if (terms.mode === 'operate') batch.charge(payment);
  else if (payment.purpose === 'recharge')
    batch.announce('recharge-expected', { amount: payment.amount, payment: payment.key });
}

function settle(batch: Batch, terms: Terms, context: Context, settled: { payment: Payment; reference: string }): void {
  const { payment, reference } = settled;
  const bought = purchased(batch, terms, context, {
    boughtAt: batch.at,
    amount: payment.amount,
    reference,
    method: payment.method,
  });
  batch.record(
    { kind: 'payment-settled', facts: { key: payment.key, lot: bought.lot, invoice: bought.invoice } },
    bought.postings,
  );
  if (payment.purpose === 'recharge') {
    batch.announce('recharge-succeeded', { amount: payment.amount, invoice: bought.invoice.number });
  }
}

function decline(batch: Batch, payment: Payment, reason: string): void {
  batch.record({ kind: 'payment-declined', facts: { key: payment.key, reason } });
  if (payment.purpose !== 'recharge') return;
  const { retryAt } = batch.wallet.memory;
  batch.announce('recharge-failed', { amount: payment.amount, reason, ...(retryAt > batch.at && { retryAt }) });
}

interface Purchase {
  readonly boughtAt: Instant;
  readonly amount: Micros;
  readonly reference: string;
  readonly method: PaymentMethod;
}

function recordPurchase(batch: Batch, terms: Terms, context: Context, purchase: Purchase): void {
  const { lot, invoice, postings } = purchased(batch, terms, context, purchase);
  batch.record({ kind: 'credits-bought', facts: { lot, invoice } }, postings);
}

/** The lot that a purchase opens, its invoice, and the postings: the money in, and what the new lot pays for at once. */
function purchased(
  batch: Batch,
  terms: Terms,
  context: Context,
  purchase: Purchase,
): { readonly lot: BoughtLot; readonly invoice: Invoice; readonly postings: readonly Posting[] } {
  const { wallet, at } = batch;
  const { boughtAt, amount, reference, method } = purchase;
  const opened = newLot(wallet, terms, boughtAt, amount);
  const demand = context.demandIn(demandWindow(wallet.pool, opened));
  const agreement = method.kind === 'agreement' ? method : undefined;
  return {
    lot: { id: opened.id, boughtAt, expiresAt: opened.expiresAt, amount, demand },
    invoice: {
      number: wallet.invoices + 1,
      at,
      amount,
      reference,
      agreement: agreement?.number ?? null,
      purchaseOrder: agreement?.purchaseOrder ?? null,
      lotId: opened.id,
    },
    postings: [
      ...transfer({ from: 'funds', to: lotAccount(opened.id), at: boughtAt, amount }),
      ...differences(wallet.pool, withLot(wallet.pool, opened, demand), boughtAt),
    ],
  };
}

const newLot = (wallet: Wallet, terms: Terms, boughtAt: Instant, amount: Micros): Lot => ({
  id: String(wallet.lotsOpened + 1),
  seq: wallet.seq + 1,
  boughtAt,
  expiresAt: expiryOf(boughtAt, terms.timeZone),
  amount,
  demand: 0,
  drawn: 0,
  writtenOff: 0,
  isWrittenOff: false,
});

/** After every change, and at every due instant: rests written off, episodes begun and ended, auto-recharge considered. */
function catchUp(batch: Batch): Batch {
  writeOffExpired(batch);
  followEpisodes(batch);
  considerRecharge(batch);
  return batch;
}

function writeOffExpired(batch: Batch): void {
  const before = batch.wallet.pool;
  const after = withWriteOffs(before, batch.at);
  if (after === before) return;
  batch.record(
    { kind: 'lots-expired', facts: { at: batch.at } },
    differences(before, after, batch.at),
    `expired-${batch.wallet.seq + 1}`,
  );
}

function followEpisodes(batch: Batch): void {
  const { begun, ended } = crossings(batch.wallet, batch.at);
  for (const episode of ended)
    batch.record({ kind: 'alert-ended', facts: episode }, [], `alert-ended-${batch.wallet.seq + 1}`);
  for (const episode of begun) {
    batch.record({ kind: 'alert-raised', facts: episode }, [], `alert-raised-${batch.wallet.seq + 1}`);
    batch.announce(episode.alert, { threshold: episode.threshold });
  }
}

/** Every evaluation leaves its reason in the wallet; the journal gets an entry when the reason is a new one (SPEC L8). */
function considerRecharge(batch: Batch): void {
  const { wallet, at } = batch;
  const evaluation = evaluate(wallet, at);
  if (JSON.stringify(evaluation.why) !== JSON.stringify(wallet.memory.lastReason) || evaluation.kind === 'order') {
    batch.record({ kind: 'recharge-evaluated', facts: evaluation.why }, [], `recharge-evaluated-${wallet.seq + 1}`);
  }
  if (evaluation.kind === 'wait' || wallet.terms === undefined || wallet.method === undefined) return;
  const key = `recharge-${wallet.memory.requested + 1}`;
  request(batch, wallet.terms, {
    key,
    purpose: 'recharge',
    amount: evaluation.amount,
    method: wallet.method,
    requestedAt: at,
  });
}

const openPayment = (wallet: Wallet, key: string): Payment | undefined =>
  wallet.openPayments.find(open => open.payment.key === key)?.payment;

/** What was asked, without when and what was known then: the same request has the same digest (SPEC L3). */
function digestOf(command: Command, hash: Hash): string {
  if (command.kind === 'draw') return hash(`draw ${command.id}`);
  const { at: _at, ...request } = command;
  return hash(JSON.stringify(request));
}
