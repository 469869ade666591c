import { isSame, type Episode } from './alerts.ts';
import { monthOf, type Instant } from './calendar.ts';
import { withTimeBack } from './time-back.ts';
import {
  instantOf,
  termsIn,
  type BoughtLot,
  type Charge,
  type Entry,
  type Reconciled,
  type Unposted,
} from './entries.ts';
import type { Lot } from './lots.ts';
import { askedFor, ended } from './four-eyes.ts';
import { addUpTo } from './money.ts';
import { overturnMs, type DeclinedPayment, type OpenPayment, type Payment } from './payments.ts';
import type { Pool, Reduction } from './pool.ts';
import {
  withDemand,
  withRoomFor,
  withLot,
  withoutReconciliation,
  withReconciliation,
  withReduction,
  withReturnsReversed,
  withWriteOffs,
} from './pool-changes.ts';
import { unreachable } from './result.ts';
import {
  backOffMs,
  coolDownMs,
  pausedAfter,
  unpaused,
  type CancelReason,
  type EvaluationReason,
  type RechargeMemory,
} from './rule.ts';
import { spansAfter, spansFrom } from './spans.ts';
import type { Wallet } from './wallet.ts';

/** The wallet after one more entry. Recorded entries are facts: checking them is left to `verify`. */
export const evolve = (wallet: Wallet, entry: Entry): Wallet => changed(wallet, entry, changesOf(wallet, entry));

/** The wallet with an entry's changes and its new head. */
export const changed = (wallet: Wallet, entry: Entry, changes: Partial<Wallet>): Wallet => ({
  ...wallet,
  ...changes,
  seq: entry.seq,
  origin: wallet.origin === '' ? entry.hash : wallet.origin,
  head: entry.hash,
  recordedAt: entry.recordedAt,
  at: instantOf(entry),
});

/** What an entry changes of the wallet: it follows from the facts, not from the postings. */
export function changesOf(before: Wallet, entry: Unposted): Partial<Wallet> {
  if (instantOf(entry) >= before.at) return changesInOrder(before, entry);
  const back = withTimeBack(before, instantOf(entry));
  return { ...back, ...changesInOrder({ ...before, ...back }, entry) };
}

function changesInOrder(wallet: Wallet, entry: Unposted): Partial<Wallet> {
  switch (entry.kind) {
    case 'wallet-opened':
      return { terms: termsIn(entry), openedAt: instantOf(entry), spans: spansFrom(entry.facts.opensAt) };
    case 'mode-adopted':
      return wallet.terms === undefined ? {} : { terms: { ...wallet.terms, mode: entry.facts.mode } };
    case 'opening-moved':
      return moved(wallet, { opensAt: entry.facts.opensAt, at: instantOf(entry) });
    case 'credits-bought':
      return withBoughtLot(wallet, entry);
    case 'payment-requested':
      return withRequest(wallet, entry.facts);
    case 'payment-settled':
      return withBoughtLot(settled(wallet, entry), entry);
    case 'payment-linked':
      return { ...settled(wallet, entry), pool: withPayment(wallet.pool, entry.facts) };
    case 'payment-declined':
      return declined(wallet, { ...entry.facts, at: instantOf(entry) });
    case 'payment-cancelled':
      return cancelled(wallet, { ...entry.facts, at: instantOf(entry) });
    case 'payment-left-unknown':
      return entry.facts.reopens === true ? reopened(wallet, entry.facts) : leftUnknown(wallet, entry.facts);
    case 'call-drawn':
    case 'call-reversed':
      return { pool: withRoomFor(redrawn(wallet.pool, entry.facts), entry.recordedAt) };
    case 'questions-answered':
      return {};
    case 'credits-refunded':
    case 'credits-charged-back':
      return { pool: withReduction(wallet.pool, returnIn(entry)) };
    case 'charge-back-reversed':
      return { pool: withWonBack(wallet.pool, entry) };
    case 'return-reversed':
      return { pool: withReversedReturn(wallet.pool, entry) };
    case 'purchase-reversed':
      return { pool: withReversedPurchase(wallet.pool, entry) };
    case 'balance-reconciled':
      return {
        pool: reconciledPool(wallet.pool, entry.facts, entry),
        lotsOpened: wallet.lotsOpened + 1,
      };
    case 'reconciliation-reversed':
      return { pool: withoutReconciliation(wallet.pool, entry.facts.reconciliation) };
    case 'lots-expired':
      return { pool: withWriteOffs(wallet.pool, entry.facts.at) };
    case 'rule-set':
      return { rule: entry.facts, memory: unpaused(wallet.memory) };
    case 'thresholds-set':
      return { thresholds: entry.facts.thresholds };
    case 'payment-method-set':
      return { method: entry.facts.method, memory: unpaused(wallet.memory) };
    case 'backup-method-set':
      return { backup: entry.facts.method };
    case 'recharge-evaluated':
      return { memory: evaluated(wallet.memory, entry.facts) };
    case 'alert-raised':
      return isEpisode(entry.facts) ? { episodes: [...wallet.episodes, entry.facts] } : {};
    case 'alert-ended': {
      const ended = entry.facts;
      return { episodes: wallet.episodes.filter(one => !(isEpisode(ended) && isSame(one, ended))) };
    }
    case 'approval-limit-set':
      return { fourEyes: { waiting: [], ...wallet.fourEyes, limit: entry.facts.limit } };
    case 'approval-asked':
      return { fourEyes: askedFor(wallet, entry) };
    case 'approval-granted':
    case 'approval-declined':
    case 'approval-withdrawn':
    case 'approval-expired':
      return { fourEyes: ended(wallet, entry) };
    case 'rows-erased':
      return { erasedBefore: Math.max(entry.facts.before, wallet.erasedBefore ?? entry.facts.before) };
    case 'clock-moved':
      return { clockOffsetMs: entry.facts.offsetMs };
    default:
      return unreachable(entry);
  }
}

