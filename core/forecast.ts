import { dayMs, nextDay, weekdayOf, type Instant, type TimeZone } from './calendar.ts';
import { capacity, isSpendable, rest } from './lots.ts';
import { largestAmount, microsPerUnit, multiply, type Micros } from './money.ts';
import { balanceOf, type Pool } from './pool.ts';
import type { Rule } from './rule.ts';

/** What usage suggests for set-up: an estimate, marked as such wherever it is shown (L1, L11). */
export interface Suggestion {
  readonly isEstimate: true;
  readonly spentOver: { readonly days: number; readonly amount: Micros };
  readonly addFunds: Micros;
  readonly rechargeWith: Micros;
  readonly trigger: Micros;
  readonly monthlyCap: Micros;
}

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
  /** The standard deviation of the days that the mean is made of. */
  readonly spread: Micros;
  readonly days: number;
}

/** What to expect if people go on calling as they did. Everything in it is an estimate (L1, L11). */
export interface Forecast {
  readonly isEstimate: true;
  /** The complete days that it is made of: without today and the last two, whose rows may still be missing (M8). */
  readonly basedOn: { readonly days: number; readonly amount: Micros };
  readonly weekdays: readonly WeekdaySpend[];
  /** What calls have probably cost that no report has shown yet: two days' mean, since reports lag 24–48 h. */
  readonly notYetSeen: Micros;
  /** When the credits run out, as they are now and without a recharge; null when they expire or last longer than the horizon. */
  readonly runsOut: {
    readonly at: Instant;
    /** With every day a spread above its mean, and a spread below it; null where they then do not run out. */
    readonly earliest: Instant;
    readonly latest: Instant | null;
  } | null;
  /** What will probably expire unused, and when. */
  readonly expiring: readonly { readonly lotId: string; readonly at: Instant; readonly amount: Micros }[];
  readonly suggestion: Suggestion;
}

/** Reports of calls lag this many days (M8). */
export const lagDays = 2;

/** How far a forecast looks ahead, in ms: every present lot has expired by then. */
export const horizonMs = 367 * dayMs;

/** Forecasts from the pool and the daily spend of the last weeks, oldest day first, today included; reads no journal (L11). */
export function forecast(
  pool: Pool,
  days: readonly DaySpend[],
  about: { readonly now: Instant; readonly timeZone: TimeZone; readonly minimum: Micros },
): Forecast {
  const { now, timeZone, minimum } = about;
  const seen = completeDays(days);
  const amount = seen.reduce((sum, day) => sum + day.amount, 0);
  const weekdays = byWeekday(seen, timeZone);
  const mean = seen.length === 0 ? 0 : amount / seen.length;
  const notYetSeen = Math.round(mean * lagDays);
  const road = (spreads: number): Road =>
    walk(pool, { ...about, notYetSeen, rateOf: weekday => expectedOn(weekdays, weekday, spreads) });
  const expected = road(0);
  return {
    isEstimate: true,
    basedOn: { days: seen.length, amount },
    weekdays,
    notYetSeen,
    runsOut:
      expected.runsOut === null
        ? null
        : { at: expected.runsOut, earliest: road(1).runsOut ?? now, latest: road(-1).runsOut },
    expiring: expected.expiring,
    suggestion: suggest({ days: Math.max(1, seen.length), amount }, minimum),
  };
}

/** What each weekday usually costs, and the complete days that it is made of. */
export function weekdayPace(days: readonly DaySpend[], timeZone: TimeZone): Pick<Forecast, 'basedOn' | 'weekdays'> {
  const seen = completeDays(days);
  const amount = seen.reduce((sum, day) => sum + day.amount, 0);
  return { basedOn: { days: seen.length, amount }, weekdays: byWeekday(seen, timeZone) };
}

/**
 * A month's usual spend to add and to recharge with, at least the minimum; a week's as the trigger, at least 20; both rounded up to tens
 * (L11); three such months as the monthly limit, which keeps fraud from recharging on and on. Without usage that is Microsoft's advice: begin with the minimum (M5).
 */
export function suggest(usage: { readonly days: number; readonly amount: Micros }, minimum: Micros): Suggestion {
  // No more than can be typed.
  const aMonth = Math.min(largestAmount, Math.max(minimum, roundedUp(perDays(usage, 30))));
  return {
    isEstimate: true,
    spentOver: usage,
    addFunds: aMonth,
    rechargeWith: aMonth,
    trigger: Math.min(largestAmount, Math.max(multiply(20, microsPerUnit), roundedUp(perDays(usage, 7)))),
    monthlyCap: Math.min(largestAmount, multiply(3, aMonth)),
  };
}

/** The suggestion as a rule; the monthly cap of the present one stays where it leaves room for a recharge. */
export function suggestedRule({ rechargeWith, trigger, monthlyCap }: Suggestion, present: Rule | undefined): Rule {
  const cap = present?.monthlyCap ?? null;
  return { isOn: true, rechargeWith, trigger, monthlyCap: cap !== null && cap >= rechargeWith ? cap : monthlyCap };
}

