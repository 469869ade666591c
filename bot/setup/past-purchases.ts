import { parse } from 'csv-parse/sync';
import {
  dayMs,
  err,
  ok,
  typedReference,
  type Currency,
  type Day,
  type Instant,
  type Micros,
  type Result,
} from '../../core/index.ts';
import { cut, escape } from '../../cards/escape.ts';
import { amountText } from '../chat/refusal-words.view.ts';
import type { Turn } from '../chat/turn.ts';
import { typedAmount } from '../chat/typed-amount.ts';
import { day } from '../chat/typed-range.ts';

/** A purchase of before, by the day on which it was made. */
export interface PastPurchase {
  readonly day: Day;
  readonly amount: Micros;
  /** The number of its invoice or order; '' where none was given. */
  readonly reference: string;
}

/** Who typed, when, and in which currency. */
export interface PurchasesContext extends Pick<Turn, 'speech' | 'locale' | 'localTimeZone'> {
  readonly now: Instant;
  readonly currency: Currency;
}

/** More of them is a file for the command line. */
export const mostPurchases = 200;

const longestReference = 60;

interface ReadPurchases {
  readonly purchases: readonly PastPurchase[];
  /** What is wrong, each with the number of its line. */
  readonly problems: readonly string[];
}

/** Reads purchases, one on a line: `2026-03-01 100`, `Mar 1 2026 $1,250.50 INV-7`, or csv. Good lines are read though others are wrong. */
export function pastPurchases(text: string, context: PurchasesContext): ReadPurchases {
  const { speech } = context;
  const lines = text.split(/\r\n|[\n\r]/).map((line, index) => ({ number: index + 1, line: line.trim() }));
  // A heading has no digit, and no purchase is without one.
  const isHeading = (line: string): boolean => !/\p{Nd}/u.test(line);
  const first = lines.find(({ line }) => line !== '');
  const filled = lines.filter(one => one.line !== '' && !(one === first && isHeading(one.line)));
  if (filled.length > mostPurchases)
    return { purchases: [], problems: [speech.say('setup.existing.tooMany', { most: speech.number(mostPurchases) })] };
  const seen = new Map<string, number>();
  const purchases: PastPurchase[] = [];
  const problems: string[] = [];
  for (const { number, line } of filled) {
    const read = purchaseIn(line, context);
    const key = read.ok ? JSON.stringify(read.value) : '';
    const before = seen.get(key);
    if (!read.ok) problems.push(speech.say('setup.existing.line', { line: number, problem: read.refusal }));
    else if (before !== undefined) problems.push(speech.say('setup.existing.twice', { line: number, first: before }));
    else {
      seen.set(key, number);
      purchases.push(read.value);
    }
  }
  return { purchases, problems };
}

function purchaseIn(line: string, context: PurchasesContext): Result<PastPurchase, string> {
  const { speech, currency } = context;
  const unclear = err(speech.say('setup.existing.unclear', { text: escape(cut(line)) }));
  const fields = csvFields(line, context) ?? spokenFields(line, context);
  if (fields === undefined) return unclear;
  const { date, money, reference, mayGoOn } = fields;
  const read = dayOfPurchase(date, context);
  if (!read.ok) return read;
  const amount = typedAmount(context, money, currency);
  if (!amount.ok) return err(amountText(speech, amount.refusal, money, currency));
  if (amount.value === 0) return err(speech.say('refuse.amount-not-positive'));
  // 100 EUR is not 100 of the wallet's currency under the number EUR, and 1 250 000 is not 1.
  const withNext = `${money} ${reference.split(' ')[0] ?? ''}`;
  const next = typedAmount(context, withNext, currency);
  if (!next.ok && next.refusal.kind === 'currency-mismatch')
    return err(amountText(speech, next.refusal, withNext, currency));
  if (isMoreOfAmount(reference) || (mayGoOn && isGroupOfDigits(money, reference)))
    return err(speech.say('setup.existing.amountGoesOn', { text: escape(cut(`${money} ${reference}`)) }));
  return ok({ day: read.value, amount: amount.value, reference: beginningOf(typedReference(reference)) });
}