const moved = ({ terms, spans }: Wallet, to: { readonly opensAt: Instant; readonly at: Instant }): Partial<Wallet> =>
  terms === undefined ? {} : { terms: { ...terms, opensAt: to.opensAt }, spans: spansAfter(spans, to) };

/** The pool after a call's charge; the cost that it supersedes is taken back first. */
export function redrawn(pool: Pool, change: Charge): Pool {
  const cleared = change.was === null ? pool : withDemand(pool, change.was.start, -change.was.cost);
  return withDemand(cleared, change.start, change.cost);
}

function returnIn(entry: Unposted & { readonly kind: 'credits-refunded' | 'credits-charged-back' }): Reduction {
  const { id, seq, kind, facts } = entry;
  const { lotId, amount } = facts;
  const returned = { id, seq, lotId, amount, at: instantOf(entry) };
  if (kind === 'credits-refunded') return { ...returned, kind: 'refund' };
  const { payment } = facts;
  return { ...returned, kind: 'charge-back', ...(payment !== undefined && { payment }) };
}

/** All that its gateway had taken back of a payment counts no longer. */
function withWonBack(pool: Pool, entry: Unposted & { readonly kind: 'charge-back-reversed' }): Pool {
  const { lotId, payment, amount } = entry.facts;
  const reversal = { id: entry.id, seq: entry.seq, lotId, payment, amount: -amount, at: instantOf(entry) };
  return withReturnsReversed(pool, { ...reversal, isMeant: one => one.payment === payment });
}

function withReversedReturn(pool: Pool, entry: Unposted & { readonly kind: 'return-reversed' }): Pool {
  const { lotId, returned, amount } = entry.facts;
  const reversal = { id: entry.id, seq: entry.seq, lotId, amount: -amount, at: reversalOfReturnAt(pool, entry) };
  return withReturnsReversed(pool, { ...reversal, isMeant: one => one.id === returned });
}

/** From now on; never before what it reverses, which may have been recorded ahead of time (L13). */
export const reversalOfReturnAt = (
  { reductions }: Pool,
  entry: Unposted & { readonly kind: 'return-reversed' },
): Instant => Math.max(instantOf(entry), reductions.find(({ id }) => id === entry.facts.returned)?.at ?? -Infinity);

