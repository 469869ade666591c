import { arePaired, isPool, lotAccount, type Account, type Posting } from './accounts.ts';
import type { Instant } from './calendar.ts';
import type { Entry } from './entries.ts';
import { changedLots, rest, writtenOff, type Lot } from './lots.ts';
import type { Micros } from './money.ts';
import type { Pool, Reconciliation } from './pool.ts';
import type { Wallet } from './wallet.ts';
import type { Invariant } from './invariant.ts';

// What must hold of what entries lead to, one by one and together, beside what must hold of an entry itself (invariants.ts).

/** The first invariant that an entry breaks by what it leads to. */
export function brokenAfter(before: Wallet, entry: Entry, { pool }: Wallet): Invariant | undefined {
  if (entry.kind === 'credits-charged-back') {
    const drawn = (of: Pool): Micros => of.lots.find(({ id }) => id === entry.facts.lotId)?.drawn ?? 0;
    return entry.facts.spent === drawn(before.pool) - drawn(pool) ? undefined : 'spent-was-drawn';
  }
  if (entry.kind !== 'balance-reconciled') return undefined;
  const { difference, reason, at } = entry.facts;
  const isSaid = pool.reconciliations.find(one => one.at === at)?.difference === difference;
  if (!isSaid || reason !== reasonOf(difference)) return 'reconciled-difference';
  const moved = entry.postings.reduce((sum, leg) => (isPool(leg.account) && leg.at <= at ? sum + leg.amount : sum), 0);
  return moved === 0 - difference ? undefined : 'reconciled-balance';
}

/** What a difference between our balance and the one that was shown is taken for. */
export const reasonOf = (difference: Micros): 'usage-not-seen' | 'credits-not-known' | 'agrees' => {
  if (difference === 0) return 'agrees';
  return difference > 0 ? 'usage-not-seen' : 'credits-not-known';
};

/**
 * The first invariant that a whole batch breaks: its postings lead from the lots and what is owed before it to those after it, and leave every
 * balance that was shown before as it was (L2). O(lots + reconciliations + postings).
 */
export function brokenTogether(before: Wallet, entries: readonly Entry[], after: Wallet): Invariant | undefined {
  const postings: Posting[] = [];
  for (const entry of entries) for (const posting of entry.postings) postings.push(posting);
  if (!arePaired(postings)) return 'postings-sum-to-zero';
  if (!doesOpeningSettle(before, entries)) return 'opening-follows';
  if (!isGrantedDone(entries, after)) return 'approved-was-done';
  if (before.pool === after.pool && postings.length === 0) return undefined;
  if (!doLotsAgree(before.pool, after.pool, postings)) return 'lots-agree-with-postings';
  return areBalancesKept(before.pool, after.pool, postings) ? undefined : 'reconciled-balance';
}

/** Whether credits that begin before they are recorded begin with the order that settles together with it. */
function doesOpeningSettle({ openPayments }: Wallet, entries: readonly Entry[]): boolean {
  const opening = entries.find(({ kind, version }) => kind === 'opening-moved' && version >= 4);
  if (opening?.kind !== 'opening-moved') return true;
  const settled = entries.flatMap(entry => (entry.kind === 'payment-settled' ? [entry.facts.key] : []));
  return openPayments.some(
    ({ payment }) => settled.includes(payment.key) && payment.requestedAt <= opening.facts.opensAt,
  );
}

/** Whether what was agreed to was done with it; licenses are taken outside the journal. */
function isGrantedDone(entries: readonly Entry[], { fourEyes }: Wallet): boolean {
  if (!entries.some(({ kind }) => kind === 'approval-granted')) return true;
  const proposal = fourEyes?.granted?.proposal;
  return proposal?.kind === 'remove-licenses' || entries.some(({ id }) => id === proposal?.id);
}

function doLotsAgree(before: Pool, after: Pool, postings: readonly Posting[]): boolean {
  const moved = new Map<Account, Micros>();
  for (const { account, amount } of postings) moved.set(account, (moved.get(account) ?? 0) + amount);
  const take = (account: Account): Micros => {
    const amount = moved.get(account) ?? 0;
    moved.delete(account);
    return amount;
  };
  if (after.owed < 0 || take('owed') !== before.owed - after.owed) return false;
  for (const { lot, was } of changedLots(before.lots, after.lots))
    if (take(lotAccount(lot.id)) !== rest(lot) - (was === undefined ? 0 : rest(was)) || !isPossible(lot)) return false;
  for (const [account, amount] of moved) if (account.startsWith('lot:') && amount !== 0) return false;
  return true;
}

const isPossible = (lot: Lot): boolean => rest(lot) >= 0 && lot.drawn >= 0 && writtenOff(lot) >= 0;

/**
 * Whether nothing that is posted changes a balance that was shown before, as long as its reconciliation stands (L7). One dated ahead of the
 * accepted clock is left out: what expires before it is not written off yet, or no longer (L13).
 */
function areBalancesKept(before: Pool, after: Pool, postings: readonly Posting[]): boolean {
  const { reconciliations } = after;
  const last = reconciliations.at(-1)?.at;
  if (last === undefined) return true;
  const early = postings.filter(({ account, at }) => at <= last && isPool(account));
  if (early.length === 0) return true;
  early.sort((one, other) => one.at - other.at);
  const until = Math.min(firstUnwritten(before), firstUnwritten(after));
  let next = 0;
  let change = 0;
  for (const { at } of stillStanding(before.reconciliations, reconciliations)) {
    if (at >= until || next === early.length) return true;
    for (let posting = early[next]; posting !== undefined && posting.at <= at; posting = early[(next += 1)])
      change += posting.amount;
    if (change !== 0) return false;
  }
  return true;
}

/** Those that stood before, in the order of their instants, of which no two have the same. */
function* stillStanding(
  before: readonly Reconciliation[],
  after: readonly Reconciliation[],
): Generator<Reconciliation> {
  let index = 0;
  for (const one of after) {
    while ((before[index]?.at ?? Infinity) < one.at) index += 1;
    if (before[index]?.id === one.id) yield one;
  }
}

/** When the first of the lots expires whose end has not been posted. */
const firstUnwritten = ({ lots }: Pool): Instant => lots.find(lot => !lot.isWrittenOff)?.expiresAt ?? Infinity;
