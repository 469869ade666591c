import { dayMs, type Instant } from './calendar.ts';
import { habitsOf, type Habits, type OrganizationHabits, type SpentCall } from './calling-habits.ts';
import type { HourOfWeek } from './hours-of-week.ts';
import type { Micros } from './money.ts';
import { strangeCalls, type Sign, type StrangeCall } from './strange-calls.ts';
import { isIncoming } from './usage-keys.ts';

/** Why somebody's spend is unusual: calls to one destination with what is strange about them, or more than they ever spend. */
export type SpendReason =
  | {
      readonly kind: 'calls';
      readonly destination: string;
      readonly calls: number;
      readonly cost: Micros;
      readonly firstAt: Instant;
      readonly lastAt: Instant;
      /** What most of them show. */
      readonly signs: readonly Sign[];
    }
  /** Several new destinations within a day. */
  | { readonly kind: 'many-destinations'; readonly destinations: number; readonly calls: number; readonly cost: Micros }
  /** The last seven days beside a usual week. */
  | { readonly kind: 'much-more'; readonly cost: Micros; readonly usualWeek: Micros };

/** What somebody's calls of late show. */
export interface UnusualSpend {
  readonly severity: 'unusual-spend' | 'fraud-suspected';
  /** What the strange calls have cost. */
  readonly cost: Micros;
  readonly calls: number;
  readonly usualWeek: Micros;
  readonly firstAt: Instant;
  readonly lastAt: Instant;
  /** The most expensive first; at most four. */
  readonly reasons: readonly SpendReason[];
}

/** The days of which calls are looked at, of which calls are judged, and within which the last strange one has to be. */
export const watchedDays = 91;
export const judgedDays = 28;
export const freshDays = 7;

/** From which weight, cost and number on strange calls are told. Costs are of units worth about one dollar, or of usual weeks. */
export const spendLimits = {
  fraud: { weight: 4, calls: 3, units: 2, weeks: 0.25 },
  strong: { weight: 3, calls: 2, units: 4, weeks: 0.75 },
  faint: { weight: 2, calls: 4, units: 15, weeks: 1.5 },
  single: { weight: 1, units: 150, weeks: 5 },
  muchMore: { units: 100, weeks: 10, spreads: 10 },
  /** For each tenfold number of people the limits of unusual spend rise by this part. */
  perTenfold: 0.25,
} as const;

/** How a person's spend is looked at. */
export interface SpendLook {
  readonly at: Instant;
  readonly hourOf: HourOfWeek;
  readonly organization: OrganizationHabits;
  /** About one dollar, in the wallet's currency: what is less than some of them is nobody's concern. */
  readonly unit: Micros;
}

/**
 * Whether the calls of one person's last 91 days show unusual spend, or fraud (A9). A function of the calls, in whatever order they came
 * in: those of the last 28 days are judged by the weeks before, so that what is judged cannot pass for a habit; a finding lasts while one of
 * its calls is of the last 7 days. Undefined where nothing is unusual.
 */
export function unusualOf(calls: readonly SpentCall[], look: SpendLook): UnusualSpend | undefined {
  const { at, hourOf, organization, unit } = look;
  const from = at - judgedDays * dayMs;
  const sorted = inOrder(calls);
  const split = sorted.findIndex(({ start }) => start >= from);
  if (split === -1) return undefined;
  const judged = sorted.slice(split).filter(({ start }) => start <= at);
  const habits = habitsOf(sorted.slice(0, split), { until: from, hourOf });
  const strange = strangeCalls(judged, { habits, organization, hourOf, unit });
  return findingOf({ judged, strange, habits }, look);
}

const inOrder = (calls: readonly SpentCall[]): readonly SpentCall[] =>
  calls.toSorted((one, other) => one.start - other.start || (one.id < other.id ? -1 : 1));

interface Judged {
  readonly judged: readonly SpentCall[];
  readonly strange: readonly StrangeCall[];
  readonly habits: Habits;
}

function findingOf({ judged, strange, habits }: Judged, look: SpendLook): UnusualSpend | undefined {
  const usualWeek = usualWeekOf(habits, look);
  const limits = { ...look, usualWeek, habits };
  const fraud = strange.filter(({ weight }) => weight >= spendLimits.fraud.weight);
  if (isBeyond(fraud, spendLimits.fraud, limits, 1)) return found('fraud-suspected', fraud, { usualWeek, more: [] });
  const more = muchMoreOf(judged, limits);
  const rise = 1 + spendLimits.perTenfold * Math.log10(Math.max(1, look.organization.people));
  for (const name of ['strong', 'faint'] as const) {
    const some = strange.filter(({ weight }) => weight >= spendLimits[name].weight);
    if (isBeyond(some, spendLimits[name], limits, rise)) return found('unusual-spend', some, { usualWeek, more });
  }
  const { single } = spendLimits;
  const large = strange.filter(({ call }) => call.cost >= Math.max(single.units * look.unit, single.weeks * usualWeek));
  if (isFresh(large, look)) return found('unusual-spend', large, { usualWeek, more });
  return more.length === 0 ? undefined : foundMore(judged, more, { ...look, usualWeek });
}

