import { isTimeZone, type Instant } from './calendar.ts';
import { formatOf, instantOf, neverOpens, type Entry, type Terms } from './entries.ts';
import { crossings } from './episodes.ts';
import { isUnapproved, limitOf, type Ending } from './four-eyes.ts';
import type { Invariant } from './invariant.ts';
import { brokenByLot, lives12Months } from './invariants-of-lots.ts';
import {
  brokenByCancel,
  brokenByLink,
  brokenByReopening,
  brokenByRequest,
  brokenBySettlement,
  brokenByWinning,
  brokenIfEnded,
} from './invariants-of-payments.ts';
import { capacity, isExpired, rest } from './lots.ts';
import { isCurrency, largestTotal, type Micros } from './money.ts';
import { isSame } from './alerts.ts';
import { reversibleReturnsOf } from './pool.ts';
import { withWriteOffs } from './pool-changes.ts';
import { approvalIdOf, approvalMs, endIdOf } from './proposals.ts';
import { evaluate } from './recharge.ts';
import { unreachable } from './result.ts';
import { checkRule } from './rule.ts';
import { checkThresholds } from './thresholds.ts';
import { hasCredits, isAdoptable, type Wallet } from './wallet.ts';

/**
 * The first invariant that an entry breaks, by its facts and the wallet before it: whether this could have been decided (L12). Old
 * journals are judged by what the program of their time decided.
 */
export function brokenBy(wallet: Wallet, entry: Entry): Invariant | undefined {
  if ((wallet.terms === undefined) !== (entry.kind === 'wallet-opened')) return 'opened-once';
  if (!isOfFormat(entry)) return 'format-of-kind';
  if (!hasIdOfKind(entry)) return 'id-of-kind';
  if (wallet.terms === undefined) return brokenFirst(entry);
  return isUnapproved(wallet, entry) ? 'approved-by-another' : brokenLater(wallet, wallet.terms, entry);
}

/** Earlier formats opened a sandbox's wallet by the word for another mode. */
const isOfFormat = (entry: Entry): boolean =>
  entry.version === formatOf(entry) ||
  (entry.kind === 'wallet-opened' && entry.version === 1 && entry.facts.mode === 'operate');

function brokenFirst(entry: Entry): Invariant | undefined {
  if (entry.kind !== 'wallet-opened') return 'opened-once';
  const { currency, timeZone, tenant } = entry.facts;
  return isCurrency(currency) && isTimeZone(timeZone) && tenant !== '' ? undefined : 'terms';
}

