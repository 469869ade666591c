/** A point in time: milliseconds since 1970-01-01T00:00:00Z. It always comes in as an argument (L13). */
export type Instant = number;

/** An IANA time zone name, such as `Europe/Berlin`. */
export type TimeZone = string;

/** A second in milliseconds. */
export const secondMs = 1000;
/** A minute in milliseconds. */
export const minuteMs = 60_000;
/** An hour in milliseconds. */
export const hourMs = 60 * minuteMs;

/** 15 minutes in ms. Time zone offsets are multiples of it, so that days and hours of any wallet begin at one. */
export const quarterMs = 15 * minuteMs;
/** 24 hours in milliseconds; a calendar day may be an hour shorter or longer. */
export const dayMs = 24 * hourMs;

/** When credits bought at that instant stop being spendable: the same wall-clock time 12 calendar months later (L4). */
export const expiryOf = (boughtAt: Instant, timeZone: TimeZone): Instant =>
  inZone(boughtAt, timeZone).add({ months: 12 }).epochMilliseconds;

/** A calendar month, such as `2026-10`. */
export type Month = string;

/** The calendar month of that instant in the wallet's zone. */
export const monthOf = (at: Instant, timeZone: TimeZone): Month =>
  inZone(at, timeZone).toPlainDate().toPlainYearMonth().toString();

/** The first instant of a month in the wallet's zone, or of the month that is `later` months after it. */
export const startOfMonth = (month: Month, timeZone: TimeZone, later = 0): Instant =>
  Temporal.PlainYearMonth.from(month)
    .add({ months: later })
    .toPlainDate({ day: 1 })
    .toZonedDateTime(timeZone)
    .startOfDay().epochMilliseconds;

/** Whether the text is a month as `Month` writes it. */
export const isMonth = (text: string): boolean => /^\d{4}-(0[1-9]|1[0-2])$/.test(text);

/** 1 for Monday … 7 for Sunday, in the wallet's zone. */
export const weekdayOf = (at: Instant, timeZone: TimeZone): number => inZone(at, timeZone).dayOfWeek;

/** The first instant of the next day in the wallet's zone. */
export const nextDay = (at: Instant, timeZone: TimeZone): Instant =>
  inZone(at, timeZone).startOfDay().add({ days: 1 }).startOfDay().epochMilliseconds;

/** `2026-10-31`: the calendar day of that instant in the wallet's zone. */
export const dayOf = (at: Instant, timeZone: TimeZone): string => inZone(at, timeZone).toPlainDate().toString();

/** The first instants of the last `days` days in the wallet's zone, today's included, oldest first. */
export function startsOfDays(days: number, until: Instant, timeZone: TimeZone): readonly Instant[] {
  const today = inZone(until, timeZone).startOfDay();
  return Array.from(
    { length: days },
    (_, index) => today.subtract({ days: days - 1 - index }).startOfDay().epochMilliseconds,
  );
}

/** Whether it is an IANA zone that this runtime knows. */
export function isTimeZone(name: string): boolean {
  // Temporal also accepts an offset such as +02:00, but an offset knows no daylight saving.
  if (!/^[A-Za-z]/.test(name)) return false;
  try {
    inZone(0, name);
    return true;
  } catch {
    return false;
  }
}

/** The instant in ISO 8601, UTC. */
export const toIso = (at: Instant): string => Temporal.Instant.fromEpochMilliseconds(at).toString();

/** 9999-12-31: anything later is taken for a mistake. */
const endOfCalendar: Instant = 253_402_214_400_000;

/** Reads an ISO 8601 instant with its offset, cut to the millisecond; undefined for anything else, before 1970 or from 9999-12-31 on. */
export function parseInstant(text: string): Instant | undefined {
  try {
    const at = Temporal.Instant.from(text.trim()).epochMilliseconds;
    return at >= 0 && at < endOfCalendar ? at : undefined;
  } catch {
    return undefined;
  }
}

const inZone = (at: Instant, timeZone: TimeZone): Temporal.ZonedDateTime =>
  Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(timeZone);
