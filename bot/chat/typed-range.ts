import { dayOf, err, ok, type Day, type DayRange, type Month, type Result } from '../../core/index.ts';
import { cut, escape } from '../../cards/escape.ts';
import { allWords, type Argument, type ArgumentContext } from './argument.ts';
import {
  bareDay,
  dayAlone,
  dayWithMonth,
  endWithYear,
  monthNames,
  months,
  spacedDays,
  weekdays,
  yearSuffix,
} from './day-words.ts';

// Dates are read strictly, in every language at once: a library that guesses an instant out of any text (chrono-node) knows no whole months,
// and reads 10/11 without asking.

type Date = Temporal.PlainDate;

/** The longest time that is asked about at once: older calls are not kept. */
export const mostDays = 3660;

/** Whole days in the wallet's zone: `today`, `30`, `last week`, `October`, `2026-10`, `1–15 Oct`, `since Monday`. */
export const range: Argument<DayRange> = {
  name: 'range',
  read: (typed, context) => {
    const today = Temporal.PlainDate.from(dayOf(context.now, context.speech.timeZone));
    const text = normalized(typed);
    if (isAmbiguous(text)) return misread(context, 'misread.day-or-month', typed);
    const days = periodIn(text, today) ?? sinceIn(text, today) ?? betweenIn(text, today) ?? spanIn(text, today);
    if (days === undefined) return misread(context, 'misread.range', typed);
    if (isBefore(days.last, days.first)) return misread(context, 'misread.range-backwards', typed);
    if (isBefore(today, days.first)) return misread(context, 'misread.range-ahead', typed);
    if (days.first.until(days.last).days >= mostDays) return misread(context, 'misread.range-long', typed);
    return ok({ first: days.first.toString(), last: days.last.toString() });
  },
};

/** One day, not after today. */
export const day = <Where extends Pick<Argument<Day>, 'mark' | 'isRequired'>>(place: Where): Argument<Day> & Where => ({
  name: 'day',
  ...place,
  read: (typed, context) => {
    const today = Temporal.PlainDate.from(dayOf(context.now, context.speech.timeZone));
    const text = normalized(typed);
    if (isAmbiguous(text)) return misread(context, 'misread.day-or-month', typed);
    const found = dayIn(text, today);
    if (found === undefined) return misread(context, 'misread.day', typed);
    return isBefore(today, found) ? misread(context, 'misread.range-ahead', typed) : ok(found.toString());
  },
});

/** The lists of words for this week, the last one, and so on. */
export const spanWords = [
  'range.thisWeek',
  'range.lastWeek',
  'range.thisMonth',
  'range.lastMonth',
  'range.thisQuarter',
  'range.lastQuarter',
  'range.thisYear',
  'range.lastYear',
] as const;

/** A calendar month; of one without its year, the last that has begun. */
export const month: Argument<Month> = {
  name: 'month',
  read: (typed, context) => {
    const today = Temporal.PlainDate.from(dayOf(context.now, context.speech.timeZone));
    const text = normalized(typed);
    const named = allWords('range.thisMonth').includes(text)
      ? 0
      : allWords('range.lastMonth').includes(text)
        ? 1
        : undefined;
    const found = named === undefined ? monthIn(text, today) : today.toPlainYearMonth().subtract({ months: named });
    if (found === undefined) return misread(context, 'misread.month', typed);
    return isBefore(today, found.toPlainDate({ day: 1 }))
      ? misread(context, 'misread.range-ahead', typed)
      : ok(found.toString());
  },
};

function misread(
  { speech }: ArgumentContext,
  word: `misread.${'range' | 'range-backwards' | 'range-ahead' | 'range-long' | 'day' | 'month' | 'day-or-month'}`,
  typed: string,
): Result<never, string> {
  return err(speech.say(word, { text: escape(cut(typed)) }));
}

interface Span {
  readonly first: Date;
  readonly last: Date;
}

const isBefore = (one: Date, other: Date): boolean => Temporal.PlainDate.compare(one, other) < 0;

