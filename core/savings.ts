import type { CallsOfPeople, PersonCalls } from './calls-of-people.ts';
import { telephonyWith, type License, type Person, type Sku } from './licenses.ts';
import type { PlanFacts } from './minute-pools.ts';
import { microsPerUnit, roundedToCurrency, type Currency, type Micros } from './money.ts';
import { rateKey, type OwnRates } from './own-rates.ts';
import { includedMinutes, isDomestic, kindOfServicePlan, plansWith, type CallMix, type PlanKind } from './plans.ts';

/** Licenses that are sold by themselves and lead to calls; what each costs a month is a setting. */
export const pricedPlans = [
  'audio-conferencing',
  'phone-system',
  'phone-with-plan',
  'domestic',
  'domestic-120',
  'domestic-240',
  'international',
  'pay-as-you-go',
] as const;
/** One of them. */
export type PricedPlan = (typeof pricedPlans)[number];

/** What a month of each costs, as far as it was said. */
export type PlanPrices = Readonly<Partial<Record<PricedPlan, Micros>>>;

/** Who may call, how they did, and what licenses cost. */
export interface SavingFacts extends Pick<PlanFacts, 'people' | 'skus' | 'regionOf'> {
  readonly prices: PlanPrices;
  readonly currency: Currency;
  /** Whether calls are known of all of the days: else nobody can tell who did not call. */
  readonly isWhole: boolean;
  /** Those of the last 90 days. */
  readonly calls: CallsOfPeople;
}

/** Somebody with a license that none of their calls needed. */
export interface UnusedLicense {
  readonly person: Person;
  readonly plan: PricedPlan;
  /** A month; undefined where it was not said. */
  readonly price: Micros | undefined;
}

/** Somebody who would have paid less with another license: what a month would have cost on either, at the calls of the days. */
export interface CheaperPlan {
  readonly person: Person;
  readonly from: PricedPlan;
  readonly to: readonly PricedPlan[];
  readonly costs: Micros;
  readonly wouldCost: Micros;
}

/** What can be saved a month. An estimate: as if people went on calling as they did. */
export interface Savings {
  /** The most expensive first. */
  readonly unused: readonly UnusedLicense[];
  /** The greatest saving first. */
  readonly cheaper: readonly CheaperPlan[];
  readonly perMonth: bigint;
  /** Licenses that people have, and whose price was not said. */
  readonly unpriced: readonly PricedPlan[];
}

/** Less a month is not worth the trouble. */
const worthwhile = microsPerUnit;

/** Licenses without a call in all of the days, and cheaper ones by the organization's own rates and prices: nothing is assumed that it did not say (L16). */
export function savingsOf(facts: SavingFacts): Savings {
  const { people, skus, prices, isWhole, calls } = facts;
  const soldAs = soldAsIn(skus);
  const telephonyOf = telephonyWith(skus);
  const rates = calls.rates();
  const holders = people
    .filter(person => person.kind === 'member' && !telephonyOf(person).isResourceAccount)
    .map(person => ({ person, sold: person.licenses.flatMap(license => soldAs(license) ?? []) }))
    .filter(({ sold }) => sold.length > 0);
  const plansOf = plansWith(skus);
  const unused = isWhole
    ? holders.flatMap(({ person, sold }) =>
        sold
          .filter(plan => isUnused(plan, plansOf(person), calls.of(person)))
          .map(plan => ({ person, plan, price: prices[plan] })),
      )
    : [];
  const idle = new Set(unused.filter(({ plan }) => isForCalls(plan)).map(({ person }) => person));
  const cheaper = isWhole
    ? holders
        .filter(({ person }) => !idle.has(person))
        .flatMap(({ person, sold }) => cheaperFor(person, sold, calls.of(person), { ...facts, rates }) ?? [])
    : [];
  const saved = [...unused.map(({ price = 0 }) => price), ...cheaper.map(one => one.costs - one.wouldCost)];
  const held = new Set(holders.flatMap(({ sold }) => sold));
  return {
    unused: unused.toSorted((one, other) => (other.price ?? 0) - (one.price ?? 0) || byName(one, other)),
    cheaper: cheaper.toSorted((one, other) => savingOf(other) - savingOf(one) || byName(one, other)),
    perMonth: saved.reduce((sum, amount) => sum + BigInt(amount), 0n),
    unpriced: pricedPlans.filter(plan => held.has(plan) && prices[plan] === undefined),
  };
}

/** What it would save a month. */
const savingOf = ({ costs, wouldCost }: CheaperPlan): Micros => costs - wouldCost;

const byName = (one: { readonly person: Person }, other: { readonly person: Person }): number =>
  one.person.name < other.person.name ? -1 : Number(one.person.name > other.person.name);

/** What an active license is sold as; undefined where other things come with it, so that giving it up saves something else too. */
function soldAsIn(skus: readonly Sku[]): (license: License) => PricedPlan | undefined {
  const sold = new Map(skus.filter(({ isInService }) => isInService).map(sku => [sku.id, soldAs(sku)]));
  return ({ skuId, isActive }) => (isActive ? sold.get(skuId) : undefined);
}

/** A plan without content that stands in many products. */
const foundation = /_FOUNDATION$/i;

