import { dayMs, type Instant, type TimeZone } from './calendar.ts';

/** Numbers from `first` to `last`, both included. */
export interface NumberRange {
  readonly first: number;
  readonly last: number;
}

/** Minutes of a day by its wall clock, from 0 to 1440, which is 24:00: the first included, the end not. */
export interface MinuteRange {
  readonly from: number;
  readonly to: number;
}

/**
 * One interval of quiet hours, with Alertmanager's meaning of `time_interval`: every field that is there has to hold, and of a field any
 * range. A range does not go over midnight, nor over the end of a week, month or year: that is two ranges.
 */
export interface QuietInterval {
  readonly times?: readonly MinuteRange[];
  /** 1 for Monday … 7 for Sunday. */
  readonly weekdays?: readonly NumberRange[];
  /** From 1; from −1 backwards from the month's end. A range that begins after the month's last day is not in that month; another is cut to it. */
  readonly daysOfMonth?: readonly NumberRange[];
  /** 1 for January … 12 for December. */
  readonly months?: readonly NumberRange[];
  readonly years?: readonly NumberRange[];
}

/** When a conversation is left alone: in any of these intervals, by the wall clock of one IANA zone. None: never (L14). */
export interface QuietHours {
  readonly timeZone: TimeZone;
  readonly intervals: readonly QuietInterval[];
}

/**
 * Whether an instant is in quiet hours. On a day on which clocks change it is what they show that counts: an hour that comes twice is quiet
 * twice, one that is left out never is.
 */
export function isQuiet({ timeZone, intervals }: QuietHours, at: Instant): boolean {
  const local = inZone(at, timeZone);
  return intervals.some(interval => holds(interval, local));
}

/** How far ahead an end of quiet hours is looked for. */
const searchMs = 366 * dayMs;

/** The first instant from `at` on that is in no quiet hours: `at` itself where none is. Undefined where they go on for more than a year. */
export function quietUntil({ timeZone, intervals }: QuietHours, at: Instant): Instant | undefined {
  for (let now = at; now <= at + searchMs;) {
    const local = inZone(now, timeZone);
    const ends = intervals.filter(interval => holds(interval, local)).map(interval => holdsUntil(interval, local));
    if (ends.length === 0) return now;
    now = Math.max(...ends);
  }
  return undefined;
}

function holds({ times, weekdays, daysOfMonth, months, years }: QuietInterval, local: Temporal.ZonedDateTime): boolean {
  return (
    (times?.some(range => isWithinTimes(range, local)) ?? true) &&
    (daysOfMonth?.some(range => isWithinMonth(range, local)) ?? true) &&
    isIn(months, local.month) &&
    isIn(weekdays, local.dayOfWeek) &&
    isIn(years, local.year)
  );
}

function isWithinTimes({ from, to }: MinuteRange, { hour, minute }: Temporal.ZonedDateTime): boolean {
  const now = 60 * hour + minute;
  return now >= from && now < to;
}

function isWithinMonth({ first, last }: NumberRange, { day, daysInMonth }: Temporal.ZonedDateTime): boolean {
  const fromStart = (number: number): number => (number < 0 ? daysInMonth + 1 + number : number);
  return day >= fromStart(first) && day <= fromStart(last);
}

const isIn = (ranges: readonly NumberRange[] | undefined, number: number): boolean =>
  ranges?.some(({ first, last }) => number >= first && number <= last) ?? true;

/** An instant up to which an interval that holds goes on for certain: its time's end, midnight, or when the clocks change. */
function holdsUntil({ times }: QuietInterval, local: Temporal.ZonedDateTime): Instant {
  const ends = (times ?? []).filter(range => isWithinTimes(range, local)).flatMap(({ to }) => timesOfDay(local, to));
  const change = local.getTimeZoneTransition('next');
  return Math.min(
    nextMidnight(local),
    ...ends.filter(end => end > local.epochMilliseconds),
    ...(change === null ? [] : [change.epochMilliseconds]),
  );
}

/** The instants of that day at which clocks show a time: two where it comes twice. */
function timesOfDay(local: Temporal.ZonedDateTime, minutes: number): readonly Instant[] {
  if (minutes === 1440) return [nextMidnight(local)];
  const shown = local.toPlainDate().toPlainDateTime({ hour: Math.floor(minutes / 60), minute: minutes % 60 });
  return (['earlier', 'later'] as const).map(
    disambiguation => shown.toZonedDateTime(local.timeZoneId, { disambiguation }).epochMilliseconds,
  );
}

const nextMidnight = (local: Temporal.ZonedDateTime): Instant =>
  local.startOfDay().add({ days: 1 }).startOfDay().epochMilliseconds;

const inZone = (at: Instant, timeZone: TimeZone): Temporal.ZonedDateTime =>
  Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(timeZone);
