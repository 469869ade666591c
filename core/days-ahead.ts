import { dayOf, nextDay, weekdayOf, type Instant, type TimeZone } from './calendar.ts';

/** A day of the wallet's zone, or what is left of it. */
export interface DayAhead {
  readonly from: Instant;
  readonly to: Instant;
  /** 1 for Monday … 7 for Sunday. */
  readonly weekday: number;
  readonly beginsMonth: boolean;
}

/** The days to come, by how many days after today; today is what is left of it. */
export type DaysAhead = (index: number) => DayAhead;

/** The days from an instant on: each is worked out once, whoever goes over them. */
export function daysAhead(now: Instant, timeZone: TimeZone): DaysAhead {
  const dayFrom = (from: Instant): DayAhead => ({
    from,
    to: nextDay(from, timeZone),
    weekday: weekdayOf(from, timeZone),
    beginsMonth: dayOf(from, timeZone).endsWith('-01'),
  });
  const days: DayAhead[] = [];
  return index => {
    for (let from = days.at(-1)?.to ?? now; days.length < index; from = days.at(-1)?.to ?? now)
      days.push(dayFrom(from));
    return (days[index] ??= dayFrom(days[index - 1]?.to ?? now));
  };
}