/** Of who is learning, the organization's. */
const usualWeekOf = ({ isLearning, usualWeek }: Habits, { organization }: SpendLook): Micros =>
  isLearning ? Math.max(usualWeek, organization.usualWeek) : usualWeek;

type Limits = SpendLook & { readonly usualWeek: Micros; readonly habits: Habits };

function isBeyond(
  strange: readonly StrangeCall[],
  limit: { readonly calls: number; readonly units: number; readonly weeks: number },
  { usualWeek, ...look }: Limits,
  rise: number,
): boolean {
  if (strange.length < limit.calls || !isFresh(strange, look)) return false;
  return costOfStrange(strange) >= rise * Math.max(limit.units * look.unit, limit.weeks * usualWeek);
}

const isFresh = (strange: readonly StrangeCall[], { at }: Pick<SpendLook, 'at'>): boolean =>
  (strange.at(-1)?.call.start ?? -Infinity) > at - freshDays * dayMs;

const costOfStrange = (strange: readonly StrangeCall[]): Micros =>
  strange.reduce((sum, { call }) => sum + call.cost, 0);

/** The last seven days, where they are far above any usual week. Nothing is told of who is learning. */
function muchMoreOf(judged: readonly SpentCall[], { at, unit, usualWeek, habits }: Limits): readonly SpendReason[] {
  const { units, weeks, spreads } = spendLimits.muchMore;
  const lately = judged.filter(({ start, callType }) => start > at - freshDays * dayMs && !isIncoming(callType));
  const cost = lately.reduce((sum, call) => sum + call.cost, 0);
  const limit = Math.max(units * unit, weeks * usualWeek, usualWeek + spreads * habits.weekSpread);
  return habits.isLearning || cost < limit ? [] : [{ kind: 'much-more', cost, usualWeek }];
}

function found(
  severity: UnusualSpend['severity'],
  strange: readonly StrangeCall[],
  { usualWeek, more }: { readonly usualWeek: Micros; readonly more: readonly SpendReason[] },
): UnusualSpend {
  const calls = strange.map(({ call }) => call);
  return { severity, usualWeek, ...extentOf(calls), reasons: [...reasonsOf(strange), ...more].slice(0, mostReasons) };
}

function foundMore(
  judged: readonly SpentCall[],
  more: readonly SpendReason[],
  look: { readonly at: Instant; readonly usualWeek: Micros },
): UnusualSpend {
  const lately = judged.filter(({ start }) => start > look.at - freshDays * dayMs);
  return { severity: 'unusual-spend', usualWeek: look.usualWeek, ...extentOf(lately), reasons: more };
}

const extentOf = (calls: readonly SpentCall[]) => ({
  cost: calls.reduce((sum, { cost }) => sum + cost, 0),
  calls: calls.length,
  firstAt: calls[0]?.start ?? 0,
  lastAt: calls.at(-1)?.start ?? 0,
});

const mostReasons = 4;

/** One for each of the most expensive destinations, and before them how many there are where that is the point. */
function reasonsOf(strange: readonly StrangeCall[]): readonly SpendReason[] {
  const byDestination = [...Map.groupBy(strange, ({ call }) => call.destination).values()];
  const reasons = byDestination.map(reasonOf).toSorted((one, other) => other.cost - one.cost);
  const many = strange.filter(({ signs }) => signs.includes('many-destinations'));
  if (many.length === 0) return reasons.slice(0, 3);
  const news = strange.filter(({ signs }) => signs.includes('many-destinations') || signs.includes('new-to-person'));
  const destinations = new Set(news.map(({ call }) => call.destination)).size;
  return [
    { kind: 'many-destinations', destinations, calls: news.length, cost: costOfStrange(news) },
    ...reasons.slice(0, 2),
  ];
}

function reasonOf(strange: readonly StrangeCall[]): Extract<SpendReason, { kind: 'calls' }> {
  const { cost, calls, firstAt, lastAt } = extentOf(strange.map(({ call }) => call));
  const counts = new Map<Sign, number>();
  for (const { signs } of strange) for (const sign of signs) counts.set(sign, (counts.get(sign) ?? 0) + 1);
  const signs = [...counts].filter(([, count]) => 2 * count >= calls).map(([sign]) => sign);
  return { kind: 'calls', destination: strange[0]?.call.destination ?? '', calls, cost, firstAt, lastAt, signs };
}
