import type { DayRange } from '../../../core/index.ts';
import { firstOfMonth, monthOfDay, numberOfDay } from './local-days.ts';

/** Numbers of days or months, the last one included; none where the first is greater. */
export interface Numbers {
  readonly first: number;
  readonly last: number;
}

/** Which sums add up to those of a range: months, and days that are added or, where these are fewer, taken away again. */
export interface UsagePlan {
  readonly months: Numbers;
  readonly days: readonly [WeightedDays, WeightedDays];
}

export interface WeightedDays extends Numbers {
  readonly weight: 1 | -1;
}

const nothing: WeightedDays = { first: 1, last: 0, weight: 1 };

/** Of a month that is only in part in the range at most half of the days are read. */
export function planOf(range: DayRange): UsagePlan {
  const [first, last] = [numberOfDay(range.first), numberOfDay(range.last)];
  if (first > last) return { months: nothing, days: [nothing, nothing] };
  const [firstMonth, lastMonth] = [monthOfDay(first), monthOfDay(last)];
  const [begin, end] = [firstOfMonth(firstMonth), firstOfMonth(lastMonth + 1) - 1];
  const before: WeightedDays = { first: begin, last: first - 1, weight: -1 };
  const after: WeightedDays = { first: last + 1, last: end, weight: -1 };
  if (firstMonth === lastMonth) {
    const isShort = last - first + 1 <= first - begin + (end - last);
    return isShort
      ? { months: nothing, days: [{ first, last, weight: 1 }, nothing] }
      : { months: { first: firstMonth, last: lastMonth }, days: [before, after] };
  }
  const second = firstOfMonth(firstMonth + 1);
  const newest = firstOfMonth(lastMonth);
  const skipsFirst = second - first < first - begin;
  const skipsLast = last - newest + 1 < end - last;
  return {
    months: { first: skipsFirst ? firstMonth + 1 : firstMonth, last: skipsLast ? lastMonth - 1 : lastMonth },
    days: [
      skipsFirst ? { first, last: second - 1, weight: 1 } : before,
      skipsLast ? { first: newest, last, weight: 1 } : after,
    ],
  };
}