/** Half a character is none. */
const beginningOf = (reference: string): string => reference.slice(0, longestReference).replace(/\p{Surrogate}$/u, '');

interface Fields {
  readonly date: string;
  readonly money: string;
  readonly reference: string;
  /** Whether digits behind the amount may be more of it: nothing but a blank, or a comma that no quotes explain, parts them. */
  readonly mayGoOn: boolean;
}

/** A currency's sign, thousands or a factor: what stands there is no number of an invoice. */
const isMoreOfAmount = (rest: string): boolean =>
  /^(?:\p{Sc}|[万萬千仟百佰亿億]|[x×*]\s*\d|(?:k|mm?|mn|mio|bn|hundred|thousand|million|billion)(?![\p{L}\p{N}-]))/iu.test(
    rest.normalize('NFKC'),
  );

/** 1 250 and 1 250,50: a group of three digits behind one that may have more before it. */
const isGroupOfDigits = (money: string, rest: string): boolean =>
  /(?<![\d.,])\d{1,3}$/.test(money.normalize('NFKC')) &&
  /^(?:\d\d )*\d{3}(?:[.,]\d*)?(?:\s|$)/.test(rest.normalize('NFKC'));

/** A line of csv begins with a date and a comma, a semicolon or a tab. */
function csvFields(line: string, context: PurchasesContext): Fields | undefined {
  const delimiter = /^(?:"[^"]*"|[^\s,;\t]*\d[^\s,;\t]*)\s*([,;\t])/.exec(line)?.[1];
  if (delimiter === undefined) return undefined;
  try {
    const records: readonly (readonly string[])[] = parse(line, { delimiter, relax_column_count: true, trim: true });
    const [record = []] = records;
    const [date = '', money = '', ...others] = record;
    // 1,250.50 without quotes is two fields: it must not be read as 1. And 1,250 may be either.
    const isParted = delimiter === ',' && line.includes(`${money},${others[0] ?? ''}`);
    const rest = others.join(',');
    if (isParted && /\d{1,3}$/.test(money) && /^\d{3}(?:,\d{3})*\.\d/.test(rest))
      return { date, money: `${money},${rest}`, reference: '', mayGoOn: false };
    const words = [money, ...others.filter(one => one !== '')];
    return { date, ...moneyIn(words, context), mayGoOn: isParted };
  } catch {
    return undefined;
  }
}

/** The most words of a date: 1 March 2026. */
const wordsOfDate = 4;

/** A date as people write it, then an amount, then the number of an invoice. */
function spokenFields(line: string, context: PurchasesContext): Fields | undefined {
  const words = line.split(/\s+/);
  for (let count = Math.min(wordsOfDate, words.length); count > 0; count -= 1) {
    const date = words.slice(0, count).join(' ');
    if (!dayOfPurchase(date, { ...context, now: farAhead(context) }).ok) continue;
    // Mar 1 2026 alone is a date, and not 2026 on March 1.
    return count === words.length ? undefined : { date, ...moneyIn(words.slice(count), context), mayGoOn: true };
  }
  const [date = '', ...rest] = words;
  return rest.length === 0 ? undefined : { date, ...moneyIn(rest, context), mayGoOn: true };
}

/** An amount is one word or two: `100`, `100 USD`. */
function moneyIn(words: readonly string[], context: PurchasesContext): Pick<Fields, 'money' | 'reference'> {
  const isTwo = words.length > 1 && typedAmount(context, words.slice(0, 2).join(' '), context.currency).ok;
  const count = isTwo ? 2 : 1;
  return { money: words.slice(0, count).join(' '), reference: words.slice(count).join(' ') };
}

/** A day in the future is a date too, though it is refused. */
const farAhead = ({ now }: PurchasesContext): Instant => now + 3650 * dayMs;

/** The day that is written, or that an instant begins with. */
const dayOfPurchase = (date: string, context: PurchasesContext): Result<Day, string> =>
  day({}).read(/^\d{4}-\d{2}-\d{2}(?=[T ]\d\d:)/.exec(date)?.[0] ?? date, context);