function soldAs({ plans, partNumber }: Sku): PricedPlan | undefined {
  const own = plans.filter(({ name }) => !foundation.test(name)).map(plan => kindOfServicePlan(plan, partNumber));
  const kinds = new Set<PlanKind | undefined>(own);
  if (kinds.size === 2 && kinds.has('phone-system') && kinds.has('domestic')) return 'phone-with-plan';
  const [only] = kinds;
  return kinds.size === 1 ? pricedPlans.find(plan => plan === only) : undefined;
}

/** Whether it decides what calls from a phone cost. */
const isForCalls = (plan: PricedPlan): boolean => plan !== 'audio-conferencing' && plan !== 'phone-system';

/** The phone license alone is of use within the organization: it counts with a plan only, where all calls go through Microsoft. */
function isUnused(plan: PricedPlan, plans: ReadonlySet<PlanKind>, { phone, meetings }: PersonCalls): boolean {
  if (plan === 'audio-conferencing') return meetings === 0;
  if (plan !== 'phone-system') return phone === 0;
  return (
    phone === 0 &&
    [...plans].some(one => one === 'pay-as-you-go' || one.startsWith('domestic') || one === 'international')
  );
}

type Costing = SavingFacts & { readonly rates: OwnRates };

function cheaperFor(
  person: Person,
  sold: readonly PricedPlan[],
  calls: PersonCalls,
  costing: Costing,
): CheaperPlan | undefined {
  const { prices, currency } = costing;
  const forCalls = sold.filter(isForCalls);
  const [from] = forCalls;
  const price = from === undefined ? undefined : prices[from];
  const home = person.usageLocation;
  if (from === undefined || forCalls.length > 1 || price === undefined || home === null) return undefined;
  const costs = roundedToCurrency(price + Math.round(Number(calls.cost) / calls.months.length), currency);
  const others = alternativesTo(from).flatMap(to => {
    const wouldCost = costOn(to, { home, calls, costing });
    return wouldCost === undefined ? [] : [{ person, from, to, costs, wouldCost }];
  });
  const [best] = others.toSorted((one, other) => one.wouldCost - other.wouldCost);
  return best === undefined || savingOf(best) < worthwhile ? undefined : best;
}

const callingPlans = ['domestic', 'domestic-120', 'domestic-240', 'international', 'pay-as-you-go'] as const;

/** Whoever has the phone and the plan in one license keeps a phone. */
const alternativesTo = (from: PricedPlan): readonly (readonly PricedPlan[])[] =>
  from === 'phone-with-plan'
    ? callingPlans.filter(plan => plan !== 'domestic').map(plan => ['phone-system', plan])
    : callingPlans.filter(plan => plan !== from).map(plan => [plan]);

/** What a month would cost; undefined where a price or a rate that it takes is not known. */
function costOn(
  plans: readonly PricedPlan[],
  { home, calls, costing }: { readonly home: string; readonly calls: PersonCalls; readonly costing: Costing },
): Micros | undefined {
  const prices = plans.map(plan => costing.prices[plan]);
  const overages = calls.months.map(month => overageOn(plans.at(-1), [...month.values()], { home, costing }));
  const sum = [...prices, ...overages.map(one => one && one / overages.length)].reduce<number | undefined>(
    (all, one) => (all === undefined || one === undefined ? undefined : all + one),
    0,
  );
  return sum === undefined ? undefined : roundedToCurrency(Math.round(sum), costing.currency);
}

/** What credits would have paid in a month beyond what one license includes. Where minutes are shared it may be less. */
function overageOn(
  plan: PricedPlan | undefined,
  calls: readonly CallMix[],
  { home, costing }: { readonly home: string; readonly costing: Costing },
): number | undefined {
  const isHere = ({ destination }: CallMix): boolean => isDomestic(home, costing.regionOf(destination));
  const [here, abroad] = [calls.filter(isHere), calls.filter(call => !isHere(call))];
  const { domestic, international } = includedIn(plan, home);
  const part =
    international === null
      ? beyondPart(here, domestic)
      : Math.max(beyondPart(here, domestic), beyondPart(abroad, international));
  const costs = [costOf(here, part, costing.rates), costOf(abroad, international === null ? 1 : part, costing.rates)];
  return costs.some(cost => cost === undefined) ? undefined : costs.reduce<number>((sum, cost = 0) => sum + cost, 0);
}

const includedIn = (plan: PricedPlan | undefined, home: string) =>
  plan === 'domestic' || plan === 'domestic-120' || plan === 'domestic-240' || plan === 'international'
    ? includedMinutes(plan, home)
    : { domestic: 0, international: null };

/** Which part of the minutes of some calls is beyond as many. */
function beyondPart(calls: readonly CallMix[], included: number): number {
  const minutes = calls.reduce((sum, call) => sum + call.minutes, 0);
  return minutes <= included ? 0 : 1 - included / minutes;
}

/** What a part of some calls costs at the organization's own rates. */
function costOf(calls: readonly CallMix[], part: number, rates: OwnRates): number | undefined {
  if (part === 0) return 0;
  return calls.reduce<number | undefined>((sum, call) => {
    const rate = rates(rateKey(call));
    return sum === undefined || rate === undefined ? undefined : sum + call.minutes * part * rate;
  }, 0);
}
