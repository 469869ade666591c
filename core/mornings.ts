import { dayOf, hourMs, type Instant, type TimeZone } from './calendar.ts';
import { startOfPeriod, type Day } from './days.ts';

const hour = 9;

/** Where a day begins first on Earth. */
const firstZone: TimeZone = 'Etc/GMT-14';

/** 9:00 of a day by the clocks of a zone, when news of a week or a month is told there (L14). */
export const morningOf = (day: Day, timeZone: TimeZone): Instant =>
  Temporal.PlainDate.from(day).toZonedDateTime({ timeZone, plainTime: { hour } }).epochMilliseconds;

/** The instant at which a day's morning comes to the first zone on Earth. */
export const firstMorningOf = (day: Day): Instant => morningOf(day, firstZone);

/** The last Monday, or first of a month, whose morning has come to any zone. */
export const latestMorning = (period: 'week' | 'month', at: Instant): Day =>
  startOfPeriod(dayOf(at - hour * hourMs, firstZone), period);
