import { hourMs, dayOf } from '../../core/index.ts';
import type { Word } from '../../cards/words.ts';
import { allWords, type ArgumentContext } from './argument.ts';
import { yearSuffix } from './day-words.ts';
import { countOf } from './number-words.ts';
import { dayIn, isBefore, mondayOf, monthIn, monthSpan, withoutLead, type Date, type DaySpan } from './typed-day.ts';
import { matched } from './word-patterns.ts';

// Periods by their names: the last week, Q3, early October, the week of the 9th; and as many of the last days, weeks, months or hours.

const lengths = {
  week: (count: number) => ({ weeks: count }),
  month: (count: number) => ({ months: count }),
  quarter: (count: number) => ({ months: 3 * count }),
  year: (count: number) => ({ years: count }),
};

/** The first day of the week, month, quarter or year that a day is in. */
function beginning(date: Date, unit: keyof typeof lengths): Date {
  if (unit === 'week') return mondayOf(date);
  const first = date.with({ day: 1 });
  if (unit === 'month') return first;
  return first.with({ month: unit === 'year' ? 1 : first.month - ((first.month - 1) % 3) });
}

/** The lists of words for this week, the last one, and so on, by the unit and how many of them ago. */
const calendar = [
  ['range.thisWeek', 'week', 0],
  ['range.lastWeek', 'week', 1],
  ['range.weekBeforeLast', 'week', 2],
  ['range.thisMonth', 'month', 0],
  ['range.lastMonth', 'month', 1],
  ['range.monthBeforeLast', 'month', 2],
  ['range.thisQuarter', 'quarter', 0],
  ['range.lastQuarter', 'quarter', 1],
  ['range.quarterBeforeLast', 'quarter', 2],
  ['range.thisYear', 'year', 0],
  ['range.lastYear', 'year', 1],
  ['range.yearBeforeLast', 'year', 2],
] as const;

/** Up to today, and so long. */
const untilToday = [
  ['range.pastWeek', { weeks: 1 }],
  ['range.pastFortnight', { weeks: 2 }],
  ['range.pastMonth', { months: 1 }],
  ['range.pastHalfYear', { months: 6 }],
  ['range.pastYear', { years: 1 }],
] as const;

/** The quarters and halves of a year, by the month that each begins with, and how many it has. */
const partsOfYear = [
  ['range.quarter1', 1, 3],
  ['range.quarter2', 4, 3],
  ['range.quarter3', 7, 3],
  ['range.quarter4', 10, 3],
  ['range.half1', 1, 6],
  ['range.half2', 7, 6],
] as const;

/** The parts of a month, by their first and last day. */
const partsOfMonth = [
  ['range.earlyMonth', 1, 10],
  ['range.midMonth', 11, 20],
  ['range.lateMonth', 21, 31],
  ['range.halfMonth1', 1, 15],
  ['range.halfMonth2', 16, 31],
] as const;

const counted = [
  ['range.lastDays', 'days'],
  ['range.lastWeeks', 'weeks'],
  ['range.lastMonths', 'months'],
] as const;

/** The lists of words that periods have, those with holes last. */
export const spanWords = [...calendar, ...untilToday, ...partsOfYear].map(([word]) => word);
export const patternWords: readonly Word[] = [
  ...[...counted, ...partsOfMonth].map(([word]) => word),
  ...(['range.lastHours', 'range.weekOf', 'range.weekNumbered', 'range.lastWeekend'] as const),
];

/** A period with a name. */
export function periodIn(text: string, today: Date): DaySpan | undefined {
  for (const [word, unit, back] of calendar) {
    if (!allWords(word).includes(text)) continue;
    const first = beginning(today, unit).subtract(lengths[unit](back));
    return { first, last: first.add(lengths[unit](1)).subtract({ days: 1 }) };
  }
  for (const [word, length] of untilToday)
    if (allWords(word).includes(text)) return { first: today.subtract(length).add({ days: 1 }), last: today };
  const bare = withoutLead(text);
  return weekendIn(bare, today) ?? weekIn(bare, today) ?? partOfMonth(bare, today) ?? partOfYear(bare, today);
}

