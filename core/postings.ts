import { lotAccount, transfer, type Posting } from './accounts.ts';
import type { Instant } from './calendar.ts';
import { instantOf, type Charge, type Unposted } from './entries.ts';
import { redrawn, reversalOfReturnAt } from './evolve.ts';
import { changedLots, type WriteOff } from './lots.ts';
import type { Micros } from './money.ts';
import type { Pool, Reconciliation } from './pool.ts';
import { unreachable } from './result.ts';

/** What an entry moves: it follows from its facts and from the pools before and after it, so that it can be worked out again (L12). */
export function postingsOf(entry: Unposted, before: Pool, after: Pool): readonly Posting[] {
  switch (entry.kind) {
    case 'credits-bought':
    case 'payment-settled': {
      const { id, boughtAt, amount } = entry.facts.lot;
      const paidIn = transfer({ from: 'funds', to: lotAccount(id), at: boughtAt, amount });
      return [...paidIn, ...differences(before, after, boughtAt)];
    }
    case 'call-drawn':
    case 'call-reversed':
      return chargePostings(entry.facts, before, after);
    case 'credits-refunded':
    case 'credits-charged-back':
      return returnPostings(entry.facts, { to: 'refunds', at: instantOf(entry), before, after });
    case 'charge-back-reversed':
    case 'return-reversed': {
      const { lotId, amount } = entry.facts;
      const at = entry.kind === 'return-reversed' ? reversalOfReturnAt(before, entry) : instantOf(entry);
      const paidAgain = transfer({ from: 'refunds', to: lotAccount(lotId), at, amount });
      return [...paidAgain, ...differences(before, after, at)];
    }
    case 'purchase-reversed': {
      const at = before.lots.find(({ id }) => id === entry.facts.lotId)?.boughtAt ?? 0;
      return returnPostings(entry.facts, { to: 'funds', at, before, after });
    }
    case 'balance-reconciled':
    case 'lots-expired':
      return differences(before, after, entry.facts.at);
    case 'reconciliation-reversed': {
      const at = before.reconciliations.find(({ id }) => id === entry.facts.reconciliation)?.at ?? 0;
      return differences(before, after, at);
    }
    case 'wallet-opened':
    case 'opening-moved':
    case 'payment-requested':
    case 'payment-linked':
    case 'payment-declined':
    case 'payment-cancelled':
    case 'payment-left-unknown':
    case 'questions-answered':
    case 'rule-set':
    case 'thresholds-set':
    case 'payment-method-set':
    case 'backup-method-set':
    case 'recharge-evaluated':
    case 'alert-raised':
    case 'alert-ended':
    case 'mode-adopted':
    case 'rows-erased':
    case 'clock-moved':
    case 'approval-limit-set':
    case 'approval-asked':
    case 'approval-granted':
    case 'approval-declined':
    case 'approval-withdrawn':
    case 'approval-expired':
      return [];
    default:
      return unreachable(entry);
  }
}

/** A call owes at its start; the lots that pay for it pay at the later of its start and their own purchase (L6). */
function chargePostings({ start, cost, was }: Charge, before: Pool, after: Pool): readonly Posting[] {
  const owes = transfer({ from: 'owed', to: 'usage', at: start, amount: cost });
  if (was === null) return [...owes, ...differences(before, after, start)];
  const cleared = redrawn(before, { start, cost: 0, was });
  return [
    ...transfer({ from: 'usage', to: 'owed', at: was.start, amount: was.cost }),
    ...differences(before, cleared, was.start),
    ...owes,
    ...differences(cleared, after, start),
  ];
}

/** A lot became smaller: the money out, and which lots, or `owed`, take over what it can no longer pay. */
function returnPostings(
  { lotId, amount }: { readonly lotId: string; readonly amount: Micros },
  moved: { readonly to: 'refunds' | 'funds'; readonly at: Instant; readonly before: Pool; readonly after: Pool },
): readonly Posting[] {
  const { to, at, before, after } = moved;
  return [...transfer({ from: lotAccount(lotId), to, at, amount }), ...differences(before, after, at)];
}

/**
 * The postings that lead from one pool to the next: each lot pays at the later of the cause and its own beginning; a rest is written
 * off, or comes back, at the lot's expiry; a reconciliation's difference moves at its own instant (L5, L6). `since` is the start
 * of the call, or the instant of whatever else was the cause.
 */
function differences(before: Pool, after: Pool, since: Instant): readonly Posting[] {
  const postings: Posting[] = [];
  if (before.reconciliations !== after.reconciliations) postings.push(...unseenDifferences(before, after));
  for (const { lot, was } of changedLots(before.lots, after.lots)) {
    const account = lotAccount(lot.id);
    const found = lot.invoice === null ? lot.amount - (was?.amount ?? 0) : 0;
    const paid = lot.drawn - (was?.drawn ?? 0);
    postings.push(
      ...transfer({ from: 'adjustments', to: account, at: lot.boughtAt, amount: found }),
      ...transfer({ from: account, to: 'owed', at: Math.max(since, lot.boughtAt), amount: paid }),
      ...writeOffDifferences(account, was?.writeOffs ?? [], lot.writeOffs),
    );
  }
  return postings;
}

/** What reconciliations draw as usage not yet seen, where that has changed. Both lists are in the order of their instants. */
function unseenDifferences(before: Pool, after: Pool): readonly Posting[] {
  const unseen = ({ difference }: Pick<Reconciliation, 'difference'>): Micros => Math.max(0, difference);
  const moved = (at: Instant, amount: Micros): readonly Posting[] =>
    transfer({ from: 'owed', to: 'adjustments', at, amount });
  const postings: Posting[] = [];
  const reversed: Posting[] = [];
  let index = 0;
  for (const one of after.reconciliations) {
    let was = before.reconciliations[index];
    if (one === was) {
      index += 1;
      continue;
    }
    for (; was !== undefined && was.at < one.at; was = before.reconciliations[(index += 1)])
      reversed.push(...moved(was.at, -unseen(was)));
    const isKnown = was?.at === one.at;
    if (isKnown) index += 1;
    postings.push(...moved(one.at, unseen(one) - (isKnown && was !== undefined ? unseen(was) : 0)));
  }
  for (const was of before.reconciliations.slice(index)) reversed.push(...moved(was.at, -unseen(was)));
  return [...postings, ...reversed];
}

function writeOffDifferences(
  account: Posting['account'],
  before: readonly WriteOff[],
  after: readonly WriteOff[],
): readonly Posting[] {
  if (before === after) return [];
  const moved = new Map<Instant, Micros>();
  for (const { at, amount } of after) moved.set(at, (moved.get(at) ?? 0) + amount);
  for (const { at, amount } of before) moved.set(at, (moved.get(at) ?? 0) - amount);
  return [...moved].flatMap(([at, amount]) => transfer({ from: account, to: 'expired', at, amount }));
}
