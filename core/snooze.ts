import { hourMs, minuteMs, type Instant, type TimeZone } from './calendar.ts';
import { unreachable } from './result.ts';

/** For how long a matter may be snoozed, the shortest first. */
export const snoozeChoices = ['30m', '1h', '4h', '24h', 'monday'] as const;

export type SnoozeChoice = (typeof snoozeChoices)[number];

/**
 * When a snooze that begins at an instant is over (L14). `24h` is 24 hours on a day of 23 too. `monday` is the next Monday 9:00 by the clock of the
 * zone that is still to come: before nine on a Monday it is the same day, since to be told early does less harm than a week late.
 */
export function snoozeUntil(choice: SnoozeChoice, at: Instant, timeZone: TimeZone): Instant {
  switch (choice) {
    case '30m':
      return at + 30 * minuteMs;
    case '1h':
      return at + hourMs;
    case '4h':
      return at + 4 * hourMs;
    case '24h':
      return at + 24 * hourMs;
    case 'monday':
      return nextMondayMorning(at, timeZone);
    default:
      return unreachable(choice);
  }
}

function nextMondayMorning(at: Instant, timeZone: TimeZone): Instant {
  const local = Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(timeZone);
  const nine = local.add({ days: (8 - local.dayOfWeek) % 7 }).withPlainTime({ hour: 9 });
  return (nine.epochMilliseconds > at ? nine : nine.add({ days: 7 })).epochMilliseconds;
}
