import type { Instant, TimeZone } from './calendar.ts';
import type { Person, Sku } from './licenses.ts';
import {
  isDomestic,
  isInZoneA,
  isOfMeeting,
  isOnCredits,
  kindOfServicePlan,
  minutePlans,
  planThatPaid,
  plansWith,
  sharedCountry,
  type CallMix,
  type MinutePlan,
  type PlanKind,
} from './plans.ts';

/** Who may call, and what is known of people and destinations in the log. */
export interface PlanFacts {
  readonly people: readonly Person[];
  readonly skus: readonly Sku[];
  /** Whose calls have a key; undefined for who has left, or is unknown. */
  readonly callerOf: (key: string) => Person | undefined;
  /** The two letters of a country or region by its name in the log; undefined where that is none. */
  readonly regionOf: (destination: string) => string | undefined;
  readonly now: Instant;
  readonly timeZone: TimeZone;
}

/** What is counted apart: minutes abroad of an international plan. */
export type MeterKind = 'all' | 'domestic' | 'international';

/** Licenses whose minutes are counted together. */
export interface HeldPlans {
  readonly plan: MinutePlan;
  readonly country: string | null;
  readonly licenses: number;
}

/** Calling Plans count where they are assigned, by the holder's usage location; Audio Conferencing counts as it was bought (M14). */
export function poolsHeld({ people, skus }: Pick<PlanFacts, 'people' | 'skus'>): {
  readonly held: ReadonlyMap<string, HeldPlans>;
  readonly unlocated: number;
} {
  const held = new Map<string, HeldPlans>();
  const hold = (plan: MinutePlan, country: string | null, licenses: number): void => {
    const id = idOf(plan, country);
    const known = held.get(id) ?? { plan, country, licenses: 0 };
    held.set(id, { ...known, licenses: known.licenses + licenses });
  };
  const plansOf = plansWith(skus);
  let unlocated = 0;
  for (const person of people) {
    const plans = minutePlans.filter(plan => plansOf(person).has(plan));
    if (plans.includes('audio-conferencing-us')) hold('audio-conferencing-us', null, 1);
    const byCountry = plans.filter(isByCountry);
    if (byCountry.length > 0 && person.usageLocation === null) unlocated += 1;
    else for (const plan of byCountry) hold(plan, sharedCountry(person.usageLocation ?? ''), 1);
  }
  const bought = skus
    .filter(sku => sku.isInService && sku.isAssignable)
    .filter(sku => sku.plans.some(plan => kindOfServicePlan(plan, sku.partNumber) === 'audio-conferencing'))
    .reduce((sum, { seats }) => sum + seats.enabled + seats.warning, 0);
  if (bought > 0) hold('audio-conferencing', null, bought);
  return { held, unlocated };
}

/** A pool, and which of its minutes. */
interface PlaceInPool {
  readonly id: string;
  readonly kind: MeterKind;
}

/** Which pool's minutes a call took, or would have taken if these had not been used up. */
export function placing(
  facts: Pick<PlanFacts, 'skus' | 'callerOf' | 'regionOf'>,
  held: ReadonlyMap<string, HeldPlans>,
): (call: CallMix) => PlaceInPool | undefined {
  const plansOf = plansWith(facts.skus);
  const only = (plan: MinutePlan): string | undefined => {
    const some = [...held].filter(([, one]) => one.plan === plan);
    return some.length === 1 ? some[0]?.[0] : undefined;
  };
  return call => {
    const caller = facts.callerOf(call.person);
    const region = facts.regionOf(call.destination);
    const home = caller?.usageLocation ?? null;
    const paid = planThatPaid(call);
    const plan =
      paid ??
      (isOnCredits(call) && caller !== undefined ? planFor(call, plansOf(caller), { home, region }) : undefined);
    if (plan === undefined) return undefined;
    const own = idOf(plan, isByCountry(plan) ? (home === null ? '' : sharedCountry(home)) : null);
    // Whoever has left called from somewhere: where there is one pool of the plan, from there.
    const id = held.has(own) ? own : paid === undefined ? undefined : only(plan);
    const country = id === undefined ? undefined : held.get(id)?.country;
    if (id === undefined || country === undefined) return undefined;
    if (plan !== 'international') return { id, kind: 'all' };
    return { id, kind: isDomestic(home ?? country ?? '', region) ? 'domestic' : 'international' };
  };
}

/** Which pools there are, and what decides whose minutes somebody's calls take: where both are the same, so is what calls ask of the pools. */
export function placementsIn(facts: Pick<PlanFacts, 'people' | 'skus'>): {
  readonly pools: string;
  readonly of: (caller: Person | undefined) => string;
} {
  const plansOf = plansWith(facts.skus);
  return {
    pools: [...poolsHeld(facts).held.keys()].join('\n'),
    of: caller => (caller === undefined ? '' : [caller.usageLocation ?? '', ...plansOf(caller)].join(' ')),
  };
}

/** The plan that such a call is on while it has minutes left. */
function planFor(
  call: CallMix,
  plans: ReadonlySet<PlanKind>,
  { home, region }: { readonly home: string | null; readonly region: string | undefined },
): MinutePlan | undefined {
  if (isOfMeeting(call)) return plans.has('audio-conferencing') && isInZoneA(region) ? 'audio-conferencing' : undefined;
  if (home === null) return undefined;
  if (!isDomestic(home, region)) return plans.has('international') ? 'international' : undefined;
  return minutePlans.find(plan => isByCountry(plan) && plans.has(plan));
}

/** What stands in the id of a pool; undefined where it is none. */
export function poolOfId(id: string): Pick<HeldPlans, 'plan' | 'country'> | undefined {
  const [name, country = null] = id.split(' ');
  const plan = minutePlans.find(one => one === name);
  return plan === undefined ? undefined : { plan, country };
}

const idOf = (plan: MinutePlan, country: string | null): string => (country === null ? plan : `${plan} ${country}`);

/** Whether its minutes are shared by country, and not everywhere. */
export const isByCountry = (plan: MinutePlan): boolean => !plan.startsWith('audio-conferencing');
