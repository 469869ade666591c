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
export const freshDays = 14;

/** Strange calls of a weight at least, so many within so many days, that cost so many units (about dollars) and parts of a usual week. */
export interface SpendRule {
  readonly severity: UnusualSpend['severity'];
  readonly weight: number;
  readonly calls: number;
  readonly days: number;
  readonly units: number;
  readonly weeks: number;
}

const unusual = { severity: 'unusual-spend' } as const;

/** What is told, the worst first: fast is told sooner than slow, since a new customer is slow too. */
export const spendRules: readonly SpendRule[] = [
  { severity: 'fraud-suspected', weight: 4, calls: 3, days: 7, units: 5, weeks: 0.25 },
  { ...unusual, weight: 5, calls: 1, days: 7, units: 4, weeks: 0.5 },
  { ...unusual, weight: 4, calls: 2, days: 7, units: 5, weeks: 0.5 },
  { ...unusual, weight: 4, calls: 1, days: 7, units: 8, weeks: 0.75 },
  { ...unusual, weight: 3, calls: 2, days: 2, units: 7, weeks: 0.75 },
  { ...unusual, weight: 3, calls: 1, days: 2, units: 17, weeks: 1 },
  { ...unusual, weight: 3, calls: 3, days: 28, units: 14, weeks: 1 },
  { ...unusual, weight: 2, calls: 4, days: 2, units: 13, weeks: 1.25 },
  { ...unusual, weight: 2, calls: 6, days: 28, units: 17, weeks: 1.5 },
  { ...unusual, weight: 1, calls: 1, days: 2, units: 150, weeks: 5 },
];

/** The limits are for so many people; with more they rise by this power of their number, since more people do more that is odd. */
export const limitsRise = { people: 400, power: 0.22 };

/** What is told already is held to this part of the limits. */
const standingPart = 0.7;

/** How far above usual weeks the last seven days are much more. */
export const muchMore = { units: 100, weeks: 10, spreads: 10 };

/** How a person's spend is looked at. */
export interface SpendLook {
  readonly at: Instant;
  readonly hourOf: HourOfWeek;
  readonly organization: OrganizationHabits;
  /** About one dollar, in the wallet's currency: what is less than some of them is nobody's concern. */
  readonly unit: Micros;
  /** Whether something of this person is told already: then it is over only well below the limits, so that it does not come and go. */
  readonly isStanding: boolean;
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
  const limits = { ...look, usualWeek: usualWeekOf(habits, look), habits };
  const more = muchMoreOf(judged, limits);
  for (const rule of spendRules) {
    const some = strange.filter(({ weight }) => weight >= rule.weight);
    if (isBroken(rule, some, limits)) return found(rule.severity, some, { usualWeek: limits.usualWeek, more });
  }
  return more.length === 0 ? undefined : foundMore(judged, more, limits);
}

/** Of who is learning, the organization's. */
const usualWeekOf = ({ isLearning, usualWeek }: Habits, { organization }: SpendLook): Micros =>
  isLearning ? Math.max(usualWeek, organization.usualWeek) : usualWeek;

type Limits = SpendLook & { readonly usualWeek: Micros; readonly habits: Habits };

/** The part of the limits that applies: more in larger organizations, less where it is told already. */
function partOf({ organization, isStanding }: Limits): number {
  const rise = (Math.max(1, organization.people) / limitsRise.people) ** limitsRise.power;
  return isStanding ? standingPart * rise : rise;
}

/** Whether some of the calls, the last of them of the last days, are more and cost more than a rule lets pass within its days. */
function isBroken(rule: SpendRule, strange: readonly StrangeCall[], limits: Limits): boolean {
  const { at, unit, usualWeek } = limits;
  const limit = partOf(limits) * Math.max(rule.units * unit, rule.weeks * usualWeek);
  let first = 0;
  let cost = 0;
  for (const [index, { call }] of strange.entries()) {
    cost += call.cost;
    for (; (strange[first]?.call.start ?? 0) <= call.start - rule.days * dayMs; first += 1)
      cost -= strange[first]?.call.cost ?? 0;
    const isFresh = call.start > at - freshDays * dayMs;
    if (isFresh && cost >= limit && index - first + 1 >= rule.calls) return true;
  }
  return false;
}

const costOfStrange = (strange: readonly StrangeCall[]): Micros =>
  strange.reduce((sum, { call }) => sum + call.cost, 0);

/** The last seven days, where they are far above any usual week. Nothing is told of who is learning. */
function muchMoreOf(judged: readonly SpentCall[], { at, unit, usualWeek, habits }: Limits): readonly SpendReason[] {
  const { units, weeks, spreads } = muchMore;
  const lately = judged.filter(({ start, callType }) => start > at - 7 * dayMs && !isIncoming(callType));
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
  const lately = judged.filter(({ start }) => start > look.at - 7 * dayMs);
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