function brokenLater(wallet: Wallet, terms: Terms, entry: Entry): Invariant | undefined {
  switch (entry.kind) {
    case 'wallet-opened':
      return 'opened-once';
    case 'opening-moved':
      return brokenByOpening(wallet, entry);
    case 'credits-bought':
      return entry.facts.lot.boughtAt > instantOf(entry)
        ? 'not-in-future'
        : brokenByLot(wallet, terms, { ...entry, at: instantOf(entry), method: null });
    case 'payment-requested':
      return brokenByRequest(wallet, terms, entry);
    case 'payment-settled':
      return brokenBySettlement(wallet, terms, entry);
    case 'payment-linked':
      return brokenByLink(wallet, terms, entry);
    case 'payment-cancelled':
      return brokenByCancel(wallet, terms, entry);
    case 'payment-left-unknown':
      return entry.facts.reopens === undefined ? brokenIfEnded(wallet, entry) : brokenByReopening(wallet, terms, entry);
    case 'payment-declined':
      return brokenIfEnded(wallet, entry);
    case 'call-drawn':
      return entry.facts.start > instantOf(entry) ? 'not-in-future' : undefined;
    // What is reversed, or stands again, was accepted before: with a clock that was ahead it may lie in the future (L13).
    case 'call-reversed':
    case 'questions-answered':
      return undefined;
    case 'credits-refunded':
    case 'credits-charged-back':
    case 'purchase-reversed':
      return brokenByReturn(wallet, entry);
    case 'charge-back-reversed':
      return brokenByWinning(wallet, terms, entry);
    case 'return-reversed':
      return brokenByTakingBack(wallet, entry);
    case 'balance-reconciled':
      return brokenByReconciliation(wallet, terms, entry);
    case 'reconciliation-reversed': {
      const { reconciliation } = entry.facts;
      return wallet.pool.reconciliations.some(({ id }) => id === reconciliation) ? undefined : 'reversed-was-there';
    }
    case 'lots-expired': {
      const isDue = entry.facts.at === instantOf(entry) && withWriteOffs(wallet.pool, entry.facts.at) !== wallet.pool;
      return isDue ? undefined : 'expiry-was-due';
    }
    case 'rule-set':
      if (terms.mode === 'mirror' && entry.facts.upTo !== undefined) return 'mode-allows';
      return checkRule(entry.facts, terms.minimum).ok ? undefined : 'rule-makes-sense';
    case 'thresholds-set':
      return isKept(entry.facts.thresholds) ? undefined : 'thresholds-in-order';
    case 'payment-method-set':
      return undefined;
    case 'backup-method-set':
      return terms.mode === 'mirror' ? 'mode-allows' : undefined;
    case 'recharge-evaluated': {
      const { why } = evaluate(wallet, instantOf(entry));
      return JSON.stringify(why) === JSON.stringify(entry.facts) ? undefined : 'evaluation-follows';
    }
    case 'alert-raised':
      return isBeginning(wallet, entry) ? undefined : 'episode-begins';
    case 'alert-ended': {
      const { facts } = entry;
      return wallet.episodes.some(one => one.alert === facts.alert && one.threshold === facts.threshold)
        ? undefined
        : 'episode-was-open';
    }
    case 'mode-adopted':
      return isAdoptable(wallet) ? undefined : 'mode-adopted-once';
    case 'rows-erased': {
      const { before } = entry.facts;
      const isLater = before > (wallet.erasedBefore ?? Number.NEGATIVE_INFINITY);
      return isLater && before <= instantOf(entry) ? undefined : 'erasure-goes-on';
    }
    case 'approval-limit-set':
      return undefined;
    case 'approval-asked':
      return brokenByAsking(wallet, entry);
    case 'approval-granted':
    case 'approval-declined':
    case 'approval-withdrawn':
    case 'approval-expired':
      return brokenByEnding(wallet, entry);
    case 'clock-moved':
      return terms.mode === 'sandbox' ? undefined : 'clock-of-sandbox';
    default:
      return unreachable(entry);
  }
}

type Of<Kind extends Entry['kind']> = Entry & { readonly kind: Kind };

/** Entries that follow from others have ids of their own: nobody can have asked for them. */
function hasIdOfKind({ kind, id, seq, facts }: Entry): boolean {
  switch (kind) {
    case 'call-drawn':
      return id.lastIndexOf('#') > 0;
    case 'payment-requested':
      return id === facts.key;
    case 'payment-cancelled':
      return facts.reason === 'not-bought' ? id !== '' : id === `${facts.key}/not-confirmed`;
    case 'lots-expired':
      return id === `expired-${seq}`;
    case 'approval-asked':
      return id === approvalIdOf(facts.proposal);
    case 'approval-granted':
      return id === endIdOf(facts.asked, 'granted');
    case 'approval-declined':
      return id === endIdOf(facts.asked, 'declined');
    case 'approval-withdrawn':
      return id === endIdOf(facts.asked, 'withdrawn');
    case 'approval-expired':
      return id === endIdOf(facts.asked, 'expired');
    case 'recharge-evaluated':
    case 'alert-raised':
    case 'alert-ended':
      return id === `${kind}-${seq}`;
    default:
      return id !== '';
  }
}

function brokenByOpening(wallet: Wallet, entry: Of<'opening-moved'>): Invariant | undefined {
  const { opensAt } = entry.facts;
  const at = instantOf(entry);
  if (opensAt !== neverOpens) return opensAt === at || isOfOpenOrder(wallet, opensAt) ? undefined : 'opening-follows';
  return hasCredits(wallet, instantOf(entry)) ? 'no-credits-left' : undefined;
}

