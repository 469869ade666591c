import { currencies, type Currency } from '../../core/index.ts';
import { phraseTables } from '../../cards/phrases.ts';
import { mayBeginRegion, regionCode } from '../../cards/regions.ts';
import { languages, listedIn } from '../../cards/words.ts';
import { allWords, isApart, type ArgumentContext } from './argument.ts';
import { meaningAt, tokensOf, type Token } from './phrase-words.ts';
import { typedAmount } from './typed-amount.ts';
import { dayAlone, dayNames, weekdays } from './day-words.ts';
import { numberWords } from './number-words.ts';
import { bareDays, holidayNames } from './typed-day.ts';
import { patternWords, spanWords } from './typed-period.ts';
import { range } from './typed-range.ts';

/** What a sentence gives a command: days, a country, an amount and the like, as it would be typed. */
export interface Slot {
  /** What an amount is for is told by what stands beside it. */
  readonly name:
    | 'days'
    | 'country'
    | 'amount'
    | 'below'
    | 'upTo'
    | 'over'
    | 'differs'
    | 'counted'
    | 'aside'
    | 'until'
    | 'invoice'
    | 'correction'
    | 'call'
    | 'person';
  readonly typed: string;
  /** How many words it takes. */
  readonly length: number;
}

/** A text, its words, and what is known around it. */
export interface Read {
  readonly text: string;
  readonly all: readonly Token[];
  readonly context: ArgumentContext;
}

/** The slot that begins at a word: the first kind that does, in as many words as it takes. */
export const slotAt = (read: Read, at: number): Slot | undefined =>
  numberedAt(read, at) ?? daysAt(read, at) ?? moneyAt(read, at) ?? countryAt(read, at) ?? addressAt(read, at);

const between = ({ text, all }: Read, start: number, end: number): string =>
  text.slice(all[start]?.start, all[end - 1]?.end);

let numbered: readonly (readonly [Slot['name'], RegExp])[] | undefined;

/** Invoice 12, 第3张发票, call 88, and a call's id. */
function numberedAt(read: Read, at: number): Slot | undefined {
  numbered ??= Object.values(phraseTables).flatMap(table =>
    numberedThings.flatMap(name =>
      table.numbered[name].split(';').map(words => [name, numberedPattern(words.trim(), name)] as const),
    ),
  );
  const { start = 0, word = '' } = read.all[at] ?? {};
  if (word.length === 36 && word.split('-').length === 5) return { name: 'call', typed: word, length: 1 };
  const rest = read.text.slice(start, start + longestNumbered);
  for (const [name, pattern] of numbered) {
    const [all, typed] = pattern.exec(rest) ?? [];
    if (all !== undefined && typed !== undefined) return { name, typed, length: tokensOf(all).length };
  }
  return undefined;
}

const numberedThings = ['invoice', 'correction', 'call'] as const;

const longestNumbered = 60;

const id = String.raw`[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}`;

const beforeNumber = { invoice: '', correction: '(?:cn?-?)?0*', call: `${id}|` } as const;

/** `call {n}`, where {n} is a number, or the id of a call; a credit note may have its C before it, or what others put there: CN-0031. */
const numberedPattern = (words: string, name: (typeof numberedThings)[number]): RegExp =>
  new RegExp(
    `^${words
      .split('{n}')
      .map(part => RegExp.escape(part.trim()))
      .join(String.raw`\s*#?\s*(${beforeNumber[name]}\d{1,9})`)}(?![.,:/-]*[a-z0-9])`,
    'iu',
  );

/** The most days that are named from a word on. */
function daysAt(read: Read, at: number): Slot | undefined {
  const { first, any } = dayWords();
  if (!mayName(read.all[at]?.word, first)) return undefined;
  let end = at + 1;
  while (end < at + mostDayWords && mayName(read.all[end]?.word, any)) end += 1;
  for (; end > at; end -= 1) {
    const typed = between(read, at, end);
    if (!saysDays(typed) || [isOrdinal, isOfThing, isCutShort].some(is => is(read, at, end))) continue;
    if (isDeadline(read, at, end)) return { name: 'until', typed, length: end - at };
    if (range.read(typed, read.context).ok)
      return { name: 'days', typed: typed.slice(leadOf(typed).length).trim(), length: end - at };
  }
  return undefined;
}

