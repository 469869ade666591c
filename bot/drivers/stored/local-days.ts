import type { Day, Instant, Month, TimeZone } from '../../../core/index.ts';

const dayMs = 86_400_000;

/** Until when the changes of a zone's offset are worked out. */
const horizon: Instant = Temporal.PlainDate.from('2100-01-01').toZonedDateTime('UTC').epochMilliseconds;

const epoch = Temporal.PlainDate.from('1970-01-01');

/** A zone's offsets from UTC, each with the instant since which it holds; the first holds for ever before. */
export interface Offsets {
  readonly since: readonly Instant[];
  readonly offsetMs: readonly number[];
}

/** The day of any instant in one zone: a binary search among the zone's offsets, since an import asks for every row. */
export class LocalDays {
  readonly offsets: Offsets;

  constructor(timeZone: TimeZone) {
    this.offsets = offsetsOf(timeZone);
  }

  /** The day's number, counted from 1970-01-01. */
  numberOf(at: Instant): number {
    const { since, offsetMs } = this.offsets;
    let low = 0;
    let high = since.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((since[middle] ?? 0) <= at) low = middle;
      else high = middle - 1;
    }
    return Math.floor((at + (offsetMs[low] ?? 0)) / dayMs);
  }
}

function offsetsOf(timeZone: TimeZone): Offsets {
  let at: Temporal.ZonedDateTime | null = Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(timeZone);
  const since: Instant[] = [];
  const offsetMs: number[] = [];
  while (at !== null && at.epochMilliseconds < horizon) {
    since.push(at.epochMilliseconds);
    offsetMs.push(at.offsetNanoseconds / 1e6);
    at = at.getTimeZoneTransition('next');
  }
  return { since, offsetMs };
}

export const numberOfDay = (day: Day): number => epoch.until(Temporal.PlainDate.from(day)).days;

export const dayOfNumber = (number: number): Day => epoch.add({ days: number }).toString();

const months = new Map<number, number>();

/** The number of a day's month: 12 × the year + 0 for January. */
export function monthOfDay(day: number): number {
  const known = months.get(day);
  if (known !== undefined) return known;
  const { year, month } = epoch.add({ days: day });
  const number = year * 12 + month - 1;
  months.set(day, number);
  return number;
}

/** The number of a month's first day. */
export const firstOfMonth = (month: number): number =>
  epoch.until(Temporal.PlainDate.from({ year: Math.floor(month / 12), month: (month % 12) + 1, day: 1 })).days;

export const monthOfNumber = (month: number): string => dayOfNumber(firstOfMonth(month)).slice(0, 7);

/** The number of a month, such as `2026-10`. */
export const numberOfMonth = (month: Month): number => monthOfDay(numberOfDay(`${month}-01`));
