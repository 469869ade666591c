import { weekdayOf, type Instant, type TimeZone } from './calendar.ts';
import type { Micros } from './money.ts';

/** What calls that began on one day cost; `start` is the day's first instant in the wallet's zone. */
export interface DaySpend {
  readonly start: Instant;
  readonly amount: Micros;
}

/** What a weekday usually costs; estimates in micro-units. */
export interface WeekdaySpend {
  /** 1 for Monday … 7 for Sunday. */
  readonly weekday: number;
  readonly mean: Micros;
  /** By how much one such day differs from the mean: a standard deviation. */
  readonly spread: Micros;
  readonly days: number;
}

/** How people call: an estimate of complete days. */
export interface Pace {
  readonly days: number;
  /** What these days cost, as far as it is counted. */
  readonly amount: Micros;
  /** What single days cost beyond what any day is counted with: one row that is a mistake must not make a forecast. */
  readonly unusual: Micros;
  readonly weekdays: readonly WeekdaySpend[];
  /** By what part of itself the pace may be another one in the weeks to come: a standard deviation. */
  readonly drift: number;
  /** The most that so many days in a row have cost, as any day is counted (`busyDays`). */
  readonly busiest: Micros;
}

/** Reports of calls lag this many days (M8). */
export const lagDays = 2;

/** After so many days a day counts half as much for how much people call now. */
const halfLifeDays = 28;

/** One or two days count with at most so many times what three quarters of the days with calls stay below; more days are no mistake. */
const mostTimesUsual = 5;
const mostMistaken = 2;

/** No pace is steadier than this, from one month to the next. */
const leastDrift = 0.1;

/** Busy are so many days in a row: with what no report shows yet, what three days' notice has to reach over. */
export const busyDays = 5;

/** What a weekday is taken to be like where little is known of it: as so many days that vary as all do. */
const daysOfAll = 2;

/** Of the last days, oldest first, today included (L11). */
export function paceOf(days: readonly DaySpend[], timeZone: TimeZone): Pace {
  const seen = completeDays(days);
  const limit = mostCounted(seen);
  const amounts = seen.map(({ amount }) => Math.min(limit, Math.max(0, amount)));
  const amount = sumOf(amounts);
  const unusual = sumOf(seen.map(one => Math.max(0, one.amount - limit)));
  const last = seen.at(-1);
  if (last === undefined)
    return { days: 0, amount: 0, unusual: 0, weekdays: byWeekday([], 1), drift: leastDrift, busiest: 0 };
  const lastWeekday = weekdayOf(last.start, timeZone);
  const counted = amounts.map((one, index) => ({
    weekday: ((lastWeekday + 6 - ((seen.length - 1 - index) % 7)) % 7) + 1,
    amount: one,
    weight: 0.5 ** ((seen.length - 1 - index) / halfLifeDays),
  }));
  const level = levelOf(counted);
  const weekdays = byWeekday(counted, level);
  return {
    days: seen.length,
    amount,
    unusual,
    weekdays,
    drift: driftOf(counted, weekdays),
    busiest: busiestOf(amounts),
  };
}

interface CountedDay {
  readonly weekday: number;
  readonly amount: Micros;
  readonly weight: number;
}

/** What is expected of a weekday, some spreads above or below its mean. */
export const expectedOn = (weekdays: readonly WeekdaySpend[], weekday: number, spreads: number): Micros => {
  const day = weekdays[weekday - 1];
  return day === undefined ? 0 : Math.max(0, day.mean + spreads * day.spread);
};

/** From the first day with any spend to the last day whose rows should all have arrived. */
function completeDays(days: readonly DaySpend[]): readonly DaySpend[] {
  const first = days.findIndex(({ amount }) => amount > 0);
  return first === -1 ? [] : days.slice(first, Math.max(first, days.length - 1 - lagDays));
}

function mostCounted(days: readonly DaySpend[]): Micros {
  const inOrder = days.flatMap(({ amount }) => (amount > 0 ? [amount] : [])).toSorted((one, other) => one - other);
  const usual = inOrder[Math.floor(0.75 * (inOrder.length - 1))] ?? 0;
  return Math.max(mostTimesUsual * usual, inOrder.at(-1 - mostMistaken) ?? 0);
}

/** How much people call lately, as a part of how much they call on the average: recent days count more. */
function levelOf(days: readonly CountedDay[]): number {
  const means = meansOf(days);
  const usual = sumOf(days.map(({ weekday, weight }) => weight * (means[weekday] ?? 0)));
  return usual === 0 ? 1 : sumOf(days.map(({ amount, weight }) => weight * amount)) / usual;
}

function busiestOf(amounts: readonly Micros[]): Micros {
  let [sum, most] = [0, 0];
  for (const [index, amount] of amounts.entries()) {
    sum += amount - (amounts[index - busyDays] ?? 0);
    most = Math.max(most, sum);
  }
  return most;
}

/** By weekday; one without data is taken for an average one. */
function meansOf(days: readonly CountedDay[]): readonly number[] {
  const all = days.length === 0 ? 0 : sumOf(days.map(({ amount }) => amount)) / days.length;
  return [0, 1, 2, 3, 4, 5, 6, 7].map(weekday => {
    const own = days.filter(day => day.weekday === weekday);
    return own.length === 0 ? all : sumOf(own.map(({ amount }) => amount)) / own.length;
  });
}

function byWeekday(days: readonly CountedDay[], level: number): readonly WeekdaySpend[] {
  const means = meansOf(days);
  const off = ({ weekday, amount }: CountedDay): number => (amount - (means[weekday] ?? 0)) ** 2;
  // How much days vary for what they cost: what costs more varies more.
  const variance = sumOf(days.map(off)) / Math.max(1, sumOf(days.map(({ amount }) => amount)));
  return [1, 2, 3, 4, 5, 6, 7].map(weekday => {
    const own = days.filter(day => day.weekday === weekday);
    const mean = means[weekday] ?? 0;
    const blended = (sumOf(own.map(off)) + daysOfAll * variance * mean) / (own.length + daysOfAll);
    return {
      weekday,
      mean: Math.round(mean * level),
      spread: Math.round(Math.sqrt(blended)),
      days: own.length,
    };
  });
}

/** From how much whole weeks differ from what was to be expected of them, beyond what their days explain; of few days little is sure. */
function driftOf(days: readonly CountedDay[], weekdays: readonly WeekdaySpend[]): number {
  const expected = sumOf(weekdays.map(({ mean }) => mean));
  if (expected === 0) return leastDrift;
  const ofDays = sumOf(weekdays.map(({ spread }) => spread ** 2)) / expected ** 2;
  const weeks = weeksOf(days).map(amount => (amount / expected - 1) ** 2);
  const ofWeeks = weeks.length === 0 ? 0 : Math.max(0, sumOf(weeks) / weeks.length - ofDays);
  const unsure = (ofDays * 7) / Math.min(days.length, halfLifeDays) + 1 / days.length ** 2;
  return Math.sqrt(leastDrift ** 2 + ofWeeks + unsure);
}

/** What the last whole weeks cost. */
const weeksOf = (days: readonly CountedDay[]): readonly Micros[] =>
  Array.from({ length: Math.floor(days.length / 7) }, (_, week) =>
    sumOf(days.slice(days.length - 7 * (week + 1), days.length - 7 * week).map(({ amount }) => amount)),
  );

const sumOf = (amounts: readonly number[]): number => amounts.reduce((sum, amount) => sum + amount, 0);