/** Whether what may be a day is the number of a thing: 22号发票. */
const isOfThing = (read: Read, at: number, end: number): boolean =>
  dayAlone.test(bareDays(between(read, at, end))) &&
  read.all
    .slice(at, end)
    .some(({ word }, index) => /^\d/.test(word) && (numberedAt(read, at + index)?.length ?? 0) > end - at - index);

const segmenter = new Intl.Segmenter('zh', { granularity: 'word' });

/** Whether the last character of a weekday begins another word: 上周一共, 上周日本. */
function isCutShort({ text, all }: Read, _: number, end: number): boolean {
  const { start = 0, end: to = 0 } = all[end - 1] ?? {};
  if (!weekdays.has(text.slice(start - 1, to))) return false;
  const found = segmenter.segment(text).containing(start);
  return found?.index === start && found.segment.length > 1;
}

let deadlines: { readonly before: RegExp; readonly behind: RegExp } | undefined;

/** Whether a day is until when something is needed, and given to nothing: "the csv by Friday", 审计周五要. It may be ahead. */
function isDeadline({ text, all, context }: Read, at: number, end: number): boolean {
  deadlines ??= deadlinePatterns();
  const [before, behind] = [text.slice(0, all[at]?.start), text.slice(all[end - 1]?.end)];
  const isThere = deadlines.before.test(before) || deadlines.behind.test(behind);
  return isThere && isOneDay(text.slice(all[at]?.start, all[end - 1]?.end), context);
}

function deadlinePatterns(): NonNullable<typeof deadlines> {
  const words = Object.values(phraseTables).flatMap(table => table.deadlines.split('; '));
  return {
    before: new RegExp(String.raw`(?:^|[^\p{L}])(?:${markedBy(words, /\{n\}$/)})\s*$`, 'iu'),
    behind: new RegExp(`^(?:${markedBy(words, /^\{n\}/)})`, 'u'),
  };
}

/** What stands on that side of the place of a number or a day, as one pattern. */
const markedBy = (words: readonly string[], place: RegExp): string =>
  words
    .filter(said => place.test(said))
    .map(said => said.replace(place, '').trim())
    // A word of Latin letters is whole: "next 200" is no extension.
    .map(said => (/^[a-z]/i.test(said) ? `(?<![\\p{L}\\p{N}])${RegExp.escape(said)}` : RegExp.escape(said)))
    .join('|');

function isOneDay(typed: string, context: ArgumentContext): boolean {
  const read = range.read(typed, context);
  return read.ok && read.value.first === read.value.last;
}

/** Whether the 3rd, or 3号, is one of what follows it, or ends what is meant: "the 3rd quarter", 3号线, "before the 3rd". */
function isOrdinal(read: Read, at: number, end: number): boolean {
  const { text, all } = read;
  if (!dayAlone.test(bareDays(between(read, at, end)))) return false;
  const next = all[end];
  const isLast = next === undefined || !/^\s*$/.test(text.slice(all[end - 1]?.end, next.start));
  const lead = new RegExp(
    String.raw`\s(?:${allWords('range.leads')
      .map(word => RegExp.escape(word))
      .join('|')})\s*$`,
    'u',
  );
  const before = text.slice(0, all[at]?.start).toLowerCase().replace(lead, ' ').replace(lead, ' ');
  const behind = text.slice(next?.start).toLowerCase();
  const isOf = (words: readonly string[], isHere: (word: string) => boolean): boolean => words.some(isHere);
  const ends = isOf(allWords('range.limits'), word =>
    new RegExp(`(?:^|\\s)${RegExp.escape(word)}\\s*$`, 'u').test(before),
  );
  const goesOn = isOf(allWords('range.behindDay'), word => behind.startsWith(word) && isApart(behind, word.length));
  return ends || !(isLast || goesOn);
}

/** From 2026年10月31日 to 2026年11月15日. */
const mostDayWords = 14;

const mayName = (word: string | undefined, words: ReadonlySet<string>): boolean =>
  word !== undefined && (/^\d/.test(word) || words.has(word));