/** Dashes as one, with spaces around it; words that only lead in are left out. */
function normalized(typed: string): string {
  const text = typed
    .toLowerCase()
    .replaceAll(/\s*[–—~～]\s*|\s+-\s+/g, ' – ')
    .replaceAll(/\s+/g, ' ')
    .replaceAll(spacedDays, '')
    .replaceAll(/(?<![\d/])(\d{1,2})\/(\d{1,2})\/(20\d\d)(?![\d/])/g, unslashed)
    .trim();
  return withoutLead(text);
}

/** Days without "on", "the" and "on the" before them. */
export const bareDays = (text: string): string => withoutLead(withoutLead(text.toLowerCase().trim()));

function withoutLead(text: string): string {
  const lead = allWords('range.leads').find(
    word => text.startsWith(`${word} `) || (isHan(word) && text.startsWith(word)),
  );
  return lead === undefined ? text : text.slice(lead.length).trim();
}

/** 13/03/2026 and 3/13/2026 can be one day only; 10/11/2026 stays as it is. */
function unslashed(typed: string, one: string, other: string, year: string): string {
  const [first, second] = [Number(one), Number(other)];
  if (first > 12 && second <= 12) return `${year}-${second}-${first}`;
  if ((second > 12 && first <= 12) || first === second) return `${year}-${first}-${second}`;
  return typed;
}

const isHan = (text: string): boolean => /^\p{Script=Han}+$/u.test(text);

/** 10/11 is October 11 to some and November 10 to others. */
const isAmbiguous = (text: string): boolean =>
  /(?<!\d)\d{1,2}\/\d{1,2}(?!\d*\/\d{1,2}(?!\d))/.test(text) && !/\d{4}\/\d/.test(text);

/** A period with a name, or as many of the last days. */
function periodIn(text: string, today: Date): Span | undefined {
  const whole = (unit: 'week' | 'month' | 'quarter' | 'year', back: number): Span => {
    const first = beginning(today, unit).subtract(lengths[unit](back));
    return { first, last: first.add(lengths[unit](1)).subtract({ days: 1 }) };
  };
  const yesterday = today.subtract({ days: 1 });
  const named = {
    today: { first: today, last: today },
    yesterday: { first: yesterday, last: yesterday },
    thisWeek: whole('week', 0),
    lastWeek: whole('week', 1),
    thisMonth: whole('month', 0),
    lastMonth: whole('month', 1),
    thisQuarter: whole('quarter', 0),
    lastQuarter: whole('quarter', 1),
    thisYear: whole('year', 0),
    lastYear: whole('year', 1),
  } as const;
  for (const [name, span] of Object.entries(named))
    if (allWords(`range.${name as keyof typeof named}`).includes(text)) return span;
  for (const [unit, words] of [
    ['days', 'range.lastDays'],
    ['weeks', 'range.lastWeeks'],
    ['months', 'range.lastMonths'],
  ] as const) {
    const [, count] = matched(text, words, '(\\d{1,3})') ?? [];
    if (count === undefined) continue;
    const first = today.subtract({ [unit]: Number(count) }).add({ days: 1 });
    return Number(count) === 0 ? undefined : { first, last: today };
  }
  return undefined;
}

const lengths = {
  week: (count: number) => ({ weeks: count }),
  month: (count: number) => ({ months: count }),
  quarter: (count: number) => ({ months: 3 * count }),
  year: (count: number) => ({ years: count }),
};

/** The first day of the week, which begins on Monday, or of the month, quarter or year that a day is in. */
function beginning(date: Date, unit: keyof typeof lengths): Date {
  if (unit === 'week') return date.subtract({ days: date.dayOfWeek - 1 });
  const first = date.with({ day: 1 });
  if (unit === 'month') return first;
  return first.with({ month: unit === 'year' ? 1 : first.month - ((first.month - 1) % 3) });
}

/** From a day to today. */
function sinceIn(text: string, today: Date): Span | undefined {
  const [, typed] = matched(text, 'range.since', '(.{1,30})') ?? [];
  const span = typed === undefined ? undefined : spanIn(typed.trim(), today);
  return span && { first: span.first, last: isBefore(today, span.first) ? span.first : today };
}

