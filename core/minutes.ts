import { monthOf, startOfMonth, type Month } from './calendar.ts';
import { minutePace, overageOf, type MinutePace, type Overage } from './minute-pace.ts';
import {
  isByCountry,
  placing,
  poolsHeld,
  type HeldPlans,
  type MeterKind,
  type PlaceInPool,
  type PlanFacts,
} from './minute-pools.ts';
import { ownRates, rateKey, type OwnRates } from './own-rates.ts';
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

interface Asked {
  readonly used: Map<MeterKind, number>;
  readonly byDay: Map<MeterKind, number[]>;
  readonly byPerson: Map<string, number>;
  readonly byRate: Map<string, { minutes: number; rate: number | undefined }>;
}

/** How many minutes each pool has left, when it is used up, and what calls will then draw from credits (L16). */
export function includedLeft(facts: PlanFacts): Minutes {
  const { now, timeZone, days } = facts;
  const month = monthOf(now, timeZone);
  const { held, unlocated } = poolsHeld(facts);
  const rates = ownRates(days.values().flatMap(({ calls }) => calls));
  const place = placing(facts, held);
  const asked = new Map([...held.keys()].map(id => [id, nothingAsked()]));
  const begin = startOfMonth(month, timeZone);
  let unplaced = 0;
  for (const [index, { start, calls }] of days.entries())
    for (const call of calls) {
      if (isIncoming(call.type)) continue;
      const isOfMonth = start >= begin;
      const found = place(call);
      const pool = found === undefined ? undefined : asked.get(found.id);
      if (found !== undefined && pool !== undefined) note(pool, call, { ...found, index, isOfMonth, rates });
      else if (isOfMonth && planThatPaid(call) !== undefined) unplaced += call.minutes;
    }
  const pools = [...held].map(([id, one]) => poolOf(id, one, asked.get(id) ?? nothingAsked(), facts));
  return { month, pools: pools.toSorted(byPlan), unplaced, unlocated };
}

const byPlan = (one: MinutePool, other: MinutePool): number =>
  minutePlans.indexOf(one.plan) - minutePlans.indexOf(other.plan) ||
  ((one.country ?? '') < (other.country ?? '') ? -1 : 1);

const nothingAsked = (): Asked => ({ used: new Map(), byDay: new Map(), byPerson: new Map(), byRate: new Map() });

function note(
  { used, byDay, byPerson, byRate }: Asked,
  call: CallMix,
  at: PlaceInPool & { readonly index: number; readonly isOfMonth: boolean; readonly rates: OwnRates },
): void {
  const days = byDay.get(at.kind) ?? [];
  days[at.index] = (days[at.index] ?? 0) + call.minutes;
  byDay.set(at.kind, days);
  const key = rateKey(call);
  const { minutes, rate } = byRate.get(key) ?? { minutes: 0, rate: at.rates(call) };
  byRate.set(key, { minutes: minutes + call.minutes, rate });
  if (!at.isOfMonth || isOnCredits(call)) return;
  used.set(at.kind, (used.get(at.kind) ?? 0) + call.minutes);
  byPerson.set(call.person, (byPerson.get(call.person) ?? 0) + call.minutes);
}

function poolOf(id: string, { plan, country, licenses }: HeldPlans, asked: Asked, facts: PlanFacts): MinutePool {
  const meters = metersOf(plan, country, licenses).map(meter => ({ ...meter, used: asked.used.get(meter.kind) ?? 0 }));
  const pool = { id, plan, country, licenses, meters };
  if (plan === 'calling-minutes') return { ...pool, each: eachOf(asked), runsOut: null, overage: null };
  const { runsOut, beyond } = minutePace(
    meters.map(meter => ({
      ...meter,
      byDay: facts.days.map(({ start }, index) => ({ start, amount: asked.byDay.get(meter.kind)?.[index] ?? 0 })),
    })),
    facts,
  );
  return {
    ...pool,
    each: null,
    runsOut,
    overage: runsOut === null ? null : overageOf(beyond, [...asked.byRate.values()]),
  };
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

function eachOf({ byPerson }: Asked): MinutePool['each'] {
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