let made: { readonly first: ReadonlySet<string>; readonly any: ReadonlySet<string> } | undefined;

/** The words that days begin with, and all that they have. */
function dayWords(): NonNullable<typeof made> {
  if (made !== undefined) return made;
  const all = [...rangeWords.flatMap(list => allWords(list)), ...dayNames, ...holidayNames()].map(words =>
    tokensOf(words.replaceAll(/\{\w+\}/g, ' 1 ')).map(({ word }) => word),
  );
  const begun = all.map(words => words[0] ?? '');
  return (made = { first: new Set(begun), any: new Set([...all.flat(), ...numberWords]) });
}

const rangeWords = [
  ...(['range.leads', 'range.today', 'range.yesterday', 'range.dayBeforeYesterday', 'range.daysAgo'] as const),
  ...spanWords,
  ...patternWords,
  ...(['range.weekdayOfThisWeek', 'range.weekdayOfLastWeek', 'range.since', 'range.between'] as const),
  ...(['range.yearStart', 'range.beside', 'range.daySuffixes', 'range.yearSuffixes'] as const),
];

/** `for` of `for last month`: a command may take it for another's mark. */
const leadOf = (text: string): string =>
  allWords('range.leads').find(words =>
    text.toLowerCase().startsWith(/\p{Script=Han}$/u.test(words) ? words : `${words} `),
  ) ?? '';

/** `5`, `last 5`, `month` and `may` are days only where a command asks for them. */
function saysDays(text: string): boolean {
  const lower = text.toLowerCase();
  const lead = leadOf(text);
  const rest = lower.slice(lead.length).trim();
  // What is near this year is one, and seldom an amount.
  if (/^20[12]\d$/.test(rest)) return true;
  const counted = rest.replace(/\d+$/, '{n}');
  if (/^[\d.,]+$/.test(rest) || allWords('range.lastDays').includes(counted)) return false;
  return lead !== '' || !allWords('range.alsoWords').includes(rest);
}

/** $200, 200 dollars, USD 200; a number alone is told apart later. */
function moneyAt(read: Read, at: number): Slot | undefined {
  if (!/\d/.test(between(read, at, at + 2)) || isNumbered(read, at)) return undefined;
  for (let end = Math.min(read.all.length, at + 3); end > at; end -= 1) {
    const typed = between(read, at, end);
    const bare = bareAmount(typed, read.context);
    const isMoney = bare !== typed || /\p{Sc}|[a-z]{3}/iu.test(typed);
    if (isMoney && /\d/.test(typed) && typedAmount(read.context, bare, read.context.currency).ok)
      return { name: 'amount', typed: bare, length: end - at };
  }
  return undefined;
}

let marks: readonly (readonly [Slot['name'], RegExp, RegExp])[] | undefined;

/** What an amount is for, by what stands before or behind it: "below 100", 100以下. */
export function amountNamed(before: string, after: string): Slot['name'] {
  marks ??= Object.values(phraseTables).flatMap(({ marked }) =>
    (['below', 'upTo', 'over', 'differs', 'aside'] as const).map(name => {
      const words = marked[name].split('; ');
      const isOf = (said: string, pattern: string): RegExp => new RegExp(said === '' ? '(?!)' : pattern, 'iu');
      const [front, behind] = [markedBy(words, /\{n\}$/), markedBy(words, /^\{n\}/)];
      return [name, isOf(front, `(?:${front})\\s*\\p{Sc}?$`), isOf(behind, `^\\s*(?:${behind})`)] as const;
    }),
  );
  return marks.find(([, front, behind]) => front.test(before) || behind.test(after))?.[0] ?? 'amount';
}

let countedWords: ReadonlySet<string> | undefined;

/** Whether a number counts what follows it, and is no amount: 60 minutes, 3个人. */
export function isCounted({ all, text }: Read, at: number): boolean {
  const { word = '', end = 0 } = all[at] ?? {};
  if (!/^\d/.test(word)) return false;
  countedWords ??= new Set(Object.values(phraseTables).flatMap(({ counted }) => counted.split('; ')));
  const behind = text.slice(end);
  const [run = ''] = /^ ?(\p{Script=Han}{2,3})/u.exec(behind) ?? [];
  const longer = [3, 2].some(length => countedWords?.has(run.trim().slice(0, length)) === true);
  return longer || countedWords.has(all[at + 1]?.word ?? '') || behind.startsWith('%');
}

