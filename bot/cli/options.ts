import {
  isCurrency,
  parseAmount,
  parseInstant,
  typedReference,
  type Currency,
  type Instant,
  type Micros,
  type Terms,
} from '../../core/index.ts';
import { amountText } from '../chat/refusal-words.view.ts';
import { decimalMarkOf } from '../chat/typed-amount.ts';
import { longestReason } from '../wallets/reasons.ts';
import { terminalSpeech } from './speech.ts';
import { Refused, WrongUsage } from './terminal.ts';

/** The options that several verbs have. */
export const shared = {
  at: { value: 'INSTANT', about: 'such as 2026-10-31 or 2026-10-31T12:00:00Z; now when left out' },
  currency: { value: 'CODE', about: 'the currency of a wallet that does not exist yet; USD when left out' },
  minimum: { value: 'AMOUNT', about: 'its smallest order, where the currency is not USD' },
  limit: { value: 'NUMBER', about: 'how many to show' },
  reference: {
    value: 'TEXT',
    about: 'its number elsewhere; the same one again is the same one',
    reads: typedReference,
  },
  reason: { value: 'TEXT', about: 'why: words that are kept beside the entry, and can be erased' },
} as const;

/** The options of a verb that reads the journal. */
export const reading = {
  good: { about: 'where the journal is damaged: up to its last good entry' },
  book: { value: 'NUMBER', about: 'another book of the wallet: one that continue or a reset left' },
} as const;

/** The options of a verb that records something. */
export const recording = {
  'dry-run': { about: 'show what would be recorded, and record nothing' },
  yes: { about: 'record it without asking, on a terminal too' },
} as const;

/** The options of a verb that records what may need a second person. */
export const approvable = {
  ...recording,
  'approved-by': {
    value: 'PERSON',
    about: 'above the limit: another person who may approve it and has agreed, by object id or address',
  },
} as const;

export function readInstant(name: string, text: string): Instant {
  const instant = parseInstant(/^\d{4}-\d{2}-\d{2}$/.test(text) ? `${text}T00:00:00Z` : text);
  if (instant === undefined)
    throw new WrongUsage(`--${name} ${text}: an ISO 8601 instant such as 2026-10-31T12:00:00Z`);
  return instant;
}

export function readCurrency(text: string): Currency {
  const currency = text.toUpperCase();
  if (!isCurrency(currency)) throw new WrongUsage(`--currency ${text}: not an ISO 4217 code`);
  return currency;
}

/** An amount of money; `1,250` is refused in a time zone where decimals follow a comma (L1). */
export function readAmount(
  name: string,
  text: string,
  { currency, timeZone }: Pick<Terms, 'currency' | 'timeZone'>,
): Micros {
  const amount = parseAmount(text, currency, decimalMarkOf(text, { timeZones: [timeZone] }));
  if (!amount.ok)
    throw new Refused(
      `--${name}: ${amountText(terminalSpeech({ timeZone }), amount.refusal, text, currency)} (${currency})`,
    );
  return amount.value;
}

/** A whole number from 1 on. */
export function readCount(name: string, text: string, what = 'a number from 1 on'): number {
  if (!/^[1-9]\d{0,8}$/.test(text)) throw new WrongUsage(`--${name} ${text}: ${what}`);
  return Number(text);
}

export function readReason(text: string | undefined): string | undefined {
  if (text !== undefined && text.length > longestReason)
    throw new WrongUsage(`--reason is at most ${longestReason} characters`);
  return text;
}

export const readInvoice = (text: string): number => readCount('invoice', text, 'the number of an invoice');
