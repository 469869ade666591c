import { monthOf, startOfMonth, type Instant, type Month } from './calendar.ts';
import { minutePace, overageOf, type MinutePace, type Overage } from './minute-pace.ts';
import { isByCountry, placing, poolsHeld, type HeldPlans, type MeterKind, type PlanFacts } from './minute-pools.ts';
import { ownRates, paidMinutes, rateKey, type OwnRates, type PaidMinutes } from './own-rates.ts';
import {
  conferencingMinutes,
  includedMinutes,
  isOnCredits,
  minutePlans,
  planThatPaid,
  type CallMix,
  type MinutePlan,
} from './plans.ts';
import { isIncoming } from './usage-keys.ts';

/** Minutes that are counted together: those abroad of an international plan apart. */
export interface Meter {
  readonly kind: MeterKind;
  readonly total: number;
  readonly used: number;
}

/** Minutes that people share in a month, or that each of some people has (M14). */
export interface MinutePool {
  /** The plan, and the country where it is by country: `domestic US`. */
  readonly id: string;
  readonly plan: MinutePlan;
  readonly country: string | null;
  readonly licenses: number;
  readonly meters: readonly Meter[];
  /** Where nobody shares: what each has, the most that somebody used, and how many have used four fifths of it, or all. */
  readonly each: {
    readonly minutes: number;
    readonly most: number;
    readonly nearly: number;
    readonly usedUp: number;
  } | null;
  /** Null where nobody shares, and where the minutes last. */
  readonly runsOut: MinutePace['runsOut'];
  readonly overage: Overage | null;
}

/** The month's included minutes. */
export interface Minutes {
  readonly month: Month;
  /** By plan, then by country. */
  readonly pools: readonly MinutePool[];
  /** Minutes of this month that a plan paid for, of people whose country nobody knows any more. */
  readonly unplaced: number;
  /** How many people have a plan by country, and no country. */
  readonly unlocated: number;
}

/** What calls ask of one pool. */
interface Asked {
  readonly asked: Map<MeterKind, number>;
  /** What they took of it. */
  readonly used: Map<MeterKind, number>;
  /** Where nobody shares. */
  readonly byPerson: Map<string, number>;
  readonly byRate: Map<string, number>;
}

/** What a day's calls ask of the pools: a few sums, of however many calls. `start` is its first instant in the wallet's zone. */
export interface DayOfMinutes {
  readonly start: Instant;
  readonly byPool: ReadonlyMap<string, Asked>;
  readonly paid: PaidMinutes;
  /** Minutes that a plan paid for, of people whose country nobody knows any more. */
  readonly unplaced: number;
}

/** Adds up the standing calls of a day, for people and licenses as they are now. */
export function addingMinutes(
  facts: Omit<PlanFacts, 'now' | 'timeZone'>,
): (start: Instant, calls: readonly CallMix[]) => DayOfMinutes {
  const { held } = poolsHeld(facts);
  const place = placing(facts, held);
  return (start, calls) => {
    const byPool = new Map<string, Asked>();
    let unplaced = 0;
    for (const call of calls) {
      if (isIncoming(call.type)) continue;
      const found = place(call);
      if (found !== undefined) {
        const pool = byPool.get(found.id) ?? {
          asked: new Map(),
          used: new Map(),
          byPerson: new Map(),
          byRate: new Map(),
        };
        byPool.set(found.id, pool);
        note(pool, call, { kind: found.kind, isShared: held.get(found.id)?.plan !== 'calling-minutes' });
      } else if (planThatPaid(call) !== undefined) unplaced += call.minutes;
    }
    return { start, byPool, paid: paidMinutes(calls), unplaced };
  };
}

function note(
  { asked, used, byPerson, byRate }: Asked,
  call: CallMix,
  { kind, isShared }: { readonly kind: MeterKind; readonly isShared: boolean },
): void {
  add(asked, kind, call.minutes);
  add(byRate, rateKey(call), call.minutes);
  if (isOnCredits(call)) return;
  add(used, kind, call.minutes);
  if (!isShared) add(byPerson, call.person, call.minutes);
}

const add = <Key>(sums: Map<Key, number>, key: Key, minutes: number): unknown =>
  sums.set(key, (sums.get(key) ?? 0) + minutes);

