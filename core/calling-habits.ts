import { dayMs, minuteMs, type Instant } from './calendar.ts';
import type { HourOfWeek } from './hours-of-week.ts';
import type { Micros } from './money.ts';
import { isPremiumNumber } from './premium-numbers.ts';
import { begunMinutes } from './whole-minutes.ts';

/** A call as far as it tells habits: what credits paid for it, and where it went. */
export interface SpentCall {
  readonly start: Instant;
  readonly seconds: number;
  readonly cost: Micros;
  readonly callType: string;
  readonly destination: string;
  readonly callee: string;
}

/** What an organization's people usually do: told beside a person's own past, and instead of one who has none. */
export interface OrganizationHabits {
  readonly people: number;
  /** Its past is too short to tell which destinations are known. */
  readonly isLearning: boolean;
  /** Calls of everybody to a destination: in the weeks that habits are made of, and in those that are judged. */
  readonly callsTo: ReadonlyMap<string, { readonly past: number; readonly recent: number }>;
  /** What somebody who calls on credits spends in a usual week. */
  readonly usualWeek: Micros;
}

/** What somebody's past tells of their calls. Medians and shares: neither one mistaken charge nor one odd week changes them. */
export interface Habits {
  /** Too few weeks or calls to tell what is usual: their calls are held to what the organization does. */
  readonly isLearning: boolean;
  readonly calls: number;
  /** Calls to a destination, and those of them that were forwarded. */
  readonly callsTo: ReadonlyMap<string, number>;
  readonly forwardedTo: ReadonlySet<string>;
  /** Where premium numbers were called. */
  readonly premiumTo: ReadonlySet<string>;
  /** Calls by the hour of the day and by the day of the week. */
  readonly byHour: readonly number[];
  readonly byWeekday: readonly number[];
  /** The median of the weeks' cost, and how far weeks usually are from it (MAD, scaled to a standard deviation). */
  readonly usualWeek: Micros;
  readonly weekSpread: Micros;
  /** What a begun minute of a paid call usually costs; 0 where none was paid for. */
  readonly usualRate: Micros;
  /** The most calls within a pace window, on all but the busiest days. */
  readonly usualPace: number;
}

/** Calls follow each other fast within this time. */
export const paceMs = 20 * minuteMs;

/** Fewer weeks, or calls, tell no habit. */
export const learningWeeks = 3;
const learningCalls = 10;

/** What outgoing calls before `until` tell; they are in the order of their start. Linear in the calls, but for the sorting of their rates. */
export function habitsOf(
  calls: readonly SpentCall[],
  { until, hourOf }: { readonly until: Instant; readonly hourOf: HourOfWeek },
): Habits {
  const weekOf = (start: Instant): number => Math.floor((until - 1 - start) / (7 * dayMs));
  const callsTo = new Map<string, number>();
  const forwardedTo = new Set<string>();
  const premiumTo = new Set<string>();
  const byHour = new Array<number>(24).fill(0);
  const byWeekday = new Array<number>(7).fill(0);
  const rates: number[] = [];
  const [first] = calls;
  const weeks = new Array<number>(first === undefined ? 0 : weekOf(first.start) + 1).fill(0);
  for (const call of calls) {
    callsTo.set(call.destination, (callsTo.get(call.destination) ?? 0) + 1);
    if (isForwarded(call)) forwardedTo.add(call.destination);
    if (isPremiumNumber(call.callee)) premiumTo.add(call.destination);
    const hour = hourOf(call.start);
    byHour[hour % 24] = (byHour[hour % 24] ?? 0) + 1;
    const weekday = Math.floor(hour / 24);
    byWeekday[weekday] = (byWeekday[weekday] ?? 0) + 1;
    if (call.cost <= 0) continue;
    const week = weekOf(call.start);
    weeks[week] = (weeks[week] ?? 0) + call.cost;
    rates.push(rateOfCall(call));
  }
  const usualWeek = medianOf(weeks);
  return {
    isLearning: weeks.length < learningWeeks || calls.length < learningCalls,
    ...{ calls: calls.length, callsTo, forwardedTo, premiumTo, byHour, byWeekday, usualWeek },
    weekSpread: 1.4826 * medianOf(weeks.map(cost => Math.abs(cost - usualWeek))),
    usualRate: medianOf(rates),
    usualPace: paceOf(calls),
  };
}

/** What a begun minute of the call cost. */
export const rateOfCall = ({ cost, seconds }: SpentCall): Micros => cost / Math.max(1, begunMinutes(seconds));

/** Whether a device or a person sent the call on to another number. */
export const isForwarded = ({ callType }: SpentCall): boolean => /forward|transfer/i.test(callType);

/** The middle of some amounts, the lower of two; 0 of none. */
export function medianOf(amounts: readonly number[]): number {
  const sorted = Float64Array.from(amounts).sort();
  return sorted[Math.floor((sorted.length - 1) / 2)] ?? 0;
}

/** The fastest of each day, and of these what one day in twenty is above. */
function paceOf(calls: readonly SpentCall[]): number {
  const fastest = new Map<number, number>();
  const recent = new PaceWindow();
  for (const call of calls) {
    const pace = recent.add(call.start);
    const day = Math.floor(call.start / dayMs);
    if (pace > (fastest.get(day) ?? 0)) fastest.set(day, pace);
  }
  const sorted = Float64Array.from(fastest.values()).sort();
  return sorted[Math.floor((sorted.length - 1) * 0.95)] ?? 0;
}

/** How many calls began within the last minutes, as they follow each other. */
export class PaceWindow {
  readonly #starts: Instant[] = [];
  #first = 0;

  /** Counts a call that begins then; gives how many began within the window, it included. */
  add(start: Instant): number {
    this.#starts.push(start);
    while ((this.#starts[this.#first] ?? start) <= start - paceMs) this.#first += 1;
    return this.#starts.length - this.#first;
  }
}
