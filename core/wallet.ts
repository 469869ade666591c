import type { Episode } from './alerts.ts';
import type { Instant } from './calendar.ts';
import type { Hash } from './hash.ts';
import type { Terms } from './entries.ts';
import { isPrepaid, type Span } from './spans.ts';
import type { Currency, Micros } from './money.ts';
import type { DeclinedPayment, OpenPayment, PaymentMethod } from './payments.ts';
import { isExpired, rest } from './lots.ts';
import type { FourEyes } from './proposals.ts';
import { emptyPool, type Pool } from './pool.ts';
import { err, ok, type Result } from './result.ts';
import { freshMemory, type RechargeMemory, type Rule } from './rule.ts';

/** The state of one tenant's pool: a fold of its journal, O(lots + open matters). */
export interface Wallet {
  readonly seq: number;
  /** The hash of the first entry: the book's own name. */
  readonly origin: string;
  /** The hash of the last entry. */
  readonly head: string;
  readonly recordedAt: Instant;
  /** The instant of the last entry: before `recordedAt` where entries were recorded ahead of time (L13). */
  readonly at: Instant;
  readonly terms?: Terms;
  /** When the wallet was opened; `terms.opensAt` is about calls. */
  readonly openedAt?: Instant;
  readonly pool: Pool;
  /** When credits pay for calls (L10). */
  readonly spans: readonly Span[];
  readonly lotsOpened: number;
  readonly invoices: number;
  readonly rule?: Rule;
  /** Balances below which people are warned, beside the trigger (L15). */
  readonly thresholds?: readonly Micros[];
  readonly method?: PaymentMethod;
  /** What is tried once after the first decline of an automatic charge; nothing where it is absent or null (L8). */
  readonly backup?: PaymentMethod | null;
  readonly openPayments: readonly OpenPayment[];
  /** Payments reported as failed, or cancelled: they may still settle, for `overturnMs`. */
  readonly declined: readonly DeclinedPayment[];
  readonly memory: RechargeMemory;
  readonly episodes: readonly Episode[];
  /** Absent until a limit is first set (P5). */
  readonly fourEyes?: FourEyes;
  /** The latest instant of any erasure: rows that began before have no people and no numbers (L10). */
  readonly erasedBefore?: Instant;
  /** How far the sandbox's clock runs ahead of wall-clock time (L13). */
  readonly clockOffsetMs: number;
}

/** The wallet before its first entry. */
export const emptyWallet: Wallet = {
  seq: 0,
  origin: '',
  head: '',
  recordedAt: 0,
  at: 0,
  pool: emptyPool,
  spans: [],
  lotsOpened: 0,
  invoices: 0,
  openPayments: [],
  declined: [],
  memory: freshMemory,
  episodes: [],
  clockOffsetMs: 0,
};

/** The wallet's terms; refused when it has not been opened. */
export const termsOf = ({ terms }: Wallet): Result<Terms, { readonly kind: 'not-set-up' }> =>
  terms === undefined ? err({ kind: 'not-set-up' }) : ok(terms);

/** The terms of a wallet that calls draw from; refused for one not opened, or of a tenant that pays after use (L10). */
export function poolTermsOf(
  wallet: Wallet,
): Result<Terms, { readonly kind: 'not-set-up' } | { readonly kind: 'pays-after-use' }> {
  const terms = termsOf(wallet);
  return terms.ok && !isPrepaid(wallet.spans) ? err({ kind: 'pays-after-use' }) : terms;
}

/** Accepts the wallet's only currency; refuses any other (L1). */
export const checkCurrency = (
  { currency }: Terms,
  given: Currency,
): Result<
  Currency,
  { readonly kind: 'currency-mismatch'; readonly row: ''; readonly expected: Currency; readonly given: Currency }
> => (given === currency ? ok(given) : err({ kind: 'currency-mismatch', row: '', expected: currency, given }));

/** Whether a wallet whose mode nobody had said may be given one: no gateway has ever been asked for money for it. */
export const isAdoptable = ({ terms, memory, openPayments, declined, pool }: Wallet): boolean =>
  terms?.mode === 'sandbox' &&
  memory.requested === 0 &&
  openPayments.length === 0 &&
  declined.length === 0 &&
  pool.lots.every(({ payment }) => payment === null);

/** Whether paying after use may begin: nothing is left to spend, and no payment is on its way (M6). */
export const hasCredits = ({ pool, openPayments }: Wallet, at: Instant): boolean =>
  openPayments.length > 0 || pool.lots.some(lot => !isExpired(lot, at) && rest(lot) > 0);

/** The key that a gateway is to know a payment of this book by: no other wallet, book or tenant has it (L8). */
export const gatewayKeyIn = ({ terms, origin }: Wallet, key: string, hash: Hash): string =>
  hash(JSON.stringify([terms?.tenant, origin, key]));
