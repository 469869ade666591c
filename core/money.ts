import { err, ok, type Result } from './result.ts';
import { visibleText } from './typed-text.ts';

/** Money: an integer number of micro-units (10⁻⁶) of some currency, within the safe integers (L1). */
export type Micros = number;

/** An ISO 4217 alphabetic code, such as `USD`. */
export type Currency = string;

/** Micro-units in one unit of a currency. */
export const microsPerUnit: Micros = 1_000_000;

/** The largest amount that a person may type or a file may state: a billion units, so that sums stay exact. */
export const largestAmount: Micros = 1_000_000_000 * microsPerUnit;

/** The most that is live in one wallet: what is left of unexpired lots with open payments, and what is owed; so that sums stay exact (L1). */
export const largestTotal: Micros = 4 * largestAmount;

/** An amount with more digits than its currency has; `readings` are amounts of it that may have been meant (L1). */
export interface FinerThanCurrency {
  readonly kind: 'finer-than-currency';
  readonly currency: Currency;
  readonly digits: number;
  readonly readings: readonly string[];
}

/** Why a text is not an amount, with the facts for the message. */
export type AmountRefusal =
  | { readonly kind: 'not-an-amount' }
  /** It can be read in two ways, or only in one that is not ours: `readings` are what to type instead. */
  | { readonly kind: 'ambiguous'; readonly readings: readonly string[] }
  | { readonly kind: 'too-large'; readonly largest: Micros }
  | FinerThanCurrency
  | { readonly kind: 'currency-mismatch'; readonly expected: Currency; readonly given: string };

// The active codes of ISO 4217, each followed by the number of its minor digits where that is not 2.
const codes =
  'AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD3 BIF0 BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF CLP0 ' +
  'CNY COP CRC CUP CVE CZK DJF0 DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF0 GTQ GYD HKD HNL HTG HUF IDR ' +
  'ILS INR IQD3 IRR ISK0 JMD JOD3 JPY0 KES KGS KHR KMF0 KPW KRW0 KWD3 KYD KZT LAK LBP LKR LRD LSL LYD3 MAD MDL MGA MKD MMK ' +
  'MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD OMR3 PAB PEN PGK PHP PKR PLN PYG0 QAR RON RSD RUB RWF0 SAR ' +
  'SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND3 TOP TRY TTD TWD TZS UAH UGX0 USD UYU UZS VED ' +
  'VES VND0 VUV0 WST XAF0 XCD XCG XOF0 XPF0 YER ZAR ZMW ZWG';
const digitsOf: ReadonlyMap<Currency, number> = new Map(
  codes.split(' ').map(code => [code.slice(0, 3), code.length > 3 ? Number(code.slice(3)) : 2]),
);

// A symbol says only which currencies it can mean; the wallet says which one it is.
const symbols: ReadonlyMap<string, readonly Currency[]> = new Map([
  ['$', ['USD', 'CAD', 'AUD', 'NZD', 'SGD', 'HKD', 'TWD', 'MXN', 'BRL', 'ARS', 'CLP', 'COP']],
  ['US$', ['USD']],
  ['€', ['EUR']],
  ['£', ['GBP']],
  ['¥', ['CNY', 'JPY']],
  ['元', ['CNY', 'TWD', 'HKD']],
  ['₹', ['INR']],
  ['₩', ['KRW']],
]);

/** The active codes of ISO 4217. */
export const currencies: readonly Currency[] = [...digitsOf.keys()];

/** Whether it is an active ISO 4217 code. */
export const isCurrency = (text: string): boolean => digitsOf.has(text);

/** Digits after the decimal point that the currency has: 2 for USD, 0 for JPY, 3 for KWD. */
export function minorDigits(currency: Currency): number {
  const digits = digitsOf.get(currency);
  if (digits === undefined) throw new RangeError(`not an ISO 4217 currency: ${currency}`);
  return digits;
}

/** The exact sum; leaving the safe integers is a bug and throws (L1). */
export function add(...amounts: readonly Micros[]): Micros {
  let total = 0;
  for (const amount of amounts) {
    total += amount;
    if (!Number.isSafeInteger(total)) throw new RangeError('money overflow');
  }
  return total;
}

