import {
  isCurrency,
  isTimeZone,
  knownMinimum,
  ok,
  poolTermsOf,
  startOfDay,
  err,
  usualMinimum,
  type Currency,
  type Instant,
  type Micros,
  type Mode,
  type Proposal,
  type Result,
  type Terms,
  type TimeZone,
  type Wallet,
} from '../../core/index.ts';
import { cut, escape } from '../../cards/escape.ts';
import { openId, type OpenIdNeeds } from '../approvals/open-id.ts';
import { amountText } from '../chat/refusal-words.view.ts';
import type { Turn } from '../chat/turn.ts';
import { typedAmount } from '../chat/typed-amount.ts';
import { openingRequest } from '../tenant/open-wallet.ts';
import type { Request } from '../wallets/ledger.ts';
import type { Draft, ExistingCredits, ExistingForm } from './drafts.ts';
import { isMinimumAsked, minimumOf } from './minimum.ts';
import { pastPurchases } from './past-purchases.ts';

// Credits that there are already: no order is placed. The balance that the admin center shows is reconciled: it is all that comes in, so it is
// what a second person may have to agree to (P5). Past purchases then explain it, with the day on which they were made, so that lots expire when
// they really do.

export interface ExistingErrors {
  readonly currency?: string;
  readonly timeZone?: string;
  readonly minimum?: string;
  readonly balance?: string;
  readonly purchases?: readonly string[];
}

/** Why they cannot be recorded: where orders are paid here nobody would have paid for them; elsewhere they could be counted twice. */
export type WhyNotExisting = 'notHere' | 'known';

/** Why credits of before cannot be recorded in that book; undefined where they can. */
export function whyNotExisting(wallet: Wallet, mode: Mode): WhyNotExisting | undefined {
  if (mode === 'operate') return 'notHere';
  const isFresh = wallet.lotsOpened === 0 && (wallet.terms === undefined || poolTermsOf(wallet).ok);
  return isFresh ? undefined : 'known';
}

/** Checks every field, and says beside each what is wrong with it; lines one by one. */
export function parseExisting(
  viewer: Pick<Turn, 'speech' | 'locale' | 'localTimeZone'>,
  form: ExistingForm,
  { terms, at }: { readonly terms: Terms | undefined; readonly at: Instant },
): Result<ExistingCredits, ExistingErrors> {
  const { speech } = viewer;
  const currency = terms?.currency ?? form.currency.trim().toUpperCase();
  const timeZone = terms?.timeZone ?? form.timeZone.trim();
  const isKnown = isCurrency(currency);
  const isZone = isTimeZone(timeZone);
  const read = isKnown ? currency : 'USD';
  // Days are of the wallet's zone, and decimals are written as there.
  const zoned = { ...viewer, speech: { ...speech, timeZone: isZone ? timeZone : speech.timeZone } };
  const balance = typedBalance(zoned, form.balance, read);
  const { purchases, problems } = pastPurchases(form.purchases, { ...zoned, now: at, currency: read });
  const least = minimumOf(viewer, form.minimum, { terms, currency: read });
  if (isKnown && isZone && least.ok && balance.ok && problems.length === 0) {
    const minimum = isMinimumAsked({ terms, currency }) ? least.value : null;
    return ok({ form, at, currency, timeZone, minimum, balance: balance.value, purchases: [...purchases] });
  }
  return err({
    ...(!isKnown && { currency: speech.say('refuse.currency', { text: escape(cut(form.currency)) }) }),
    ...(!isZone && { timeZone: speech.say('refuse.timeZone', { text: escape(cut(form.timeZone)) }) }),
    ...(!least.ok && { minimum: least.refusal }),
    ...(!balance.ok && { balance: balance.refusal }),
    ...(problems.length > 0 && { purchases: problems }),
  });
}

/** A balance may be owed: then it is below zero. */
function typedBalance(
  viewer: Pick<Turn, 'speech' | 'locale' | 'localTimeZone'>,
  typed: string,
  currency: Currency,
): Result<Micros, string> {
  const owed = /^\s*[-−–－]\s*(?=\S)/u.exec(typed)?.[0];
  const amount = typedAmount(viewer, typed.slice(owed?.length ?? 0), currency);
  if (!amount.ok) return err(amountText(viewer.speech, amount.refusal, typed, currency));
  return ok(owed === undefined || amount.value === 0 ? amount.value : -amount.value);
}

/** What opens the wallet: the calls from the instant of the balance on draw. */
export const openingOf = (
  needs: { readonly tenant: string; readonly mode: Mode },
  name: string,
  { at, currency, timeZone, minimum }: ExistingCredits,
): ReturnType<typeof openingRequest> =>
  openingRequest(needs, {
    ...{ id: `open-${name}`, currency, timeZone, opensAt: at, by: null },
    // An earlier version did not ask.
    minimum: minimum ?? knownMinimum(currency) ?? usualMinimum,
  });

/** What records the balance. */
export const balanceProposal = (
  id: string,
  { at, balance }: ExistingCredits,
): Proposal & { readonly kind: 'reconcile' } => ({
  kind: 'reconcile',
  id,
  statedAt: at,
  stated: balance,
});

/** What explains it, under ids of the set-up: repeated after a crash, it continues. */
export const purchasesOf = (name: string, { purchases, timeZone }: ExistingCredits): readonly Request[] =>
  purchases
    .map(({ day, amount, reference }) => ({ boughtAt: startOfDay(day, timeZone), amount, reference }))
    .toSorted((one, other) => one.boughtAt - other.boughtAt)
    .map((one, index) => ({ kind: 'buy', id: `existing-${name}-${index + 1}`, ...one }));

/** The id of the balance's entry; another once a second person was asked and did not agree. */
export const balanceIdOf = (needs: OpenIdNeeds, name: string): Promise<string> => openId(needs, `reconcile-${name}`);

/** The ids of a set-up's entries hold this. */
export const recordingName = ({ id, attempt }: Draft): string => `${id}-${attempt}`;

/** The form as it is first shown. */
export const firstExistingForm = (
  { localTimeZone: zone }: Pick<Turn, 'localTimeZone'>,
  terms: Terms | undefined,
  currency: Currency,
): ExistingForm => ({
  currency,
  timeZone: terms?.timeZone ?? zoneOr(zone, 'UTC'),
  minimum: '',
  balance: '',
  purchases: '',
});

const zoneOr = (zone: TimeZone | undefined, other: TimeZone): TimeZone =>
  zone !== undefined && isTimeZone(zone) ? zone : other;
