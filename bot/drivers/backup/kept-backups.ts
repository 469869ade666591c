import type { Instant } from '../../../core/index.ts';

/** How many days, weeks and months keep their last backup: of those that have one, the latest. */
const kept = { days: 7, weeks: 4, months: 12 } as const;

/**
 * Of the instants at which backups were made, those that need not be kept by now. One of the future, made while the clock was wrong, is neither
 * counted nor given away; nor is the newest ever.
 */
export function outlivedBackups(made: readonly Instant[], now: Instant): readonly Instant[] {
  const past = made.filter(at => at <= now).toSorted((one, other) => other - one);
  const keeping = new Set([
    ...lastOfEach(past, dayOfBackup).slice(0, kept.days),
    ...lastOfEach(past, weekOfBackup).slice(0, kept.weeks),
    ...lastOfEach(past, monthOfBackup).slice(0, kept.months),
  ]);
  return past.filter(at => !keeping.has(at));
}

/** The newest of each period, the latest period first. */
const lastOfEach = (past: readonly Instant[], period: (at: Instant) => string): readonly Instant[] =>
  [...Map.groupBy(past, period).values()].flatMap(group => group.slice(0, 1));

const dateOf = (at: Instant): Temporal.PlainDate =>
  Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO('UTC').toPlainDate();

const dayOfBackup = (at: Instant): string => dateOf(at).toString();

const weekOfBackup = (at: Instant): string => {
  const { yearOfWeek, weekOfYear } = dateOf(at);
  return `${yearOfWeek} ${weekOfYear}`;
};

const monthOfBackup = (at: Instant): string => dateOf(at).toPlainYearMonth().toString();
