import type { Posting } from './accounts.ts';
import type { Episode } from './alerts.ts';
import type { Instant, TimeZone } from './calendar.ts';
import type { Currency, Micros } from './money.ts';
import type { Payment, PaymentMethod } from './payments.ts';
import type { Proposal } from './proposals.ts';
import type { CancelReason, EvaluationReason, Rule } from './rule.ts';

/** The format of an entry. A reader refuses a newer one (L12). */
export const formatVersion = 8;

/** The oldest format that can say it: a program that reads only older ones must refuse it, and may read the others. */
export function formatOf(entry: Happening & Pick<Entry, 'at' | 'recordedAt'>): Entry['version'] {
  const own = formatOfFacts(entry, instantOf(entry));
  return entry.at !== undefined && own < 3 ? 3 : own;
}

function formatOfFacts({ kind, facts }: Happening, at: Instant): Entry['version'] {
  switch (kind) {
    case 'wallet-opened':
      if (facts.continues !== undefined) return 4;
      return facts.mode === 'mirror' ? 1 : 3;
    case 'payment-requested':
      if (facts.instead !== undefined) return 6;
      return facts.gatewayKey === undefined ? 1 : 3;
    case 'payment-settled':
      return facts.asBought === undefined ? 1 : 6;
    case 'payment-declined':
      return facts.retry === undefined ? 1 : 6;
    case 'payment-left-unknown':
      return facts.reopens === undefined ? 1 : 7;
    case 'charge-back-reversed':
      return 7;
    case 'return-reversed':
      return 8;
    case 'payment-linked':
    case 'payment-cancelled':
    case 'backup-method-set':
      return 6;
    case 'recharge-evaluated':
      return facts.reason === 'awaits-crossing' ? 6 : 1;
    case 'mode-adopted':
    case 'rows-erased':
      return 3;
    case 'opening-moved':
      return facts.opensAt < at ? 4 : 2;
    case 'rule-set':
      if (facts.upTo !== undefined) return 6;
      return facts.includesTrigger === undefined ? 1 : 5;
    case 'credits-charged-back':
      return facts.payment === undefined ? 1 : 5;
    case 'approval-asked':
      return formatOfProposal(facts.proposal);
    case 'thresholds-set':
    case 'approval-limit-set':
    case 'approval-granted':
    case 'approval-declined':
    case 'approval-withdrawn':
    case 'approval-expired':
      return 5;
    default:
      return 1;
  }
}

function formatOfProposal(proposal: Proposal): Entry['version'] {
  if (proposal.kind === 'reverse' && proposal.what.kind === 'return') return 8;
  const isSix =
    proposal.kind === 'set-backup-method' || (proposal.kind === 'set-rule' && proposal.rule.upTo !== undefined);
  return isSix ? 6 : 5;
}

/** How a wallet is run (B1): `mirror` follows what was bought at Microsoft, `operate` sells the credits itself, in `sandbox` nothing is real. */
export type Mode = 'mirror' | 'operate' | 'sandbox';

/** `opensAt` of a tenant that pays after use: nothing is drawn until it begins to buy credits. */
export const neverOpens: Instant = 8.64e15;

/** What a wallet is, fixed when it is opened; only `opensAt` can move later. */
export interface Terms {
  readonly tenant: string;
  readonly currency: Currency;
  readonly timeZone: TimeZone;
  readonly mode: Mode;
  /** Calls that began before it count in usage but draw nothing; null, and all draw, where the command line opened it (L10). */
  readonly opensAt: Instant | null;
  readonly isFeeInCharge: boolean;
  /** The least amount of an order and of "Recharge with" (L9). */
  readonly minimum: Micros;
}

/** The book that this one leads on, whose journal was condemned: its entries up to `seq` are the same here (L2). */
export interface Continued {
  /** The hash of its first entry. */
  readonly origin: string;
  /** Its last good entry, by place and hash. */
  readonly seq: number;
  readonly hash: string;
  /** The end that it was found with: what follows `seq` was left out. */
  readonly head: { readonly seq: number; readonly hash: string };
}

/** The lot that a purchase opens. */
export interface BoughtLot {
  readonly id: string;
  readonly boughtAt: Instant;
  readonly expiresAt: Instant;
  readonly amount: Micros;
  /** The charges, recorded before, whose first usable lot it became. */
  readonly demand: Micros;
}