/** As many of the last days, weeks, months or hours, those of today among them. */
export function lastIn(text: string, today: Date, { now, speech }: ArgumentContext): DaySpan | undefined {
  for (const [word, unit] of counted) {
    const count = countIn(text, word);
    if (count !== undefined) return { first: today.subtract({ [unit]: count }).add({ days: 1 }), last: today };
  }
  const hours = countIn(text, 'range.lastHours');
  if (hours === undefined) return undefined;
  return { first: Temporal.PlainDate.from(dayOf(now - hours * hourMs, speech.timeZone)), last: today };
}

function countIn(text: string, word: Word): number | undefined {
  const [, typed = ''] = matched(text, word, String.raw`(\d{1,3}|[a-z]+(?:[ -][a-z]+)?)`) ?? [];
  // A word counts what stands behind it: "two" alone is no days.
  const count = /^\d/.test(typed) ? Number(typed) : text.endsWith(typed) ? 0 : countOf(typed);
  return count === 0 ? undefined : count;
}

/** The Saturday and Sunday before this week. */
function weekendIn(text: string, today: Date): DaySpan | undefined {
  if (!allWords('range.lastWeekend').includes(text)) return undefined;
  const monday = mondayOf(today);
  return { first: monday.subtract({ days: 2 }), last: monday.subtract({ days: 1 }) };
}

/** The week that a day is in, or one by its number in the year (ISO 8601): the last that has begun. */
function weekIn(text: string, today: Date): DaySpan | undefined {
  const [, typed] = matched(text, 'range.weekOf', '(.{1,30})') ?? [];
  const day = typed === undefined ? undefined : dayIn(typed.trim(), today);
  if (day !== undefined) return weekFrom(mondayOf(day));
  const [, number] = matched(text, 'range.weekNumbered', String.raw`(\d{1,2})`) ?? [];
  if (number === undefined) return undefined;
  // Not every year has a week 53.
  const [first] = Array.from({ length: mostYearsBack }, (_, back) => today.year - back)
    .map(year => mondayOf(new Temporal.PlainDate(year, 1, 4)).add({ weeks: Number(number) - 1 }))
    .filter(monday => !isBefore(today, monday) && monday.weekOfYear === Number(number));
  return first && weekFrom(first);
}

/** Two years with a week 53 are no further apart. */
const mostYearsBack = 8;

const weekFrom = (monday: Date): DaySpan => ({ first: monday, last: monday.add({ days: 6 }) });

/** Early October, the second half of last month. */
function partOfMonth(text: string, today: Date): DaySpan | undefined {
  for (const [word, from, to] of partsOfMonth) {
    const [, typed] = matched(text, word, '(.{1,20})') ?? [];
    const month = typed === undefined ? undefined : namedMonth(typed.trim(), today);
    if (month === undefined) continue;
    const { first, last } = monthSpan(month);
    return { first: first.with({ day: from }), last: to > last.day ? last : first.with({ day: to }) };
  }
  return undefined;
}

/** A month by its name, or this or the last one. */
export function namedMonth(text: string, today: Date): Temporal.PlainYearMonth | undefined {
  const back = ['range.thisMonth', 'range.lastMonth', 'range.monthBeforeLast'] as const;
  const months = back.findIndex(word => allWords(word).includes(text));
  return months < 0 ? monthIn(text, today) : today.toPlainYearMonth().subtract({ months });
}

const withYear = new RegExp(`^(?:(20\\d\\d)${yearSuffix}的?\\s*)?(.+?)(?:,? (?:of |in )?(20\\d\\d))?$`, 'u');

/** Q3, the first half of 2025: of one without its year, the last that has begun. */
function partOfYear(text: string, today: Date): DaySpan | undefined {
  const [, before, name = '', after] = withYear.exec(text) ?? [];
  const found = partsOfYear.find(([word]) => allWords(word).includes(name));
  if (found === undefined) return undefined;
  const [, month, count] = found;
  const typed = before ?? after;
  const of = (year: number): Date => new Temporal.PlainDate(year, month, 1);
  const isAhead = typed === undefined && isBefore(today, of(today.year));
  const first = of(typed === undefined ? today.year - (isAhead ? 1 : 0) : Number(typed));
  return { first, last: first.add({ months: count }).subtract({ days: 1 }) };
}
