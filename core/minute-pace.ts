import { dayMs, monthOf, nextDay, startOfMonth, weekdayOf, type Instant, type TimeZone } from './calendar.ts';
import type { Micros } from './money.ts';
import { expectedOn, lagDays, paceOf, type DaySpend, type WeekdaySpend } from './pace.ts';

/** Minutes of a month, of which some are used, and what was asked of them on each of the last days, oldest first, today included. */
export interface MeteredMinutes {
  readonly total: number;
  readonly used: number;
  readonly byDay: readonly DaySpend[];
}

/** What to expect of minutes until the month ends. Everything in it is an estimate. */
export interface MinutePace {
  /** When they are used up; null where they last. With every day a spread above its mean, and a spread below it. */
  readonly runsOut: { readonly at: Instant; readonly earliest: Instant; readonly latest: Instant | null } | null;
  /** How many minutes more will be called for until the month ends. */
  readonly beyond: number;
}

/** Minutes beyond those included, and what credits will pay for them. Of `unpriced` ones no rate is known, and they are not in the amount. */
export interface Overage {
  readonly minutes: number;
  readonly amount: Micros;
  readonly unpriced: number;
}

interface Measured extends MeteredMinutes {
  readonly weekdays: readonly WeekdaySpend[];
}

/** Where a month's minutes lead if people go on calling as they did: when one of the meters is full, so are the others. */
export function minutePace(
  meters: readonly MeteredMinutes[],
  { now, timeZone }: { readonly now: Instant; readonly timeZone: TimeZone },
): MinutePace {
  const month = monthOf(now, timeZone);
  const end = startOfMonth(month, timeZone, 1);
  const unseenFrom = Math.max(startOfMonth(month, timeZone), now - lagDays * dayMs);
  const measured = meters.map(meter => ({ ...meter, weekdays: paceOf(meter.byDay, timeZone).weekdays }));
  const fullAt = (spreads: number): Instant | null =>
    measured.reduce<Instant | null>((first, meter) => {
      const at = fullMeter(meter, { unseenFrom, now, end, timeZone, spreads });
      return at === null || (first !== null && first <= at) ? first : at;
    }, null);
  const at = fullAt(0);
  if (at === null) return { runsOut: null, beyond: 0 };
  const beyond = measured.reduce(
    (sum, { weekdays }) => sum + expectedBetween(weekdays, { from: at, to: end, timeZone, spreads: 0 }),
    0,
  );
  return { runsOut: { at, earliest: fullAt(1) ?? at, latest: fullAt(-1) }, beyond: Math.round(beyond) };
}

interface MonthAhead {
  readonly unseenFrom: Instant;
  readonly now: Instant;
  readonly end: Instant;
  readonly timeZone: TimeZone;
  readonly spreads: number;
}

/** Reports lag: what of the last days no report shows yet is taken first. */
function fullMeter(
  { total, used, weekdays }: Measured,
  { unseenFrom, now, end, timeZone, spreads }: MonthAhead,
): Instant | null {
  let left = total - used;
  if (left <= 0) return now;
  left -= expectedBetween(weekdays, { from: unseenFrom, to: now, timeZone, spreads });
  if (left <= 0) return now;
  for (let from = now; from < end;) {
    const to = Math.min(end, nextDay(from, timeZone));
    const taken = expectedBetween(weekdays, { from, to, timeZone, spreads });
    if (taken > 0 && taken >= left) return Math.round(from + ((to - from) * left) / taken);
    left -= taken;
    from = to;
  }
  return null;
}

/** What is expected of the stretches of days between two instants. */
function expectedBetween(
  weekdays: readonly WeekdaySpend[],
  {
    from,
    to,
    timeZone,
    spreads,
  }: { readonly from: Instant; readonly to: Instant; readonly timeZone: TimeZone; readonly spreads: number },
): number {
  let expected = 0;
  for (let at = from; at < to;) {
    const until = Math.min(to, nextDay(at, timeZone));
    expected += (expectedOn(weekdays, weekdayOf(at, timeZone), spreads) * (until - at)) / dayMs;
    at = until;
  }
  return expected;
}

/** What minutes beyond those included will cost, if they are of destinations as those asked for were: minutes, and what one costs. */
export function overageOf(
  beyond: number,
  mix: readonly { readonly minutes: number; readonly rate: number | undefined }[],
): Overage {
  const all = mix.reduce((sum, { minutes }) => sum + minutes, 0);
  if (all === 0) return { minutes: beyond, amount: 0, unpriced: beyond };
  const cost = mix.reduce((sum, { minutes, rate = 0 }) => sum + minutes * rate, 0);
  const unpriced = mix.reduce((sum, { minutes, rate }) => (rate === undefined ? sum + minutes : sum), 0);
  return {
    minutes: beyond,
    amount: Math.round((beyond * cost) / all),
    unpriced: Math.round((beyond * unpriced) / all),
  };
}