/** Whether a number is an hour of the day: 3 am, 凌晨3点. */
export const isHour = ({ all, text }: Read, at: number): boolean =>
  /^(?:1[0-2]|[1-9])$/.test(all[at]?.word ?? '') &&
  (/^ ?(?:[ap]\.?m\b(?! (?:I|me)\b)|o'?clock\b)/i.test(text.slice(all[at]?.end)) ||
    (text.startsWith('点', all[at]?.end) && /[早晚夜午晨]上?$/u.test(text.slice(0, all[at]?.start))));

/** A number that nothing else has taken, and that is not of another currency: "45 euros" are no 45 of a wallet in dollars. */
export function amountAt(read: Read, at: number): Slot | undefined {
  const typed = between(read, at, at + 1);
  // What begins with a zero is a number of something.
  if (isForeign(read, at) || isNumbered(read, at) || /^0\d/.test(typed)) return undefined;
  return typedAmount(read.context, typed, read.context.currency).ok ? { name: 'amount', typed, length: 1 } : undefined;
}

/** `200 dollars` of a wallet in dollars is 200; of another it stays what it is, and is not read. */
function bareAmount(text: string, { currency }: ArgumentContext): string {
  const lower = text.toLowerCase();
  const name = namesOf(currency).find(words => lower.endsWith(words));
  const number = name === undefined ? text : text.slice(0, -name.length).trim();
  return /^\p{Sc}[\d.,]+$/u.test(number) && signsOf(currency).has(number.slice(0, 1)) ? number.slice(1) : number;
}

const signs = new Map<Currency, ReadonlySet<string>>();

/** The signs with which a currency is written: $ of any dollar. */
function signsOf(currency: Currency): ReadonlySet<string> {
  const before = signs.get(currency);
  if (before !== undefined) return before;
  const parts = languages.flatMap(language =>
    new Intl.NumberFormat(listedIn(language, 'app.locale')[0], {
      ...{ style: 'currency', currency, currencyDisplay: 'narrowSymbol' },
    }).formatToParts(0),
  );
  const all = new Set(parts.flatMap(({ type, value }) => (type === 'currency' ? value.match(/\p{Sc}/gu) : null) ?? []));
  signs.set(currency, all);
  return all;
}

/** Whether a number is of a day or a thing, and no amount: the 1st, 3号线. */
const isNumbered = (read: Read, at: number): boolean =>
  [1, 2].some(length => dayAlone.test(between(read, at, at + length).toLowerCase()));

/** Whether a number stands beside another currency than the wallet's. */
function isForeign({ text, all, context: { currency } }: Read, at: number): boolean {
  const own = new Set([...namesOf(currency), currency.toLowerCase(), currency]);
  const previous = all[at - 1];
  const typedBefore = previous === undefined ? '' : text.slice(previous.start, previous.end);
  const typedBehind = text.slice(all[at]?.end).trimStart();
  const [before, behind] = [typedBefore.toLowerCase(), typedBehind.toLowerCase()];
  const [, sign = ''] =
    /(\p{Sc}) ?$/u.exec(text.slice(0, all[at]?.start)) ?? /^ ?(\p{Sc})/u.exec(text.slice(all[at]?.end)) ?? [];
  if (sign !== '' && !signsOf(currency).has(sign)) return true;
  const stands = (name: string, [front, back]: readonly [string, string]): boolean =>
    !own.has(name) && (front === name || (back.startsWith(name) && isApart(back, name.length)));
  return currencies.some(
    other =>
      stands(other, [typedBefore, typedBehind]) ||
      [...namesOf(other), ...(codesLikeWords.has(other) ? [] : [other.toLowerCase()])].some(name =>
        stands(name, [before, behind]),
      ),
  );
}

/** Codes that are words too in small letters: "below 5 top it up". */
const codesLikeWords: ReadonlySet<string> = new Set('ALL BAM CUP GEL MAD MOP PEN RON SOS TOP TRY'.split(' '));

/** Codes of countries that are words too, in a text that has capitals, and what is no country there: Power BI. */
const countriesLikeWords: ReadonlySet<string> = new Set('AM AS AT BE BY DO ID IN IS ME MY NO SO TO TV'.split(' '));
const noCountries: ReadonlySet<string> = new Set('AI BI CV HR IT PM PR QA'.split(' '));

/** Whether two capitals are a word where they stand, and no country: NO REASON, but "calls to NO". */
function isWordHere({ text, all }: Read, at: number, typed: string): boolean {
  const isBehindPlace = /\b(?:to|in|from) $/i.test(text.slice(0, all[at]?.start));
  if (noCountries.has(typed)) return true;
  return countriesLikeWords.has(typed) ? !isBehindPlace : meaningAt(all, at) !== undefined;
}

const named = new Map<Currency, readonly string[]>();

/** What a currency is called in every language, one and many of it: US dollars, dollars, 美元. */
function namesOf(currency: Currency): readonly string[] {
  const before = named.get(currency);
  if (before !== undefined) return before;
  const names = languages.flatMap(language => {
    const locale = listedIn(language, 'app.locale')[0];
    const format = new Intl.NumberFormat(locale, { style: 'currency', currency, currencyDisplay: 'name' });
    return [1, 2].flatMap(count => {
      const part = format.formatToParts(count).find(({ type }) => type === 'currency');
      const name = part?.value.toLowerCase() ?? currency;
      return [name, name.split(' ').at(-1) ?? name];
    });
  });
  const longestFirst = [...new Set([...names, ...alsoNamed])].toSorted((one, other) => other.length - one.length);
  named.set(currency, longestFirst);
  return longestFirst;
}

/** What money is called where it is clear whose. */
const alsoNamed = ['bucks', '元', '块', '块钱', '元钱'];

const longestCountry = 9;

/** A word that is written in capitals for its country alone. */
const onlyCountry = 'US';

/** Whether two capitals are the code of a country by what stands beside them: neither 10 PM nor NO REASON, nor GM that begins a sentence. */
const isForCountry = ({ text, all }: Read, at: number, end: number): boolean =>
  (at > 0 || isAsked(all, end)) &&
  !/\d ?$/.test(text.slice(0, all[at]?.start)) &&
  !/^ \p{Lu}{2,}/u.test(text.slice(all[end - 1]?.end));

/** Whether calls, or what was spent, stand at a place: DE calls. */
const isAsked = (all: readonly Token[], at: number): boolean =>
  ['call', 'spend'].some(idea => meaningAt(all, at)?.meaning.ideas.includes(idea));

/** A country by its name; two letters are words too, unless they are capitals among others that are none: "what IS left" and "HR" are no country. */
function countryAt(read: Read, at: number): Slot | undefined {
  if (!mayBeginRegion(read.all[at]?.word ?? '')) return undefined;
  for (let end = Math.min(read.all.length, at + longestCountry); end > at; end -= 1) {
    const typed = between(read, at, end);
    const isCode = typed.length === 2 && !/\p{Script=Han}/u.test(typed);
    if (isCode && (!/^\p{Lu}+$/u.test(typed) || !/\p{Ll}|\p{Script=Han}/u.test(read.text))) continue;
    if (isCode && typed !== onlyCountry && !isForCountry(read, at, end)) continue;
    if (isCode && typed !== onlyCountry && isWordHere(read, at, typed)) continue;
    if (typed.length > 1 && regionCode(typed) !== undefined) return { name: 'country', typed, length: end - at };
  }
  return undefined;
}

/** What stands before an alias: from till-07. */
const beforeAlias = new Set(['of', 'from', 'to', 'for']);

/** The address of a person, or the alias of a shared phone. */
function addressAt({ all }: Read, at: number): Slot | undefined {
  const word = all[at]?.word ?? '';
  const before = all[at - 1]?.word ?? '';
  const isAlias = /^\p{L}[\p{L}-]*-\d+$/u.test(word) && (beforeAlias.has(before) || /^\p{Script=Han}$/u.test(before));
  const isMonth = dayNames.includes(word.replace(/-.*/, ''));
  return /.@./.test(word) || (isAlias && !isMonth) ? { name: 'person', typed: word, length: 1 } : undefined;
}