/** A reversed purchase was never made: its lot is empty from its own beginning (L7). */
export const withReversedPurchase = (
  pool: Pool,
  {
    id,
    seq,
    facts: { lotId, amount },
  }: Pick<Unposted & { readonly kind: 'purchase-reversed' }, 'id' | 'seq' | 'facts'>,
): Pool =>
  withReduction(pool, {
    ...{ id, seq, kind: 'reversed-purchase', lotId, amount },
    at: pool.lots.find(lot => lot.id === lotId)?.boughtAt ?? 0,
  });

/** The pool after a reconciliation, with the lot that it may fill: now, or when more becomes known. */
export function reconciledPool(
  pool: Pool,
  { at, stated, demand, lot }: Pick<Reconciled, 'at' | 'stated' | 'demand' | 'lot'>,
  { id, seq }: { readonly id: string; readonly seq: number },
): Pool {
  const opened = { ...freshLot, id: lot.id, seq, boughtAt: at, expiresAt: lot.expiresAt };
  return withLot(withReconciliation(pool, { id, at, stated, lotId: lot.id }, demand), opened, lot.demand);
}

const freshLot = { invoice: null, payment: null, amount: 0, reduced: 0, drawn: 0, isWrittenOff: false, writeOffs: [] };

/** A lot as it is opened: nothing drawn, nothing expired. */
export const boughtLot = (
  { id, boughtAt, expiresAt, amount }: Omit<BoughtLot, 'demand'>,
  origin: { readonly seq: number; readonly invoice: number; readonly payment: string | null },
): Lot => ({ ...freshLot, id, boughtAt, expiresAt, amount, ...origin });

function withBoughtLot(
  wallet: Wallet,
  entry: Unposted & { readonly kind: 'credits-bought' | 'payment-settled' },
): Wallet {
  const { lot, invoice } = entry.facts;
  const payment = entry.kind === 'payment-settled' ? entry.facts.key : null;
  return {
    ...wallet,
    pool: withLot(wallet.pool, boughtLot(lot, { seq: entry.seq, invoice: invoice.number, payment }), lot.demand),
    lotsOpened: wallet.lotsOpened + 1,
    invoices: wallet.invoices + 1,
  };
}

const withPayment = (pool: Pool, { key, lotId }: { readonly key: string; readonly lotId: string }): Pool => ({
  ...pool,
  lots: pool.lots.map(lot => (lot.id === lotId ? { ...lot, payment: key } : lot)),
});

/** Once the balance has been above the trigger, Microsoft adds at the next crossing. */
function evaluated({ notCome, ...memory }: RechargeMemory, why: EvaluationReason): RechargeMemory {
  return {
    ...memory,
    ...(notCome !== undefined && why.reason !== 'enough' && { notCome }),
    lastReason: why,
  };
}

function withRequest(wallet: Wallet, payment: Payment): Wallet {
  const openPayments = [...wallet.openPayments, { payment, isUnknown: false }];
  if (payment.purpose === 'order' || wallet.terms === undefined) return { ...wallet, openPayments };
  const month = monthOf(payment.requestedAt, wallet.terms.timeZone);
  const { memory } = wallet;
  const before = memory.month === month ? memory.requestedInMonth : 0;
  return {
    ...wallet,
    openPayments,
    memory: {
      ...memory,
      requested: memory.requested + 1,
      month,
      requestedInMonth: addUpTo(before, payment.amount),
      ...(payment.instead !== undefined && { hasTriedBackup: true }),
    },
  };
}

const leftUnknown = ({ openPayments }: Wallet, { key }: { readonly key: string }): Partial<Wallet> => ({
  openPayments: openPayments.map(open => (open.payment.key === key ? { ...open, isUnknown: true } : open)),
});

/** What had failed is open again, and a recharge counts against its month's cap again. */
function reopened(wallet: Wallet, { key }: { readonly key: string }): Partial<Wallet> {
  const over = wallet.declined.find(one => one.payment.key === key);
  if (over === undefined) return {};
  const { payment, reopened: before = 0 } = over;
  return {
    openPayments: [...wallet.openPayments, { payment, isUnknown: true, reopened: before + 1 }],
    declined: wallet.declined.filter(one => one !== over),
    ...(payment.purpose === 'recharge' && { memory: respent(wallet, wallet.memory, payment) }),
  };
}