/** One invoice per purchase or recharge, numbered without gaps (L9). */
export interface Invoice {
  readonly number: number;
  readonly at: Instant;
  readonly amount: Micros;
  readonly reference: string;
  readonly agreement: string | null;
  readonly purchaseOrder: string | null;
  readonly lotId: string;
}

/** What a call costs the pool from now on, and in `was` what it cost before a correction, a reversal or a verdict. */
export interface Charge {
  readonly start: Instant;
  readonly cost: Micros;
  readonly was: { readonly start: Instant; readonly cost: Micros } | null;
}

/** By how much a lot became smaller, and the invoice that it came with. */
export interface Returned {
  readonly lotId: string;
  readonly ofInvoice: number;
  readonly amount: Micros;
}

/** The balance that the admin center showed, and what that means for ours (L7). */
export interface Reconciled {
  readonly at: Instant;
  readonly stated: Micros;
  /** Ours at that instant minus what was stated, by what was known when it was recorded. */
  readonly difference: Micros;
  readonly reason: 'usage-not-seen' | 'credits-not-known' | 'agrees';
  /** The charges, recorded before, of calls that began by `at` and after the instant that the pool cut at before it. */
  readonly demand: Micros;
  /** The lot that is opened where the admin center shows more than is known; empty where it does not. */
  readonly lot: { readonly id: string; readonly expiresAt: Instant; readonly demand: Micros };
}

/** The answer to a question (L10). */
export type Verdict = 'bill' | 'ignore';

/** What happened, by kind, with the facts that its postings do not show. No people, numbers or names (L2). */
export type Happening =
  | { readonly kind: 'wallet-opened'; readonly facts: Terms & { readonly continues?: readonly Continued[] } }
  /** A tenant that paid after use buys credits, and calls from `opensAt` on draw: its order's instant; or the other way round, with `neverOpens`. */
  | { readonly kind: 'opening-moved'; readonly facts: { readonly opensAt: Instant } }
  | { readonly kind: 'credits-bought'; readonly facts: { readonly lot: BoughtLot; readonly invoice: Invoice } }
  | { readonly kind: 'payment-requested'; readonly facts: Payment }
  | {
      readonly kind: 'payment-settled';
      readonly facts: {
        readonly key: string;
        readonly lot: BoughtLot;
        readonly invoice: Invoice;
        /** What was bought is not what was asked for, or was bought before: whoever reports it says so. */
        readonly asBought?: true;
      };
    }
  /** What was asked for turned out to be a purchase that had been recorded by itself: no other lot is opened. */
  | { readonly kind: 'payment-linked'; readonly facts: { readonly key: string; readonly lotId: string } }
  | {
      readonly kind: 'payment-declined';
      readonly facts: {
        readonly key: string;
        readonly reason: string;
        /** No other automatic charge is tried before an admin acts: the card holder is needed. */
        readonly retry?: 'never';
      };
    }
  /** In mirror, what was asked for has not been bought: a person says so, or nobody confirmed Microsoft's recharge in time. */
  | {
      readonly kind: 'payment-cancelled';
      readonly facts: { readonly key: string; readonly reason: CancelReason };
    }
  /** With `reopens` it had failed, and its gateway now says what the book cannot take: it is open again. */
  | { readonly kind: 'payment-left-unknown'; readonly facts: { readonly key: string; readonly reopens?: true } }
  | { readonly kind: 'call-drawn'; readonly facts: Charge }
  /** A version of a row no longer counts; the one before it is standing again, or none. */
  | { readonly kind: 'call-reversed'; readonly facts: Charge & { readonly row: string; readonly version: string } }
  /** A verdict on rows that were held, each by `id#version`; those to bill have entries of their own. */
  | {
      readonly kind: 'questions-answered';
      readonly facts: { readonly verdict: Verdict; readonly rows: readonly string[] };
    }
  /** `asked` is the refund asked for; at most what was left of the purchase is refunded. */
  | { readonly kind: 'credits-refunded'; readonly facts: Returned & { readonly asked: Micros } }
  /** `spent` is the part of the amount that calls had drawn, and that is now owed or drawn from other lots. */
  | {
      readonly kind: 'credits-charged-back';
      readonly facts: Returned & {
        readonly spent: Micros;
        /** The payment that its gateway reports as taken back. Up to format 6 it is said only where a person would need another one's approval (P5). */
        readonly payment?: string;
      };
    }
  /** The gateway reports a payment that it had taken back as paid again: its lot is as large as before, from now on. */
  | { readonly kind: 'charge-back-reversed'; readonly facts: Returned & { readonly payment: string } }
  | { readonly kind: 'purchase-reversed'; readonly facts: Returned }
  /** A refund or a charge-back, by the id of its entry, was recorded by mistake: its lot is as large as before, from now on. */
  | { readonly kind: 'return-reversed'; readonly facts: Returned & { readonly returned: string } }
  | { readonly kind: 'balance-reconciled'; readonly facts: Reconciled }
  | { readonly kind: 'reconciliation-reversed'; readonly facts: { readonly reconciliation: string } }
  | { readonly kind: 'lots-expired'; readonly facts: { readonly at: Instant } }
  /** From now on more than this waits for a second person; null for nothing (P5). */
  | { readonly kind: 'approval-limit-set'; readonly facts: { readonly limit: Micros | null } }
  /** Somebody asks a second person for it; `sum` is what it would move, null where that has no bound or is no matter of money. */
  | {
      readonly kind: 'approval-asked';
      readonly facts: { readonly proposal: Proposal; readonly sum: Micros | null; readonly until: Instant };
    }
  /** How what was asked by that entry ended; what was granted follows in the same batch. */
  | {
      readonly kind: 'approval-granted' | 'approval-declined' | 'approval-withdrawn' | 'approval-expired';
      readonly facts: { readonly asked: string };
    }
  | { readonly kind: 'rule-set'; readonly facts: Rule }
  | { readonly kind: 'thresholds-set'; readonly facts: { readonly thresholds: readonly Micros[] } }
  | { readonly kind: 'payment-method-set'; readonly facts: { readonly method: PaymentMethod } }
  /** What is tried once after the first decline of an automatic charge; null for nothing (L8). */
  | { readonly kind: 'backup-method-set'; readonly facts: { readonly method: PaymentMethod | null } }
  | { readonly kind: 'recharge-evaluated'; readonly facts: EvaluationReason }
  | { readonly kind: 'alert-raised'; readonly facts: { readonly alert: Episode['alert']; readonly threshold: Micros } }
  | { readonly kind: 'alert-ended'; readonly facts: { readonly alert: Episode['alert']; readonly threshold: Micros } }
  /** A wallet that was opened where nobody had said its mode: from now on it is of this one. */
  | { readonly kind: 'mode-adopted'; readonly facts: { readonly mode: 'mirror' | 'operate' } }
  /** From now on nothing is known of people, numbers and look-alikes of rows that began before (L10). */
  | { readonly kind: 'rows-erased'; readonly facts: { readonly before: Instant } }
  | { readonly kind: 'clock-moved'; readonly facts: { readonly offsetMs: number } };

