import { dayMs, type Instant } from './calendar.ts';
import { habitsOf, type Habits, type OrganizationHabits, type SpentCall } from './calling-habits.ts';
import type { HourOfWeek } from './hours-of-week.ts';
import type { Micros } from './money.ts';
import type { SpendReason, SpendSign } from './spend-reason.ts';
import { spendRules, type SpendRule } from './spend-rules.ts';
import { strangeCalls, type StrangeCall } from './strange-calls.ts';
import { isIncoming } from './usage-keys.ts';

/** What somebody's calls of late show. */
export interface UnusualSpend {
  readonly severity: SpendRule['severity'];
  /** What the calls that it is about have cost. */
  readonly amount: Micros;
  readonly calls: number;
  readonly usualWeek: Micros;
  readonly from: Instant;
  readonly to: Instant;
  /** The most expensive first; at most four. */
  readonly reasons: readonly SpendReason[];
}

/** Calls of so many days are looked at. */
export const watchedDays = 91;
/** Those of the last days are judged, by the days before. */
export const judgedDays = 28;
/** Within so many days the last strange call has to be. */
export const freshDays = 14;

/** How a person's spend is looked at. */
export interface SpendLook {
  readonly at: Instant;
  readonly hourOf: HourOfWeek;
  readonly organization: OrganizationHabits;
  /** About one dollar, in the wallet's currency: what is less than some of them is nobody's concern. */
  readonly unit: Micros;
  /** Whether something of this person is told already: then it is over only well below the limits, so that it does not come and go. */
  readonly isStanding: boolean;
  /** Calls after then came in late: they count as those of the last days do. */
  readonly lateSince?: Instant | undefined;
}

/**
 * Whether the calls of one person's last 91 days show unusual spend, or fraud (L17). A function of the calls, in whatever order they came
 * in: those of the last 28 days are judged by the weeks before, so that what is judged cannot pass for a habit; a finding lasts while one of
 * its calls is of the last 14 days or came in late, so that whoever calls a new customer once a week is told once. Undefined where nothing is unusual.
 * Calls that came in tell nothing: others decide on them.
 */
export function unusualOf(calls: readonly SpentCall[], look: SpendLook): UnusualSpend | undefined {
  const { at, hourOf } = look;
  const from = at - judgedDays * dayMs;
  const known = inOrder(calls.filter(call => isWatched(call, at)));
  const split = known.findIndex(({ start }) => start >= from);
  if (split === -1) return undefined;
  const habits = habitsOf(known.slice(0, split), { until: from, hourOf });
  const judged = known.slice(split);
  return findingOf({ judged, strange: strangeCalls(judged, { ...look, habits }), habits }, look);
}

const isWatched = ({ start, callType }: SpentCall, at: Instant): boolean =>
  start <= at && start > at - watchedDays * dayMs && !isIncoming(callType);

const inOrder = (calls: readonly SpentCall[]): readonly SpentCall[] =>
  calls.toSorted((one, other) => one.start - other.start || byText(factsOf(one), factsOf(other)));

/** Calls that began at once are told apart by what else is known of them: what is alike may stand in any order. */
const factsOf = ({ cost, seconds, callType, destination, callee }: SpentCall): string =>
  JSON.stringify([cost, seconds, callType, destination, callee]);

const byText = (one: string, other: string): number => Number(one > other) - Number(one < other);

interface Judged {
  readonly judged: readonly SpentCall[];
  readonly strange: readonly StrangeCall[];
  readonly habits: Habits;
}

type Limits = SpendLook & { readonly usualWeek: Micros; readonly habits: Habits };

function findingOf({ judged, strange, habits }: Judged, look: SpendLook): UnusualSpend | undefined {
  const limits = { ...look, usualWeek: usualWeekOf(habits, look), habits };
  const more = moreThanUsual(judged, limits);
  for (const rule of spendRules) {
    const some = strange.filter(({ weight }) => weight >= rule.weight);
    if (!isBroken(rule, some, limits)) continue;
    const about = strange.filter(isLikeSomeOf(some));
    return found(rule.severity, about, { usualWeek: limits.usualWeek, more });
  }
  if (more === undefined) return undefined;
  const { calls, amount, from, to } = more;
  return { severity: 'unusual-spend', ...{ calls, amount, from, to }, usualWeek: limits.usualWeek, reasons: [more] };
}

/** Of who is learning at least the organization's. */
const usualWeekOf = ({ isLearning, usualWeek }: Habits, { organization }: SpendLook): Micros =>
  isLearning ? Math.max(usualWeek, organization.usualWeek) : usualWeek;

/** The limits are for so many people; with more they rise by this power of their number, since more people do more that is odd. */
const rise = { people: 700, power: 0.33 };