/** A recharge reported as failed, or as not come, may still settle: its amount then counts against its month's cap again. */
function settled(wallet: Wallet, entry: Unposted & { readonly kind: 'payment-settled' | 'payment-linked' }): Wallet {
  const { facts } = entry;
  const { open, rest } = taken(wallet, facts.key);
  const overturned = wallet.declined.find(one => one.payment.key === facts.key)?.payment;
  const after = {
    ...wallet,
    openPayments: rest,
    declined: wallet.declined.filter(one => one.payment.key !== facts.key),
  };
  if ((open?.payment ?? overturned)?.purpose !== 'recharge') return after;
  const memory = { ...unpaused(wallet.memory), coolUntil: instantOf(entry) + coolDownMs };
  return { ...after, memory: overturned === undefined ? memory : respent(wallet, memory, overturned) };
}

const respent = (wallet: Wallet, memory: RechargeMemory, { requestedAt, amount }: Payment): RechargeMemory =>
  isSameMonth(wallet, requestedAt) ? { ...memory, requestedInMonth: addUpTo(memory.requestedInMonth, amount) } : memory;

function declined(
  wallet: Wallet,
  { key, at, retry }: { readonly key: string; readonly at: Instant; readonly retry?: 'never' | undefined },
): Wallet {
  const { open, rest } = taken(wallet, key);
  if (open === undefined) return { ...wallet, openPayments: rest };
  const after = notPaid(wallet, open, { at, ...(retry === 'never' && { needsCardHolder: true }) });
  const { payment, reopened: again } = open;
  // That the backup failed too, or what had failed before, is no decline more: both were one attempt.
  if (payment.purpose !== 'recharge' || payment.instead !== undefined || again !== undefined) return after;
  const { memory } = after;
  const wait = backOffMs[memory.declinesInRow];
  const declinesInRow = retry === 'never' ? pausedAfter : memory.declinesInRow + 1;
  return { ...after, memory: { ...memory, declinesInRow, retryAt: wait === undefined ? memory.retryAt : at + wait } };
}

function cancelled(
  wallet: Wallet,
  { key, at, reason }: { readonly key: string; readonly at: Instant; readonly reason: CancelReason },
): Wallet {
  const { open } = taken(wallet, key);
  if (open === undefined) return wallet;
  const { payment } = open;
  const after = notPaid(wallet, open, { at });
  if (payment.purpose !== 'recharge') return after;
  return { ...after, memory: { ...after.memory, notCome: { key, amount: payment.amount, reason } } };
}

/** Without a payment among those that are open; its room under the cap is given back, and it is remembered since it may still settle. */
function notPaid(
  wallet: Wallet,
  { payment, reopened: times }: OpenPayment,
  end: Pick<DeclinedPayment, 'at' | 'needsCardHolder'>,
): Wallet {
  const { at } = end;
  const over = { payment, ...end, ...(times !== undefined && { reopened: times }) };
  const kept = wallet.declined.filter(one => one.at > at - overturnMs);
  const after = { ...wallet, openPayments: taken(wallet, payment.key).rest, declined: [...kept, over] };
  if (payment.purpose !== 'recharge' || !isSameMonth(wallet, payment.requestedAt)) return after;
  const { memory } = wallet;
  return { ...after, memory: { ...memory, requestedInMonth: memory.requestedInMonth - payment.amount } };
}

// Only then does a payment count in `requestedInMonth`: a decline gives its room under the cap back (L8).
const isSameMonth = ({ terms, memory }: Wallet, at: Instant): boolean =>
  terms !== undefined && monthOf(at, terms.timeZone) === memory.month;

function taken(
  wallet: Wallet,
  key: string,
): { readonly open: OpenPayment | undefined; readonly rest: readonly OpenPayment[] } {
  return {
    open: wallet.openPayments.find(open => open.payment.key === key),
    rest: wallet.openPayments.filter(open => open.payment.key !== key),
  };
}

const isEpisode = (facts: { readonly alert: string; readonly threshold: number }): facts is Episode =>
  ['low-balance', 'balance-zero', 'import-stalled'].includes(facts.alert);
