import { dayMs, startsOfDays, type Instant, type TimeZone } from './calendar.ts';
import { daysAhead } from './days-ahead.ts';
import { addedInTens } from './forecast.ts';
import type { Matter } from './matters.ts';
import { balanceOf } from './pool.ts';
import { busyDays, type Pace } from './pace.ts';
import { missingUntil, projectionOf, type Going } from './projection.ts';
import { addingOf, comingTo } from './recharge.ts';
import { isPrepaid } from './spans.ts';
import type { Stage } from './standing.ts';
import type { Wallet } from './wallet.ts';

/** So many days before it runs out people are warned, where they have not chosen otherwise (L11). */
export const warnedDaysBefore = 14;

/** When they are warned again. */
const lastDays = [3, 1];

/** A warning ends when there is this much more time than what it was given for. */
const relief = 2;

/** Whatever is expected, people are warned so many days before it may run out at worst: three, and one for a look that comes late. */
const assuredDays = 4;

/**
 * At worst is by so many spreads more than expected, since calls are many cheap ones and a few that are not, or with days so many times as busy
 * as the busiest seen: campaigns and conferences begin without notice.
 */
const worst = { spreads: 5, timesBusiest: 3 };

/** What is added should last this many days. */
const lastingDays = 91;

/** When nothing will be left, and when at worst; null where that is beyond what is looked at. */
export interface Emptying {
  readonly expected: Instant | null;
  readonly atWorst: Instant | null;
}

/**
 * At how many days a warning stands; undefined for none. It comes `days` before nothing is expected to be left, or earlier where that may
 * come suddenly; it steps down at once, and back only where there is clearly more time (L11).
 */
export function stepOfRunningOut(
  { expected, atWorst }: Emptying,
  asked: { readonly now: Instant; readonly days: number; readonly before: number | undefined },
): number | undefined {
  const { now, days, before } = asked;
  const daysUntil = (at: Instant | null): number => (at === null ? Infinity : (at - now) / dayMs);
  const steps = [days, ...lastDays.filter(step => step < days)];
  const isAt = (step: number): boolean => {
    const reach = before !== undefined && step >= before ? relief : 1;
    return (
      daysUntil(expected) <= step * reach ||
      (step === days && daysUntil(atWorst) <= Math.min(assuredDays, days) * reach)
    );
  };
  return steps.filter(isAt).at(-1);
}

/** When nothing will be left of a pool. */
export function emptyingOf(going: Omit<Going, 'spreads'>): Emptying {
  const expected = projectionOf({ ...going, spreads: 0 }).empty;
  const spread = projectionOf({ ...going, spreads: worst.spreads }).empty;
  if (adds(going)) return { expected, atWorst: spread };
  const busy = projectionOf({ ...going, pace: busyPace(going.pace), spreads: 0 }).empty;
  return { expected, atWorst: earlierOf(spread, busy) };
}

/** Whether auto-recharge has room to add: then days as busy as none before bring their own credits. */
const adds = ({ adding }: Pick<Going, 'adding'>): boolean => adding !== undefined && adding.room >= adding.rechargeWith;

/** As if every day were one of those. */
function busyPace(pace: Pace): Pace {
  const mean = (worst.timesBusiest * pace.busiest) / busyDays;
  return { ...pace, drift: 0, weekdays: pace.weekdays.map(day => ({ ...day, mean, spread: 0 })) };
}

const earlierOf = (one: Instant | null, other: Instant | null): Instant | null =>
  one === null || other === null ? (one ?? other) : Math.min(one, other);

/** That the credits run out soon, and auto-recharge will not see to it; undefined where they do not, or have already. */
export function runsOutStage(asked: {
  readonly wallet: Wallet;
  readonly pace: Pace;
  readonly at: Instant;
  readonly days: number;
  readonly before: readonly Matter[];
}): Stage | undefined {
  const { wallet, pace, at, days, before } = asked;
  const { terms, pool, spans } = wallet;
  const balance = balanceOf(pool, at);
  if (terms === undefined || !isPrepaid(spans) || balance <= 0) return undefined;
  const { currency, timeZone, minimum } = terms;
  const ahead = daysAhead(at, timeZone);
  const adding = addingOf(wallet, at);
  const going = { pool, pace, ahead, now: at, adding, coming: comingTo(wallet) };
  const emptying = emptyingOf(going);
  const standing = before.find(({ alert }) => alert.kind === 'runs-out')?.alert.step;
  const step = stepOfRunningOut(emptying, { now: at, days, before: standing });
  if (step === undefined) return undefined;
  const { expected, atWorst } = emptying;
  const until = expected ?? atWorst ?? at;
  const amount = addedInTens(missingUntil({ ...going, spreads: 0 }, at + lastingDays * dayMs), minimum);
  const dates = { until: dayOfAlert(until, timeZone), earliest: dayOfAlert(atWorst ?? until, timeZone) };
  return {
    key: `runs-out ${step}`,
    alert: { kind: 'runs-out', at, currency, balance, step, amount, ...dates },
    isBeingMended: false,
  };
}

/** The day alone: a card is not drawn again for every minute that an estimate moves. */
const dayOfAlert = (at: Instant, timeZone: TimeZone): Instant => startsOfDays(1, at, timeZone)[0] ?? at;