type Without<Each, Name extends PropertyKey> = Each extends unknown ? Omit<Each, Name> : never;

/** An entry before its postings and its place in the chain are worked out. */
export type Unposted = Without<Entry, 'postings' | 'previous' | 'hash'>;

/** One line of the journal: never edited, never deleted, only followed (L2). */
export type Entry = Happening & {
  readonly version: 1 | 2 | 3 | 4 | 5 | 6 | 7 | typeof formatVersion;
  readonly seq: number;
  /** The idempotency key. */
  readonly id: string;
  /** When it was recorded; never decreasing. Postings have instants of their own. */
  readonly recordedAt: Instant;
  /** The accepted reading of the clock where it was before `recordedAt`: entries before were recorded ahead of time (L13). */
  readonly at?: Instant;
  /** The digest of the request that caused it. */
  readonly digest: string;
  readonly postings: readonly Posting[];
  /** The hash of the entry before it; '' for the first. */
  readonly previous: string;
  /** The hash of everything above. */
  readonly hash: string;
};

/** When it happened by the clock that was accepted then: of its postings, lots and deadlines (L13). */
export const instantOf = ({ at, recordedAt }: Pick<Entry, 'at' | 'recordedAt'>): Instant => at ?? recordedAt;

/** The terms that a first entry gives. Earlier formats had no word for the sandbox: no other program wrote `operate` then. */
export const termsIn = ({
  version,
  facts: { continues: _, ...terms },
}: Pick<Entry & { kind: 'wallet-opened' }, 'version' | 'facts'>): Terms =>
  version < 3 && terms.mode === 'operate' ? { ...terms, mode: 'sandbox' } : terms;
