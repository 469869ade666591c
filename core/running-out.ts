import { dayMs, startsOfDays, type Instant, type TimeZone } from './calendar.ts';
import { daysAhead } from './days-ahead.ts';
import { addedInTens } from './forecast.ts';
import type { Matter } from './matters.ts';
import { balanceOf } from './pool.ts';
import type { Pace } from './pace.ts';
import { missingUntil, roadOf, unseenOf, type Going } from './road.ts';
import { addingOf, comingTo } from './recharge.ts';
import { isPrepaid } from './spans.ts';
import type { Stage } from './standing.ts';
import type { Wallet } from './wallet.ts';

/** So many days before it runs out people are warned, where they have not chosen otherwise (L11). */
export const warnedDaysBefore = 7;

/** When they are warned again. */
const lastDays = [3, 1];

/** A warning ends when there is this much more time than what it was given for. */
const relief = 1.5;

/** Whatever is expected, people are warned so many days before it may run out at worst: three, and one for a look that comes late. */
const assuredDays = 4;

/** At worst is by so many spreads more than expected: calls are many cheap ones and a few that are not. */
const worst = 5;

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
export const emptyingOf = (going: Omit<Going, 'spreads'>): Emptying => ({
  expected: roadOf({ ...going, spreads: 0 }).empty,
  atWorst: roadOf({ ...going, spreads: worst }).empty,
});

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
  const adding = addingOf(wallet, { at, unseen: unseenOf({ pace, ahead }) });
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
