import {
  addDays,
  dayOf,
  startOfDay,
  type DayRange,
  type Instant,
  type TimeZone,
  type Window,
} from '../../../core/index.ts';
import { dayOfNumber } from './local-days.ts';

/** A range without the days before the first and after the last that have sums, so that a read costs what there is. */
export function withinDays(
  { first, last }: DayRange,
  kept: { readonly first: number; readonly last: number } | undefined,
): DayRange {
  if (kept === undefined) return { first: '1970-01-02', last: '1970-01-01' };
  const [begin, end] = [dayOfNumber(kept.first), dayOfNumber(kept.last)];
  return { first: first < begin ? begin : first, last: last > end ? end : last };
}

/** Whole days inside a window, and what is left of it before and after them. */
interface SplitWindow {
  readonly days: DayRange;
  readonly before: Window;
  readonly after: Window;
}

/** 9999-12-31: no call begins later, as none does before 1970. */
const endOfCalendar: Instant = 253_402_214_400_000;

/** Undefined where no whole day is inside. */
export function splitWindow({ from: given, to: until }: Window, timeZone: TimeZone): SplitWindow | undefined {
  const [from, to] = [Math.max(0, given), Math.min(until, endOfCalendar)];
  if (from >= to) return undefined;
  const days = { first: addDays(dayOf(from, timeZone), 1), last: addDays(dayOf(to, timeZone), -1) };
  if (days.first > days.last) return undefined;
  return {
    days,
    before: { from: given, to: startOfDay(days.first, timeZone) },
    after: { from: startOfDay(addDays(days.last, 1), timeZone), to: until },
  };
}
