import { dayOf, err, ok, type Day, type DayRange, type Month, type Result } from '../../core/index.ts';
import { cut, escape } from '../../cards/escape.ts';
import { allWords, type Argument, type ArgumentContext } from './argument.ts';
import { bareDay, endWithYear, spacedDays } from './day-words.ts';
import { dayIn, isBefore, spanIn, withoutLead, type Date, type DaySpan } from './typed-day.ts';
import { lastIn, namedMonth, periodIn } from './typed-period.ts';
import { matched } from './word-patterns.ts';

// Dates are read strictly, in every language at once: a library that guesses an instant out of any text (chrono-node) knows no whole months,
// and reads 10/11 without asking.

/** The longest time that is asked about at once: older calls are not kept. */
export const mostDays = 3660;

/** Whole days in the wallet's zone: `today`, `30`, `last week`, `October`, `2026-10`, `1–15 Oct`, `since Monday`. */
export const range: Argument<DayRange> = {
  name: 'range',
  mayHaveMarks: true,
  read: (typed, context) => {
    const today = Temporal.PlainDate.from(dayOf(context.now, context.speech.timeZone));
    const text = normalized(typed);
    if (isAmbiguous(text)) return misread(context, 'misread.day-or-month', typed);
    const days = lastIn(text, today, context) ?? sinceIn(text, today) ?? betweenIn(text, today) ?? daysIn(text, today);
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

/** A calendar month; of one without its year, the last that has begun. */
export const month: Argument<Month> = {
  name: 'month',
  read: (typed, context) => {
    const today = Temporal.PlainDate.from(dayOf(context.now, context.speech.timeZone));
    const text = normalized(typed);
    const found = namedMonth(text, today);
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

/** 13/03/2026 and 3/13/2026 can be one day only; 10/11/2026 stays as it is. */
function unslashed(typed: string, one: string, other: string, year: string): string {
  const [first, second] = [Number(one), Number(other)];
  if (first > 12 && second <= 12) return `${year}-${second}-${first}`;
  if ((second > 12 && first <= 12) || first === second) return `${year}-${first}-${second}`;
  return typed;
}

/** 10/11 is October 11 to some and November 10 to others. */
const isAmbiguous = (text: string): boolean =>
  /(?<!\d)\d{1,2}\/\d{1,2}(?!\d*\/\d{1,2}(?!\d))/.test(text) && !/\d{4}\/\d/.test(text);

const daysIn = (text: string, today: Date): DaySpan | undefined => periodIn(text, today) ?? spanIn(text, today);

/** Since when, or from when: the beginning of the year too, which alone is no days. */
const startIn = (text: string, today: Date): DaySpan | undefined => {
  const newYear = today.with({ month: 1, day: 1 });
  return allWords('range.yearStart').includes(text) ? { first: newYear, last: newYear } : daysIn(text, today);
};

/** From a day to today. */
function sinceIn(text: string, today: Date): DaySpan | undefined {
  const [, typed] = matched(text, 'range.since', '(.{1,30})') ?? [];
  const span = typed === undefined ? undefined : startIn(withoutLead(typed.trim()), today);
  return span && { first: span.first, last: isBefore(today, span.first) ? span.first : today };
}

/** From one day to another; the month may stand at one of them only. */
function betweenIn(text: string, today: Date): DaySpan | undefined {
  const [, from, to] = matched(text, 'range.between', '(.{1,30}?)', '(.{1,30})') ?? shortened(text) ?? [];
  if (from === undefined || to === undefined) return besideIn(text, today);
  const [, lastDay, year] = endWithYear.exec(to.trim()) ?? [];
  const [begins, ends] = year === undefined ? [from.trim(), to.trim()] : [`${from.trim()} ${year}`, lastDay ?? ''];
  const first = startIn(bareDay.test(begins) ? replacedDay(ends, begins) : begins, today)?.first;
  if (first === undefined) return besideIn(text, today);
  const typedEnd = bareDay.test(ends) ? replacedDay(begins, ends) : ends;
  const end = daysIn(typedEnd, today);
  if (end === undefined) return undefined;
  // Without a year it is the first such day after the beginning, unless that is far ahead; else it is the wrong way around.
  const later = end.last.add({ years: 1 });
  const isMeantLater =
    !/\d{4}/.test(typedEnd) && isBefore(end.last, first) && isBefore(later, today.add({ months: 6 }));
  return { first, last: isMeantLater ? later : end.last };
}

/** Two periods, the one right behind the other: October and November, 昨天和前天. */
function besideIn(text: string, today: Date): DaySpan | undefined {
  const both = (matched(text, 'range.beside', '(.{1,30}?)', '(.{1,30})') ?? [])
    .slice(1)
    .map(typed => daysIn(typed.trim(), today))
    .filter(span => span !== undefined)
    .toSorted((one, other) => Temporal.PlainDate.compare(one.first, other.first));
  const [one, other] = both;
  return one !== undefined && other?.first.equals(one.last.add({ days: 1 })) === true
    ? { first: one.first, last: other.last }
    : undefined;
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