/** What is told already is held to this part of the limits. */
const standingPart = 0.7;

/** The part of the limits that applies. */
const partOf = ({ organization, isStanding }: Limits): number =>
  (isStanding ? standingPart : 1) * riseOf(organization.people);

const riseOf = (people: number): number => (Math.max(1, people) / rise.people) ** rise.power;

/** What somebody's judged calls cost at least, in units, where anything is told of them: of whoever spends less none has to be read. */
export const leastTold = (people: number): number =>
  standingPart * riseOf(people) * Math.min(...spendRules.map(({ units }) => units));

/** Whether some of the calls, the last of them of the last days, are more and cost more than a rule lets pass within its days. */
function isBroken(rule: SpendRule, strange: readonly StrangeCall[], limits: Limits): boolean {
  const { at, unit, usualWeek, lateSince = at } = limits;
  const freshAfter = Math.min(at - freshDays * dayMs, lateSince);
  const limit = partOf(limits) * Math.max(rule.units * unit, rule.weeks * usualWeek);
  let first = 0;
  let cost = 0;
  for (const [index, { call }] of strange.entries()) {
    cost += call.cost;
    for (; (strange[first]?.call.start ?? 0) <= call.start - rule.days * dayMs; first += 1)
      cost -= strange[first]?.call.cost ?? 0;
    if (call.start > freshAfter && cost >= limit && index - first + 1 >= rule.calls) return true;
  }
  return false;
}

/** How far above usual weeks seven days are much more: so many units, and so many usual weeks or spreads of them. */
const muchMore = { days: 7, units: 150, weeks: 10, spreads: 10 };

/** The last seven days, where they are far above any usual week. Nothing is told of who is learning. */
function moreThanUsual(
  judged: readonly SpentCall[],
  limits: Limits,
): Extract<SpendReason, { readonly kind: 'more-than-usual' }> | undefined {
  const { at, unit, usualWeek, habits } = limits;
  if (habits.isLearning) return undefined;
  const since = at - muchMore.days * dayMs;
  const lately = extentOf(judged.filter(({ start }) => start > since));
  const { units, weeks, spreads } = muchMore;
  const limit = partOf(limits) * Math.max(units * unit, weeks * usualWeek, usualWeek + spreads * habits.weekSpread);
  return lately.amount < limit ? undefined : { kind: 'more-than-usual', ...lately, usualWeek };
}

/** Whoever reads of some calls wants to know of all that went the same way. */
function isLikeSomeOf(some: readonly StrangeCall[]): (one: StrangeCall) => boolean {
  const destinations = new Set(some.map(({ call }) => call.destination));
  return ({ call }) => destinations.has(call.destination);
}

const mostReasons = 4;

function found(
  severity: UnusualSpend['severity'],
  strange: readonly StrangeCall[],
  { usualWeek, more }: { readonly usualWeek: Micros; readonly more: SpendReason | undefined },
): UnusualSpend {
  const reasons = [...reasonsOf(strange), ...(more === undefined ? [] : [more])];
  return { severity, ...extentOf(strange.map(({ call }) => call)), usualWeek, reasons: reasons.slice(0, mostReasons) };
}

const extentOf = (calls: readonly SpentCall[]) => ({
  calls: calls.length,
  amount: calls.reduce((sum, { cost }) => sum + cost, 0),
  from: calls[0]?.start ?? 0,
  to: calls.at(-1)?.start ?? 0,
});

/** One for each of the most expensive destinations, and before them how many there are where that is the point. */
function reasonsOf(strange: readonly StrangeCall[]): readonly SpendReason[] {
  const byDestination = [...Map.groupBy(strange, ({ call }) => call.destination).values()];
  const reasons = byDestination.map(reasonOf).toSorted((one, other) => other.amount - one.amount);
  if (!strange.some(({ signs }) => signs.includes('many-destinations'))) return reasons.slice(0, 3);
  const fresh = strange.filter(({ signs }) => signs.includes('new-to-person')).map(({ call }) => call);
  const destinations = new Set(fresh.map(({ destination }) => destination)).size;
  return [{ kind: 'many-destinations', ...extentOf(fresh), destinations }, ...reasons.slice(0, 2)];
}

function reasonOf(strange: readonly StrangeCall[]): SpendReason {
  const calls = strange.map(({ call }) => call);
  const counts = new Map<SpendSign, number>();
  for (const { signs } of strange) for (const sign of signs) counts.set(sign, (counts.get(sign) ?? 0) + 1);
  const signs = [...counts].filter(([, count]) => 2 * count >= calls.length).map(([sign]) => sign);
  return { kind: 'calls-to', ...extentOf(calls), destination: calls[0]?.destination ?? '', signs };
}