/** How many minutes each pool has left, when it is used up, and what calls will then draw from credits (L16). The days are the last, oldest first, today included. */
export function includedLeft(facts: PlanFacts, days: readonly DayOfMinutes[]): Minutes {
  const month = monthOf(facts.now, facts.timeZone);
  const { held, unlocated } = poolsHeld(facts);
  const begin = startOfMonth(month, facts.timeZone);
  const ofMonth = days.filter(({ start }) => start >= begin);
  const rates = ownRates(days.map(({ paid }) => paid));
  const pools = [...held].map(([id, one]) =>
    poolOf(id, one, {
      days: days.map(({ start, byPool }) => ({ start, pool: byPool.get(id) })),
      ofMonth: ofMonth.flatMap(({ byPool }) => byPool.get(id) ?? []),
      rates,
      facts,
    }),
  );
  const unplaced = ofMonth.reduce((sum, day) => sum + day.unplaced, 0);
  return { month, pools: pools.toSorted(byPlan), unplaced, unlocated };
}

const byPlan = (one: MinutePool, other: MinutePool): number =>
  minutePlans.indexOf(one.plan) - minutePlans.indexOf(other.plan) ||
  ((one.country ?? '') < (other.country ?? '') ? -1 : 1);

interface AskedOfPool {
  readonly days: readonly { readonly start: Instant; readonly pool: Asked | undefined }[];
  readonly ofMonth: readonly Asked[];
  readonly rates: OwnRates;
  readonly facts: PlanFacts;
}

function poolOf(
  id: string,
  { plan, country, licenses }: HeldPlans,
  { days, ofMonth, rates, facts }: AskedOfPool,
): MinutePool {
  const used = together(ofMonth.map(one => one.used));
  const meters = metersOf(plan, country, licenses).map(meter => ({ ...meter, used: used.get(meter.kind) ?? 0 }));
  const pool = { id, plan, country, licenses, meters };
  if (plan === 'calling-minutes')
    return { ...pool, each: eachOf(together(ofMonth.map(one => one.byPerson))), runsOut: null, overage: null };
  const { runsOut, beyond } = minutePace(
    meters.map(meter => ({
      ...meter,
      byDay: days.map(({ start, pool }) => ({ start, amount: pool?.asked.get(meter.kind) ?? 0 })),
    })),
    facts,
  );
  if (runsOut === null) return { ...pool, each: null, runsOut, overage: null };
  const mix = [...together(days.flatMap(day => day.pool?.byRate ?? []))];
  const overage = overageOf(
    beyond,
    mix.map(([key, minutes]) => ({ minutes, rate: rates(key) })),
  );
  return { ...pool, each: null, runsOut, overage };
}

/** Sums by their keys, of all. */
function together<Key>(parts: readonly ReadonlyMap<Key, number>[]): ReadonlyMap<Key, number> {
  const all = new Map<Key, number>();
  for (const part of parts) for (const [key, minutes] of part) add(all, key, minutes);
  return all;
}

function metersOf(plan: MinutePlan, country: string | null, licenses: number): readonly Omit<Meter, 'used'>[] {
  if (!isByCountry(plan)) return [{ kind: 'all', total: conferencingMinutes * licenses }];
  const { domestic, international } = includedMinutes(plan, country ?? '');
  if (international === null) return [{ kind: 'all', total: domestic * licenses }];
  return [
    { kind: 'domestic', total: domestic * licenses },
    { kind: 'international', total: international * licenses },
  ];
}

const nearlyAll = 0.8;

function eachOf(byPerson: ReadonlyMap<string, number>): MinutePool['each'] {
  const { domestic: minutes } = includedMinutes('calling-minutes', '');
  const some = [...byPerson.values()];
  return {
    minutes,
    most: some.reduce((most, one) => Math.max(most, one), 0),
    nearly: some.filter(used => used >= nearlyAll * minutes && used < minutes).length,
    usedUp: some.filter(used => used >= minutes).length,
  };
}

/** A part of a pool's minutes that is worth telling of, in percent. */
export type MinuteStep = 80 | 100;

/** How much of its minutes a pool has used, from 0; of an international plan by whichever meter is fuller. */
export const usedPart = ({ meters, each }: MinutePool): number =>
  each === null ? Math.max(0, ...meters.map(({ used, total }) => used / total)) : each.most / each.minutes;

/** Corrections may lower what was used: a step that was told stands until this much less is used. */
const slack = 0.05;

/** The step that a pool has reached; with that which was told before it stays until clearly less is used. */
export function minuteStep(pool: MinutePool, before: MinuteStep | undefined): MinuteStep | undefined {
  const part = usedPart(pool);
  const hasReached = (step: MinuteStep): boolean =>
    part >= step / 100 - (before !== undefined && before >= step ? slack : 0);
  return ([100, 80] as const).find(hasReached);
}