/** The exact product; leaving the safe integers is a bug and throws (L1). */
export function multiply(amount: Micros, times: number): Micros {
  const product = amount * times;
  if (!Number.isSafeInteger(product)) throw new RangeError('money overflow');
  return product;
}

/** What people write before the decimals: a point, or in many places a comma. */
export type DecimalMark = '.' | ',';

/**
 * Reads an amount as a person types it: `200`, `$200`, `1,250.50`, `２００`, `200 USD`. Refuses signs, words, exponents, look-alikes of
 * digits, amounts finer than the currency (zeros count) or over a billion, another currency's symbol or code, and what can be read in two
 * ways: `1.250,50`, and `1,250` where decimals are written with a comma (L1, B4).
 */
export function parseAmount(
  text: string,
  currency: Currency,
  decimalMark: DecimalMark = '.',
): Result<Micros, AmountRefusal> {
  const parts = /^(?<before>[^\d\s.,+-]{1,3})?\s*(?<number>\d[\d.,]*)\s*(?<after>[^\d\s.,+-]{1,3})?$/u.exec(
    visibleText(text),
  )?.groups;
  const number = parts?.['number'];
  if (parts === undefined || number === undefined) return err({ kind: 'not-an-amount' });
  for (const mark of [parts['before'], parts['after']]) {
    if (mark === undefined) continue;
    const meant = symbols.get(mark) ?? (isCurrency(mark.toUpperCase()) ? [mark.toUpperCase()] : undefined);
    if (meant === undefined) return err({ kind: 'not-an-amount' });
    if (!meant.includes(currency)) return err({ kind: 'currency-mismatch', expected: currency, given: mark });
  }
  const digits = minorDigits(currency);
  const withPoint = asDecimal(number, /^(?:\d+|[1-9]\d{0,2}(?:,\d{3})+)(?:\.\d+)?$/, '.');
  const withComma = asDecimal(number, /^(?:\d+|[1-9]\d{0,2}(?:\.\d{3})+)(?:,\d+)?$/, ',');
  const readings = [...new Set([withPoint, withComma].flatMap(reading => offered(reading, digits, decimalMark)))];
  if (withPoint === undefined)
    return err(withComma === undefined ? { kind: 'not-an-amount' } : { kind: 'ambiguous', readings });
  const { whole, fraction } = withPoint;
  if (fraction.length > digits) return err({ kind: 'finer-than-currency', currency, digits, readings });
  const isTwofold = withComma !== undefined && (withComma.whole !== whole || withComma.fraction !== fraction);
  if (isTwofold && decimalMark === ',') return err({ kind: 'ambiguous', readings });
  return exactly(whole, fraction);
}

/** The digits before and after the decimal mark. */
interface Decimal {
  readonly whole: string;
  readonly fraction: string;
}

function asDecimal(number: string, form: RegExp, mark: DecimalMark): Decimal | undefined {
  if (!form.test(number)) return undefined;
  const [whole = '', fraction = ''] = number.split(mark);
  return { whole: whole.replaceAll(/[.,]/g, ''), fraction };
}

/** What to type for a reading, so that it has no other there; nothing where it is finer than the currency. */
function offered(reading: Decimal | undefined, digits: number, decimalMark: DecimalMark): readonly string[] {
  if (reading === undefined || reading.whole.length > longestOffer) return [];
  const fraction = withoutZerosAtEnd(reading.fraction);
  // What is too large would be refused too.
  if (fraction.length > digits || !exactly(reading.whole, fraction).ok) return [];
  if (fraction === '') return [reading.whole];
  if (decimalMark === '.' || digits !== 3) return [`${reading.whole}.${fraction.padEnd(digits, '0')}`];
  // Three decimals could be thousands there: fewer cannot, nor any of a number that begins with zero.
  const isThousands = fraction.length === 3 && /^[1-9]\d{0,2}$/.test(reading.whole);
  return [`${isThousands ? '0' : ''}${reading.whole}.${fraction}`];
}

/** The digits of a billion: a longer number is no amount. */
const longestOffer = 10;

/**
 * Reads a decimal as a machine writes it (`-0.0130`), down to one micro-unit, without passing through a float. Refuses anything else,
 * and more than `largestAmount`; a refusal in a file rejects the row, not the file.
 */
