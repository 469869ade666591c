import { warnedDaysBefore } from '../../core/index.ts';

/** How many days before credits run out people may be warned; again at 3 days and at 1 (L11). */
export const warnedDaysOffered = [3, 7, 14, 30] as const;

/** The days of a stored choice; the usual ones of none, or of what is not offered. */
export const warnedDaysIn = (stored: string | null): number =>
  warnedDaysOffered.find(days => String(days) === stored) ?? warnedDaysBefore;
