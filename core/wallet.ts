import type { Episode } from './alerts.ts';
import type { Instant } from './calendar.ts';
import { neverOpens, type Terms } from './entries.ts';
import type { Currency } from './money.ts';
import type { DeclinedPayment, OpenPayment, PaymentMethod } from './payments.ts';
import { emptyPool, type Pool } from './pool.ts';
import { err, ok, type Result } from './result.ts';
import { freshMemory, type RechargeMemory, type Rule } from './rule.ts';

/** The state of one tenant's pool: a fold of its journal, O(lots + open matters). */
export interface Wallet {
  readonly seq: number;
  /** The hash of the last entry. */
  readonly head: string;
  readonly recordedAt: Instant;
  readonly terms?: Terms;
  /** When the wallet was opened, whatever its terms say of calls. */
  readonly openedAt?: Instant;
  readonly pool: Pool;
  readonly hasBought: boolean;
  readonly lotsOpened: number;
  readonly invoices: number;
  readonly rule?: Rule;
  readonly method?: PaymentMethod;
  readonly openPayments: readonly OpenPayment[];
  /** Payments said to have failed: a gateway may still say otherwise, for a while. */
  readonly declined: readonly DeclinedPayment[];
  readonly memory: RechargeMemory;
  readonly episodes: readonly Episode[];
  /** The sandbox's clock runs this far ahead of the wall's (L13). */
  readonly clockOffsetMs: number;
}

/** Before the first entry. */
export const emptyWallet: Wallet = {
  seq: 0,
  head: '',
  recordedAt: 0,
  pool: emptyPool,
  hasBought: false,
  lotsOpened: 0,
  invoices: 0,
  openPayments: [],
  declined: [],
  memory: freshMemory,
  episodes: [],
  clockOffsetMs: 0,
};

/** The terms of a wallet that has been set up. */
export const termsOf = ({ terms }: Wallet): Result<Terms, { readonly kind: 'not-set-up' }> =>
  terms === undefined ? err({ kind: 'not-set-up' }) : ok(terms);

/** The terms of a wallet that calls draw from. */
export function poolTermsOf(
  wallet: Wallet,
): Result<Terms, { readonly kind: 'not-set-up' } | { readonly kind: 'pays-after-use' }> {
  const terms = termsOf(wallet);
  return terms.ok && terms.value.opensAt === neverOpens ? err({ kind: 'pays-after-use' }) : terms;
}

/** The same currency, or what it should have been: a wallet has one for ever (L1). */
export const checkCurrency = (
  { currency }: Terms,
  given: Currency,
): Result<
  Currency,
  { readonly kind: 'currency-mismatch'; readonly row: ''; readonly expected: Currency; readonly given: Currency }
> => (given === currency ? ok(given) : err({ kind: 'currency-mismatch', row: '', expected: currency, given }));