export function parseDecimal(text: string): Result<Micros, AmountRefusal> {
  const parts = /^(-)?(\d+)(?:\.(\d+))?$/.exec(text.trim());
  if (parts === null) return err({ kind: 'not-an-amount' });
  const fraction = withoutZerosAtEnd(parts[3] ?? '');
  if (fraction.length > 6) return err({ kind: 'not-an-amount' });
  const size = exactly(parts[2] ?? '', fraction);
  if (!size.ok || parts[1] === undefined || size.value === 0) return size;
  return ok(-size.value);
}

/** The sum, or the largest exact number where it is larger: for what is only compared with a limit (L1). */
export const addUpTo = (one: Micros, other: Micros): Micros => Math.min(Number.MAX_SAFE_INTEGER, one + other);

/** The amount in whole units of the currency's least coin, rounded down: only so much can be given back (L1). */
export const inWholeCoins = (amount: Micros, currency: Currency): Micros =>
  amount - (amount % 10 ** (6 - minorDigits(currency)));

/** The least amount of whole coins that is as much: an amount not below zero. */
export const upToWholeCoins = (amount: Micros, currency: Currency): Micros => {
  const whole = inWholeCoins(amount, currency);
  return whole === amount ? amount : add(whole, 10 ** (6 - minorDigits(currency)));
};

/** Refuses what is finer than whole coins of the currency: nothing finer can be paid (L1). */
export const checkCoins = (amount: Micros, currency: Currency): Result<Micros, FinerThanCurrency> =>
  inWholeCoins(amount, currency) === amount
    ? ok(amount)
    : err({ kind: 'finer-than-currency', currency, digits: minorDigits(currency), readings: [] });

/** Refuses what no form takes, finer than coins or over a billion: a card may send what nobody typed (L1). */
export function checkTypable(
  amount: Micros,
  currency: Currency,
): Result<
  Micros,
  FinerThanCurrency | { readonly kind: 'too-large'; readonly asked: Micros; readonly largest: Micros }
> {
  return Math.abs(amount) > largestAmount
    ? err({ kind: 'too-large', asked: amount, largest: largestAmount })
    : checkCoins(amount, currency);
}

/** A sum over rows or years: of any size, and so no `Micros` (L1). */
export const total = (amounts: Iterable<Micros>): bigint => {
  let sum = 0n;
  for (const amount of amounts) sum += BigInt(amount);
  return sum;
};

/** `65.00`: at least the digits of the currency, more only where the amount is finer (`0.013`). */
export function decimal(amount: Micros | bigint, currency: Currency): string {
  const sign = amount < 0 ? '-' : '';
  const digits = String(amount).slice(sign.length).padStart(7, '0');
  const fraction = withoutZerosAtEnd(digits.slice(-6)).padEnd(minorDigits(currency), '0');
  return `${sign}${digits.slice(0, -6)}${fraction === '' ? '' : `.${fraction}`}`;
}

/** The nearest amount with no more digits than the currency has: for estimates, since nothing in the journal is rounded (L1). */
export function roundedToCurrency(amount: Micros, currency: Currency): Micros {
  const smallest = 10 ** (6 - minorDigits(currency));
  return Math.round(amount / smallest) * smallest;
}

/**
 * An amount as a form shows it, to be typed over: with three decimals it could be read in two ways where these follow a comma (L1), so that
 * zeros at the end are left out, and `1.234` begins with one.
 */
export function formAmount(amount: Micros, currency: Currency): string {
  const text = decimal(amount, currency);
  if (!/\.\d{3}$/.test(text)) return text;
  const short = text.replace(/\.?0+$/, '');
  return /^[1-9]\d{0,2}\.\d{3}$/.test(short) ? `0${short}` : short;
}

/** In linear time: a regular expression would begin anew at each zero. */
function withoutZerosAtEnd(digits: string): string {
  let end = digits.length;
  while (digits[end - 1] === '0') end -= 1;
  return digits.slice(0, end);
}

function exactly(whole: string, fraction: string): Result<Micros, AmountRefusal> {
  const micros = BigInt(whole) * BigInt(microsPerUnit) + BigInt(fraction.padEnd(6, '0') || '0');
  return micros > BigInt(largestAmount) ? err({ kind: 'too-large', largest: largestAmount }) : ok(Number(micros));
}