/** From one day to another; the month may stand at one of them only. */
function betweenIn(text: string, today: Date): Span | undefined {
  const [, from, to] = matched(text, 'range.between', '(.{1,30}?)', '(.{1,30})') ?? shortened(text) ?? [];
  if (from === undefined || to === undefined) return undefined;
  const [, lastDay, year] = endWithYear.exec(to.trim()) ?? [];
  const [begins, ends] = year === undefined ? [from.trim(), to.trim()] : [`${from.trim()} ${year}`, lastDay ?? ''];
  const first = spanIn(bareDay.test(begins) ? replacedDay(ends, begins) : begins, today)?.first;
  if (first === undefined) return undefined;
  const typedEnd = bareDay.test(ends) ? replacedDay(begins, ends) : ends;
  const end = spanIn(typedEnd, today);
  if (end === undefined) return undefined;
  // Without a year it is the first such day after the beginning, unless that is far ahead; else it is the wrong way around.
  const later = end.last.add({ years: 1 });
  const isMeantLater =
    !/\d{4}/.test(typedEnd) && isBefore(end.last, first) && isBefore(later, today.add({ months: 6 }));
  return { first, last: isMeantLater ? later : end.last };
}

/** Whether a line ends with from when to when, as "from tomorrow to yesterday", of which one side alone can be read: it is not of that day. */
export function endsHalfRead(line: string, { now, speech }: Pick<ArgumentContext, 'now' | 'speech'>): boolean {
  const today = Temporal.PlainDate.from(dayOf(now, speech.timeZone));
  const isRead = (text: string, other: string): boolean =>
    spanIn(bareDay.test(text) ? replacedDay(other, text) : text, today) !== undefined;
  return allWords('range.between')
    .filter(words => !words.startsWith('{a}'))
    .some(words => {
      const ends = RegExp.escape(words)
        .replace(String.raw`\{a\}`, '(.{1,30}?)')
        .replace(String.raw`\{b\}`, '(.{1,30})');
      const [, from, to] = new RegExp(`(?:^|[ \\p{Script=Han}])${ends}$`, 'u').exec(line.toLowerCase()) ?? [];
      if (from === undefined || to === undefined) return false;
      // What follows the days is no part of them: "from 1 to 10 October in Excel".
      const last = beginningsOf(to.trim());
      return last.some(end => isRead(from.trim(), end)) !== last.some(end => isRead(end, from.trim()));
    });
}

/** What a text begins with, in ever fewer words. */
function beginningsOf(text: string): readonly string[] {
  const words = text.split(' ');
  return words.map((_, at) =>
    words
      .slice(0, words.length - at)
      .join(' ')
      .replace(/[,;.]$/, ''),
  );
}

/** 1-15 oct, oct 1-15. */
const shortened = (text: string): readonly string[] | undefined =>
  /\d{4}-\d/.test(text) ? undefined : (/^(.*\d)\s*-\s*(\d.*)$/.exec(text) ?? undefined);

/** The same date with another day: the last number of at most two digits. */
function replacedDay(date: string, other: string): string {
  const at = [...date.matchAll(/(?<!\d)\d{1,2}(?!\d)/g)].at(-1);
  if (at === undefined) return date;
  return `${date.slice(0, at.index)}${other.replace(/\D+$/u, '')}${date.slice(at.index + at[0].length)}`;
}

/** A day, a month or a year. */
function spanIn(text: string, today: Date): Span | undefined {
  const single = dayIn(text, today);
  if (single !== undefined) return { first: single, last: single };
  const month = monthIn(text, today);
  if (month !== undefined)
    return { first: month.toPlainDate({ day: 1 }), last: month.toPlainDate({ day: month.daysInMonth }) };
  const year = new RegExp(`^(20\\d\\d)${yearSuffix}$`, 'u').exec(text)?.[1];
  return year === undefined
    ? undefined
    : { first: new Temporal.PlainDate(Number(year), 1, 1), last: new Temporal.PlainDate(Number(year), 12, 31) };
}

