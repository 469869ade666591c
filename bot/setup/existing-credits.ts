import {
  expiryOf,
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
import { amountText } from '../chat/refusal-words.view.ts';
import type { Turn } from '../chat/turn.ts';
import { typedAmount } from '../chat/typed-amount.ts';
import { openingRequest } from '../tenant/open-wallet.ts';
import type { Request } from '../wallets/ledger.ts';
import type { Draft, ExistingCredits, ExistingForm } from './drafts.ts';
import { pastPurchases } from './past-purchases.ts';

// Credits that there are already: no order is placed. Past purchases are recorded with the day on which they were made, so that lots expire
// when they really do, and the balance that the admin center shows is reconciled with them.

export interface ExistingErrors {
  readonly currency?: string;
  readonly timeZone?: string;
  readonly balance?: string;
  readonly purchases?: readonly string[];
}

/** Whether nothing is in the book that credits of before could be counted into twice. */
export const mayRecordExisting = (wallet: Wallet): boolean =>
  wallet.lotsOpened === 0 && (wallet.terms === undefined || poolTermsOf(wallet).ok);

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
  if (isKnown && isZone && balance.ok && problems.length === 0)
    return ok({ form, at, currency, timeZone, balance: balance.value, purchases: [...purchases] });
  return err({
    ...(!isKnown && { currency: speech.say('refuse.currency', { text: escape(cut(form.currency)) }) }),
    ...(!isZone && { timeZone: speech.say('refuse.timeZone', { text: escape(cut(form.timeZone)) }) }),
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
  { at, currency, timeZone }: ExistingCredits,
): ReturnType<typeof openingRequest> =>
  openingRequest(needs, {
    ...{ id: `open-${name}`, currency, timeZone, opensAt: at, by: null },
    minimum: knownMinimum(currency) ?? usualMinimum,
  });

/**
 * What records them, under ids of the set-up: repeated after a crash, it continues. The purchases that have not expired come first, so that
 * the balance is never at zero in between.
 */
export function recordingOf(
  name: string,
  { at, balance, purchases, timeZone }: ExistingCredits,
): readonly [Request, ...Request[]] {
  const bought = purchases
    .map(({ day, amount, reference }) => ({ boughtAt: startOfDay(day, timeZone), amount, reference }))
    .toSorted((one, other) => one.boughtAt - other.boughtAt);
  const isOver = ({ boughtAt }: { readonly boughtAt: Instant }): boolean => expiryOf(boughtAt, timeZone) <= at;
  const buys = [...bought.filter(one => !isOver(one)), ...bought.filter(isOver)].map((one, index): Request => ({
    kind: 'buy',
    id: `existing-${name}-${index + 1}`,
    ...one,
  }));
  const reconciled = reconciliationOf(name, { at, balance });
  const [first, ...others] = buys;
  return first === undefined ? [reconciled] : [first, ...others, reconciled];
}

/** The balance that was seen, as what is to be recorded. */
export const reconciliationOf = (
  name: string,
  { at, balance }: Pick<ExistingCredits, 'at' | 'balance'>,
): Proposal & { readonly kind: 'reconcile' } => ({
  ...{ kind: 'reconcile', id: reconciliationIdOf(name), statedAt: at, stated: balance },
});

export const reconciliationIdOf = (name: string): string => `reconcile-${name}`;

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
  balance: '',
  purchases: '',
});

const zoneOr = (zone: TimeZone | undefined, other: TimeZone): TimeZone =>
  zone !== undefined && isTimeZone(zone) ? zone : other;
