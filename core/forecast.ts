import type { Instant, TimeZone } from './calendar.ts';
import { daysAhead, type DaysAhead } from './days-ahead.ts';
import { largestAmount, microsPerUnit, multiply, type Micros } from './money.ts';
import { paceOf, type DaySpend, type Pace, type WeekdaySpend } from './pace.ts';
import type { Pool } from './pool.ts';
import { projectionOf, unseenOf, type Projection } from './projection.ts';
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

/** What to expect if people go on calling as they did. Everything in it is an estimate (L1, L11). */
export interface Forecast {
  readonly isEstimate: true;
  /** The complete days that it is made of: without today and the last two, whose rows may still be missing (M8). */
  readonly basedOn: { readonly days: number; readonly amount: Micros };
  readonly pace: Pace;
  readonly weekdays: readonly WeekdaySpend[];
  /** What calls have probably cost that no report has shown yet: what the last two days usually cost, since reports lag 24–48 h. */
  readonly notYetSeen: Micros;
  /** When the credits run out, as they are now and without a recharge; null when they expire or last longer than the horizon. */
  readonly runsOut: {
    readonly at: Instant;
    /** It runs out between these four times in five; null where they then do not run out. */
    readonly earliest: Instant;
    readonly latest: Instant | null;
  } | null;
  /** What will probably expire unused, and when. */
  readonly expiring: readonly { readonly lotId: string; readonly at: Instant; readonly amount: Micros }[];
  readonly suggestion: Suggestion;
}

/** By how many spreads the earliest and the latest day differ from the expected one: it runs out between them four times in five. */
const fourInFive = 1.28;

/** What a forecast is made of beside the pool and the days. */
export interface ForecastBasis {
  readonly now: Instant;
  readonly timeZone: TimeZone;
  readonly minimum: Micros;
  /** The days to come, where somebody has worked them out. */
  readonly ahead?: DaysAhead;
}

/** Forecasts from the pool and the daily spend of the last weeks, oldest day first, today included; reads no journal (L11). */
export function forecast(pool: Pool, days: readonly DaySpend[], about: ForecastBasis): Forecast {
  const { now, timeZone, minimum, ahead = daysAhead(now, timeZone) } = about;
  const pace = paceOf(days, timeZone);
  const projected = (spreads: number): Projection => projectionOf({ pool, pace, ahead, now, spreads });
  const expected = projected(0);
  return {
    isEstimate: true,
    basedOn: { days: pace.days, amount: pace.amount },
    pace,
    weekdays: pace.weekdays,
    notYetSeen: Math.round(unseenOf({ pace, ahead })),
    runsOut:
      expected.runsOut === null
        ? null
        : {
            at: expected.runsOut,
            earliest: projected(fourInFive).runsOut ?? now,
            latest: projected(-fourInFive).runsOut,
          },
    expiring: expected.expiring,
    suggestion: suggest({ days: Math.max(1, pace.days), amount: pace.amount }, minimum),
  };
}

/**
 * A month's usual spend to add and to recharge with, at least the minimum; a week's as the trigger, at least 20; both rounded up to tens
 * (L11); three such months as the monthly limit, which keeps fraud from recharging on and on. Without usage that is Microsoft's advice: begin with the minimum (M5).
 */
export function suggest(usage: { readonly days: number; readonly amount: Micros }, minimum: Micros): Suggestion {
  const aMonth = addedInTens(perDays(usage, 30), minimum);
  return {
    isEstimate: true,
    spentOver: usage,
    addFunds: aMonth,
    rechargeWith: aMonth,
    trigger: Math.min(largestAmount, Math.max(multiply(20, microsPerUnit), roundedUp(perDays(usage, 7)))),
    monthlyCap: Math.min(largestAmount, multiply(3, aMonth)),
  };
}

/**
 * The suggestion as a rule. What the present one says of a monthly cap stays where it leaves room for a recharge; of a target, where it is above
 * the suggested trigger: else the target is a recharge above that.
 */
export function suggestedRule({ rechargeWith, trigger, monthlyCap }: Suggestion, present: Rule | undefined): Rule {
  const cap = present?.monthlyCap ?? null;
  const target = present?.upTo;
  return {
    ...{ isOn: true, rechargeWith, trigger },
    monthlyCap: cap !== null && cap >= rechargeWith ? cap : monthlyCap,
    ...(target !== undefined && { upTo: target > trigger ? target : Math.min(largestAmount, trigger + rechargeWith) }),
  };
}

/** An amount to add: in tens, at least the minimum, and no more than can be typed. */
export const addedInTens = (amount: Micros, minimum: Micros): Micros =>
  Math.min(largestAmount, Math.max(minimum, roundedUp(amount)));

const perDays = (usage: { readonly days: number; readonly amount: Micros }, days: number): Micros =>
  Math.ceil((usage.amount / usage.days) * days);

function roundedUp(amount: Micros): Micros {
  const ten = multiply(10, microsPerUnit);
  return amount % ten === 0 ? amount : amount - (amount % ten) + ten;
}