/** The month that a text names: of one without its year, the last that has begun. */
function monthIn(text: string, today: Date): Temporal.PlainYearMonth | undefined {
  const iso = /^(20\d\d)\s*[-/.]\s*(\d{1,2})$/.exec(text);
  if (iso !== null) return monthOfNumbers(iso[1], iso[2]);
  const name = new RegExp(`^(?:(20\\d\\d)${yearSuffix}\\s*)?(${monthNames})\\.?,?\\s*(20\\d\\d)?$`, 'u').exec(text);
  if (name === null) return undefined;
  const [, before, month = '', after] = name;
  const number = months.get(month) ?? 1;
  const typed = before ?? after;
  if (typed !== undefined) return monthOfNumbers(typed, String(number));
  const isAhead = number > today.month;
  return Temporal.PlainYearMonth.from({ year: today.year - (isAhead ? 1 : 0), month: number });
}

function monthOfNumbers(year = '', month = ''): Temporal.PlainYearMonth | undefined {
  const number = Number(month);
  return number >= 1 && number <= 12 ? new Temporal.PlainYearMonth(Number(year), number) : undefined;
}

/** The day that a text names: of one without its year or month, and of a weekday, the last that has begun. */
function dayIn(text: string, today: Date): Date | undefined {
  if (allWords('range.today').includes(text)) return today;
  if (allWords('range.yesterday').includes(text)) return today.subtract({ days: 1 });
  const weekday = weekdays.get(text);
  if (weekday !== undefined) return today.subtract({ days: (today.dayOfWeek - weekday + 7) % 7 });
  const iso = /^(20\d\d)\s*([-/.])\s*(\d{1,2})\s*\2\s*(\d{1,2})$/.exec(text);
  if (iso !== null) return dateOf(Number(iso[1]), Number(iso[3]), Number(iso[4]));
  const bare = withoutLead(text);
  const named = dayWithMonth.exec(bare)?.groups;
  if (named === undefined) return lastDayNumbered(dayAlone.exec(bare)?.[1], today);
  const month = months.get(named['month'] ?? named['monthAfter'] ?? '') ?? 1;
  const dayNumber = Number(named['day'] ?? named['dayBefore']);
  const typed = named['year'] ?? named['yearBefore'];
  if (typed !== undefined) return dateOf(Number(typed), month, dayNumber);
  const thisYear = dateOf(today.year, month, dayNumber);
  return thisYear !== undefined && !isBefore(today, thisYear) ? thisYear : dateOf(today.year - 1, month, dayNumber);
}

/** The last day so numbered that has begun, in this month or one before it: the 31st is not in every one. */
function lastDayNumbered(typed: string | undefined, today: Date): Date | undefined {
  if (typed === undefined) return undefined;
  for (const back of [0, 1, 2]) {
    const { year, month } = today.subtract({ months: back });
    const found = dateOf(year, month, Number(typed));
    if (found !== undefined && !isBefore(today, found)) return found;
  }
  return undefined;
}

function dateOf(year: number, month: number, dayNumber: number): Date | undefined {
  try {
    return Temporal.PlainDate.from({ year, month, day: dayNumber }, { overflow: 'reject' });
  } catch {
    return undefined;
  }
}

/** What stands in the holes of a pattern such as `last {n} days`. */
function matched(
  text: string,
  word: 'range.lastDays' | 'range.lastWeeks' | 'range.lastMonths' | 'range.since' | 'range.between',
  ...holes: readonly string[]
): readonly string[] | undefined {
  for (const pattern of patternsOf(word, holes)) {
    const found = pattern.exec(text);
    if (found !== null) return found;
  }
  return undefined;
}

const patternsMade = new Map<string, readonly RegExp[]>();

/** Each pattern of a word, made once; a word has the same holes wherever it is matched. */
function patternsOf(word: Parameters<typeof matched>[1], holes: readonly string[]): readonly RegExp[] {
  const before = patternsMade.get(word);
  if (before !== undefined) return before;
  // The longest first: "from a to b" is more than "a to b".
  const patterns = allWords(word)
    .toSorted((one, other) => other.length - one.length)
    .map(pattern => {
      let hole = 0;
      const source = pattern.replaceAll(/\{\w+\}|[^{]+/g, part =>
        part.startsWith('{') ? (holes[hole++] ?? '') : RegExp.escape(part),
      );
      return new RegExp(`^${source}$`, 'u');
    });
  patternsMade.set(word, patterns);
  return patterns;
}
