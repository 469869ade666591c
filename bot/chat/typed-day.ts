import { allWords } from './argument.ts';
import { dayAlone, dayWithMonth, monthNames, months, weekdays, yearSuffix } from './day-words.ts';
import { matched } from './word-patterns.ts';

// One day, month or year as it is typed, in every language at once.

export type Date = Temporal.PlainDate;

/** Whole days, both ends among them. */
export interface DaySpan {
  readonly first: Date;
  readonly last: Date;
}

export const isBefore = (one: Date, other: Date): boolean => Temporal.PlainDate.compare(one, other) < 0;

/** Days without "on", "the" and "on the" before them. */
export const bareDays = (text: string): string => withoutLead(withoutLead(text.toLowerCase().trim()));

/** A text without the one word that only leads in. */
export function withoutLead(text: string): string {
  const lead = allWords('range.leads').find(
    word => text.startsWith(`${word} `) || (isHan(word) && text.startsWith(word)),
  );
  return lead === undefined ? text : text.slice(lead.length).trim();
}

const isHan = (text: string): boolean => /^\p{Script=Han}+$/u.test(text);

/** The first day of the week, which begins on Monday. */
export const mondayOf = (date: Date): Date => date.subtract({ days: date.dayOfWeek - 1 });

/** A day, a month, a year, or days that have a name of their own. */
export function spanIn(text: string, today: Date): DaySpan | undefined {
  const single = dayIn(text, today);
  if (single !== undefined) return { first: single, last: single };
  const month = monthIn(text, today);
  if (month !== undefined) return monthSpan(month);
  const year = new RegExp(`^(20\\d\\d)${yearSuffix}$`, 'u').exec(text)?.[1];
  return year === undefined
    ? holidayIn(text, today)
    : { first: new Temporal.PlainDate(Number(year), 1, 1), last: new Temporal.PlainDate(Number(year), 12, 31) };
}

export const monthSpan = (month: Temporal.PlainYearMonth): DaySpan => ({
  first: month.toPlainDate({ day: 1 }),
  last: month.toPlainDate({ day: month.daysInMonth }),
});

/** Days of each year with a name, `halloween=10-31`, of that year or last year: without it, those that have begun last. */
function holidayIn(text: string, today: Date): DaySpan | undefined {
  const [, before, lastBefore, name = '', after, lastAfter] = holidayPattern().exec(text) ?? [];
  const days = holidays().get(name);
  if (days === undefined) return undefined;
  const of = (year: number): DaySpan => {
    const [first, last] = days.map(one => Temporal.PlainDate.from(`${year}-${one}`));
    const begins = first ?? today;
    return { first: begins, last: last ?? begins };
  };
  const year = before ?? after;
  if (year !== undefined) return of(Number(year));
  const isLast = (lastBefore ?? lastAfter) !== undefined || isBefore(today, of(today.year).first);
  return of(today.year - (isLast ? 1 : 0));
}

let ofYear: RegExp | undefined;

/** A name with its year, or the last one, before or behind it; made once, since all that may be days is read by it. */
function holidayPattern(): RegExp {
  if (ofYear !== undefined) return ofYear;
  const lastYear = allWords('range.lastYear')
    .map(words => RegExp.escape(words))
    .join('|');
  return (ofYear = new RegExp(
    `^(?:(20\\d\\d)${yearSuffix}|(${lastYear}))?的?\\s*(.+?)(?:,? (?:of )?(?:(20\\d\\d)|(${lastYear})))?$`,
    'u',
  ));
}

let named: ReadonlyMap<string, readonly string[]> | undefined;

const holidays = (): ReadonlyMap<string, readonly string[]> =>
  (named ??= new Map(
    allWords('range.holidays').map(item => {
      const [name = '', days = ''] = item.split('=');
      return [name, days.split('/')];
    }),
  ));

/** What days of each year are called. */
export const holidayNames = (): readonly string[] => [...holidays().keys()];

/** The month that a text names: of one without its year, the last that has begun. */
export function monthIn(text: string, today: Date): Temporal.PlainYearMonth | undefined {
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
export function dayIn(text: string, today: Date): Date | undefined {
  if (allWords('range.today').includes(text)) return today;
  if (allWords('range.yesterday').includes(text)) return today.subtract({ days: 1 });
  if (allWords('range.dayBeforeYesterday').includes(text)) return today.subtract({ days: 2 });
  const [, ago] = matched(text, 'range.daysAgo', String.raw`(\d{1,3})`) ?? [];
  if (ago !== undefined) return today.subtract({ days: Number(ago) });
  const weekday = weekdays.get(text);
  if (weekday !== undefined) return today.subtract({ days: (today.dayOfWeek - weekday + 7) % 7 });
  const ofWeek = weekdayOfWeek(text, today);
  if (ofWeek !== undefined) return ofWeek;
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

/** A day of this week, or of the last: 上周五, "Friday last week". */
function weekdayOfWeek(text: string, today: Date): Date | undefined {
  for (const [word, weeks] of [
    ['range.weekdayOfThisWeek', 0],
    ['range.weekdayOfLastWeek', 1],
  ] as const) {
    const weekday = weekdays.get(matched(text, word, '(.{2,12})')?.[1] ?? '');
    if (weekday !== undefined) return mondayOf(today).add({ days: weekday - 1 - 7 * weeks });
  }
  return undefined;
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