/** What each weekday usually takes, of the complete days among these. Amounts may be minutes. */
export const usualWeekdays = (days: readonly DaySpend[], timeZone: TimeZone): readonly WeekdaySpend[] =>
  byWeekday(completeDays(days), timeZone);

/** From the first day with any spend to the last day whose rows should all have arrived. */
function completeDays(days: readonly DaySpend[]): readonly DaySpend[] {
  const first = days.findIndex(({ amount }) => amount > 0);
  return first === -1 ? [] : days.slice(first, Math.max(first, days.length - 1 - lagDays));
}

function byWeekday(days: readonly DaySpend[], timeZone: TimeZone): readonly WeekdaySpend[] {
  const amounts = new Map<number, Micros[]>();
  for (const { start, amount } of days) {
    const weekday = weekdayOf(start, timeZone);
    amounts.set(weekday, [...(amounts.get(weekday) ?? []), amount]);
  }
  const all = statistics(days.map(({ amount }) => amount));
  return [1, 2, 3, 4, 5, 6, 7].map(weekday => {
    const own = amounts.get(weekday);
    // A weekday without data is taken for an average one.
    return { weekday, days: own?.length ?? 0, ...(own === undefined ? all : statistics(own)) };
  });
}

function statistics(amounts: readonly Micros[]): { readonly mean: Micros; readonly spread: Micros } {
  if (amounts.length === 0) return { mean: 0, spread: 0 };
  const mean = amounts.reduce((sum, amount) => sum + amount, 0) / amounts.length;
  const variance = amounts.reduce((sum, amount) => sum + (amount - mean) ** 2, 0) / amounts.length;
  return { mean: Math.round(mean), spread: Math.round(Math.sqrt(variance)) };
}

/** What is expected of a weekday, some spreads above or below its mean. */
export const expectedOn = (weekdays: readonly WeekdaySpend[], weekday: number, spreads: number): Micros => {
  const day = weekdays[weekday - 1];
  return day === undefined ? 0 : Math.max(0, day.mean + spreads * day.spread);
};

interface Road {
  readonly runsOut: Instant | null;
  readonly expiring: Forecast['expiring'];
}

/** From now on day by day, and within a day from expiry to expiry: each stretch takes its part of the day's rate, oldest lot first. */
function walk(
  pool: Pool,
  about: {
    readonly now: Instant;
    readonly timeZone: TimeZone;
    readonly notYetSeen: Micros;
    readonly rateOf: (weekday: number) => Micros;
  },
): Road {
  const { now, timeZone, notYetSeen } = about;
  const lots = pool.lots
    .filter(lot => isSpendable(lot, now) && rest(lot) > 0)
    .map(lot => ({ lotId: lot.id, expiresAt: lot.expiresAt, left: rest(lot) }));
  const expiring: { lotId: string; at: Instant; amount: Micros }[] = [];
  const take = (amount: Micros): Micros => {
    let wanted = amount;
    for (const lot of lots) {
      const taken = Math.min(lot.left, wanted);
      lot.left -= taken;
      wanted -= taken;
    }
    return wanted;
  };
  // Owed, spent to the last cent, or used up by calls that no report shows yet: it has run out. Where nothing was bought, or nobody
  // calls, nothing can run out.
  const isSpent = pool.owed > 0 || (notYetSeen > 0 && pool.lots.some(lot => capacity(lot) > 0));
  if (isSpent && balanceOf(pool, now) - notYetSeen <= 0) return { runsOut: now, expiring: [] };
  take(notYetSeen);
  let from = now;
  for (let day = now; lots.length > 0 && from < now + horizonMs;) {
    const dayEnd = nextDay(day, timeZone);
    const rate = about.rateOf(weekdayOf(day, timeZone)) / dayMs;
    for (const to of [...lots.map(lot => lot.expiresAt).filter(at => at > from && at < dayEnd), dayEnd]) {
      const available = lots.reduce((sum, lot) => sum + lot.left, 0);
      const wanted = rate * (to - from);
      if (wanted > 0 && wanted >= available) return { runsOut: Math.round(from + available / rate), expiring };
      take(wanted);
      from = to;
      while (lots[0] !== undefined && lots[0].expiresAt <= from) {
        const { lotId, expiresAt, left } = lots[0];
        if (left >= 1) expiring.push({ lotId, at: expiresAt, amount: Math.round(left) });
        lots.shift();
      }
    }
    day = dayEnd;
  }
  return { runsOut: null, expiring };
}

const perDays = (usage: { readonly days: number; readonly amount: Micros }, days: number): Micros =>
  Math.ceil((usage.amount / usage.days) * days);

function roundedUp(amount: Micros): Micros {
  const ten = multiply(10, microsPerUnit);
  return amount % ten === 0 ? amount : amount - (amount % ten) + ten;
}