/** Whether credits may begin then: an open order was placed then, or, if paying after use had begun later, that is when. */
const isOfOpenOrder = ({ spans, openPayments }: Wallet, opensAt: Instant): boolean =>
  openPayments.some(({ payment }) => Math.max(payment.requestedAt, spans.at(-1)?.to ?? -Infinity) === opensAt);

function brokenByReturn(
  { pool }: Wallet,
  entry: Of<'credits-refunded' | 'credits-charged-back' | 'purchase-reversed'>,
): Invariant | undefined {
  const { lotId, ofInvoice, amount } = entry.facts;
  const lot = pool.lots.find(({ id }) => id === lotId);
  if (lot === undefined || lot.invoice !== ofInvoice) return 'returned-of-its-purchase';
  if (entry.kind === 'credits-charged-back' && entry.facts.payment !== undefined && entry.facts.payment !== lot.payment)
    return 'taken-back-by-gateway';
  if (entry.kind === 'purchase-reversed') return amount === capacity(lot) ? undefined : 'reversed-in-full';
  if (entry.kind === 'credits-charged-back') return amount <= capacity(lot) ? undefined : 'charge-back-was-paid';
  const wasLeft = !isExpired(lot, instantOf(entry)) && amount <= rest(lot) && amount <= entry.facts.asked;
  return wasLeft ? undefined : 'refund-was-left';
}

/** It is all of a refund or a charge-back of that purchase, which had not been reversed. */
function brokenByTakingBack({ pool }: Wallet, entry: Of<'return-reversed'>): Invariant | undefined {
  const { lotId, ofInvoice, amount, returned } = entry.facts;
  const lot = pool.lots.find(({ id }) => id === lotId);
  if (lot === undefined || lot.invoice !== ofInvoice) return 'returned-of-its-purchase';
  const found = reversibleReturnsOf(pool, lot).find(({ id }) => id === returned);
  if (found === undefined) return 'reversed-was-there';
  return amount === found.amount ? undefined : 'reversed-in-full';
}

/** Whether thresholds are as they are kept. */
function isKept(thresholds: readonly Micros[]): boolean {
  const checked = checkThresholds(thresholds);
  return checked.ok && checked.value.join() === thresholds.join();
}

function brokenByAsking(wallet: Wallet, entry: Of<'approval-asked'>): Invariant | undefined {
  const limit = limitOf(wallet);
  const { sum, until } = entry.facts;
  if (limit === null || (sum !== null && sum <= limit)) return 'approval-was-needed';
  return until === instantOf(entry) + approvalMs ? undefined : 'approval-in-time';
}

function brokenByEnding({ fourEyes }: Wallet, entry: Ending): Invariant | undefined {
  const found = fourEyes?.waiting.find(({ id }) => id === entry.facts.asked);
  if (found === undefined) return 'approval-was-waiting';
  const isOver = instantOf(entry) >= found.until;
  return isOver === (entry.kind === 'approval-expired') ? undefined : 'approval-in-time';
}

function brokenByReconciliation(
  { pool, lotsOpened }: Wallet,
  { timeZone }: Terms,
  entry: Of<'balance-reconciled'>,
): Invariant | undefined {
  const { at, stated, lot } = entry.facts;
  if (at > instantOf(entry)) return 'not-in-future';
  if (pool.reconciliations.some(one => one.at === at)) return 'reconciled-once';
  if (lot.id !== String(lotsOpened + 1)) return 'lots-numbered';
  if (!lives12Months(at, lot.expiresAt, timeZone)) return 'lot-lives-12-months';
  return stated > largestTotal ? 'within-limits' : undefined;
}

/** An episode of a balance begins by crossing its threshold; that of the import by what the journal does not know. */
function isBeginning(wallet: Wallet, entry: Of<'alert-raised'>): boolean {
  const { begun } = crossings(wallet, instantOf(entry));
  const { alert, threshold } = entry.facts;
  if (alert === 'import-stalled')
    return threshold === 0 && !wallet.episodes.some(one => isSame(one, { alert, threshold }));
  return begun.some(one => one.alert === alert && one.threshold === threshold);
}
