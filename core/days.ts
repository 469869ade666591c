import type { Instant, TimeZone } from './calendar.ts';

/** A calendar day of the wallet's zone, such as `2026-10-31`. */
export type Day = string;

/** Whole days of the wallet's zone, the first and the last one included; none where the first is after the last. */
export interface DayRange {
  readonly first: Day;
  readonly last: Day;
}

/** The day that many days later, or earlier. */
export const addDays = (day: Day, days: number): Day => Temporal.PlainDate.from(day).add({ days }).toString();

/** The last `days` days up to that one, which is the last of them. */
export const lastDays = (days: number, last: Day): DayRange => ({ first: addDays(last, 1 - days), last });

/** How many days a range has. */
export const countDays = ({ first, last }: DayRange): number =>
  Math.max(0, Temporal.PlainDate.from(first).until(Temporal.PlainDate.from(last)).days + 1);

/** What a range is compared with: as many days just before it; before a whole month, quarter or year the one before it. */
export function daysBefore(range: DayRange): DayRange {
  const first = Temporal.PlainDate.from(range.first);
  const after = Temporal.PlainDate.from(range.last).add({ days: 1 });
  const { months } = first.until(after, { largestUnit: 'months' });
  const isWhole = first.day === 1 && after.day === 1 && [1, 3, 12].includes(months);
  const start = isWhole ? first.subtract({ months }) : first.subtract({ days: countDays(range) });
  return { first: start.toString(), last: addDays(range.first, -1) };
}

/** The first instant of the day in that zone. */
export const startOfDay = (day: Day, timeZone: TimeZone): Instant =>
  Temporal.PlainDate.from(day).toZonedDateTime(timeZone).epochMilliseconds;

/** The first day of the week, which begins on Monday, or of the month that a day is in; of a day itself. */
export function startOfPeriod(day: Day, period: 'day' | 'week' | 'month'): Day {
  if (period === 'day') return day;
  const date = Temporal.PlainDate.from(day);
  const first = period === 'month' ? date.with({ day: 1 }) : date.subtract({ days: date.dayOfWeek - 1 });
  return first.toString();
}
