import { alertKinds, type AlertKind } from './alerts.ts';
import { dayMs, dayOf, type Instant, type TimeZone } from './calendar.ts';
import { addDays, type Day, type DayRange } from './days.ts';
import type { DepartmentGroup, DepartmentShare } from './departments.ts';
import type { Forecast } from './forecast.ts';
import { isNews, type Matter } from './matters.ts';
import { microsPerUnit, type Currency, type Micros } from './money.ts';
import { balanceOf, type Pool } from './pool.ts';
import { isPrepaid } from './spans.ts';
import type { Wallet } from './wallet.ts';
import type { UsageKey } from './usage-keys.ts';

/** A week is compared with so many before it. */
export const comparedWeeks = 8;

/** The seven days before the one on whose morning a digest is told. */
export const weekBefore = (monday: Day): DayRange => ({ first: addDays(monday, -7), last: addDays(monday, -1) });

/** So many weeks just before one, the oldest first. */
export const precedingWeeks = ({ first }: DayRange, count: number): readonly DayRange[] =>
  Array.from({ length: count }, (_, index) => weekBefore(addDays(first, -7 * (count - 1 - index))));

/** The weeks that one is compared with: the last eight before it, without those that had begun when the first call was made. */
export const weeksToCompare = (week: DayRange, firstDay: Day | undefined): readonly DayRange[] =>
  firstDay === undefined ? [] : precedingWeeks(week, comparedWeeks).filter(({ first }) => first >= firstDay);

/** The median of what weeks cost, rounded down; undefined of none. */
export function usualCost(costs: readonly bigint[]): bigint | undefined {
  const sorted = costs.toSorted((one, other) => (one < other ? -1 : one > other ? 1 : 0));
  const [low, high] = [sorted[(sorted.length - 1) >> 1], sorted[sorted.length >> 1]];
  return low === undefined || high === undefined ? undefined : (low + high) / 2n;
}

/** How a week compares with what is usual. */
export type Comparison =
  | { readonly kind: 'nothing' }
  /** There is nothing to compare it with. */
  | { readonly kind: 'alone' }
  | { readonly kind: 'as-usual' }
  /** `percent` is left out where it would tell nothing: nothing is usual, or it is more than ten times that. */
  | { readonly kind: 'more'; readonly percent?: number }
  | { readonly kind: 'less'; readonly percent: number };

/** A difference of so many percent is none. */
const usualWithinPercent = 10;
const mostPercent = 1000;

/** Compares what a week cost with what is usual. */
export function compared(cost: bigint, usual: bigint | undefined): Comparison {
  if (cost === 0n) return { kind: 'nothing' };
  if (usual === undefined) return { kind: 'alone' };
  if (usual === 0n) return { kind: 'more' };
  const percent = Number(((cost - usual) * 100n) / usual);
  if (Math.abs(percent) < usualWithinPercent) return { kind: 'as-usual' };
  if (percent < 0) return { kind: 'less', percent: -percent };
  return percent < mostPercent ? { kind: 'more', percent } : { kind: 'more' };
}

/** What a destination or a person cost. */
export interface CostLine {
  readonly key: UsageKey;
  readonly label: string;
  readonly cost: bigint;
}

/** The same beside what it cost in a week before, on average. */
export interface ChangedLine extends CostLine {
  readonly usual: bigint;
}

/** A change of less than a twentieth of the week, or than one unit of the currency, is none. */
const leastPart = 20n;

/** What has changed most, up or down: a week's lines beside those of so many weeks before. Nothing where there are none. */
export function changedLines(
  {
    lines,
    before,
    weeks,
  }: {
    readonly lines: readonly CostLine[];
    readonly before: readonly CostLine[];
    readonly weeks: number;
  },
  cost: bigint,
): readonly ChangedLine[] {
  if (weeks === 0) return [];
  const usual = new Map(before.map(line => [line.key, line]));
  const here = new Set(lines.map(({ key }) => key));
  const gone = before.filter(({ key }) => !here.has(key)).map(line => ({ ...line, cost: 0n }));
  const least = larger(cost / leastPart, BigInt(microsPerUnit));
  return [...lines, ...gone]
    .map(line => ({ ...line, usual: (usual.get(line.key)?.cost ?? 0n) / BigInt(weeks) }))
    .filter(line => changeOf(line) >= least)
    .toSorted((one, other) => Number(changeOf(other) - changeOf(one)));
}

const changeOf = ({ cost, usual }: ChangedLine): bigint => (cost > usual ? cost - usual : usual - cost);

const larger = (one: bigint, other: bigint): bigint => (one > other ? one : other);

/** One time that the admin center was looked at: what it showed, by how much the book was above that, and how much of it later calls have not explained. */
export interface BalanceCheck {
  readonly at: Instant;
  readonly shown: Micros;
  readonly difference: Micros;
  readonly left: Micros;
}

/** As of when the balance was last held to what the admin center showed; null where it never was (L7). */
export const lastCheckOf = ({ reconciliations }: Pick<Pool, 'reconciliations'>): Instant | null =>
  reconciliations.reduce<Instant | null>((last, { at }) => (last === null || at > last ? at : last), null);

/** A week's checks together; `shown` is the last that was seen, null where nobody looked. */
export interface WeekDrift {
  readonly week: DayRange;
  readonly shown: Micros | null;
  readonly difference: Micros;
  readonly left: Micros;
}

/** How far the book was from the admin center in each of these weeks. A check takes the difference into the book: what the next one finds is new. */
export const driftOf = (
  checks: readonly BalanceCheck[],
  weeks: readonly DayRange[],
  timeZone: TimeZone,
): readonly WeekDrift[] =>
  weeks.map(week => {
    const own = checks
      .filter(({ at }) => dayOf(at, timeZone) >= week.first && dayOf(at, timeZone) <= week.last)
      .toSorted((one, other) => one.at - other.at);
    return {
      week,
      shown: own.at(-1)?.shown ?? null,
      difference: own.reduce((sum, check) => sum + check.difference, 0),
      left: own.reduce((sum, check) => sum + check.left, 0),
    };
  });

/** What a department, or who is in none, bears of a week; null of all that are not told apart. */
export interface WeekShare {
  readonly group: DepartmentGroup | null;
  readonly cost: bigint;
}

/** So many are told apart. */
const mostShares = 4;

/** What departments bear of a week, the most expensive first, and then all others together; nothing where nobody is in a department. */
export function weekShares(departments: readonly DepartmentShare[]): readonly WeekShare[] {
  const shares = departments.filter(({ cost }) => cost !== 0n).map(({ group, cost }) => ({ group, cost }));
  if (!shares.some(({ group }) => group.kind === 'department')) return [];
  // In place of a single other one it is that one.
  if (shares.length <= mostShares + 1) return shares;
  const others = shares.slice(mostShares).reduce((sum, { cost }) => sum + cost, 0n);
  return [...shares.slice(0, mostShares), { group: null, cost: others }];
}

/** What is left, and what becomes of it. */
export interface DigestCredits {
  readonly balance: Micros;
  readonly runsOut: Forecast['runsOut'];
  /** Whether anybody calls; otherwise nothing is foreseen. */
  readonly isUsed: boolean;
  readonly isRecharged: boolean;
  /** What will probably expire unused in the next 90 days. */
  readonly expiring: readonly { readonly at: Instant; readonly amount: Micros }[];
}

/** A week in figures, as they were known at an instant; without anybody's name. */
export interface Digest {
  readonly week: DayRange;
  readonly at: Instant;
  readonly currency: Currency;
  readonly cost: bigint;
  readonly calls: number;
  readonly callers: number;
  /** The day of the first call ever, where it is in that week. */
  readonly firstDay: Day | null;
  readonly usual: { readonly cost: bigint; readonly weeks: number } | null;
  readonly destinations: readonly ChangedLine[];
  /** Whose calls cost notably more than in a week before, and how much more. */
  readonly people: { readonly count: number; readonly more: bigint };
  readonly departments: readonly WeekShare[];
  /** Null where the organization pays after use. */
  readonly credits: DigestCredits | null;
  /** Where budgets of this month stand; `label` is null of the organization’s own, and '' of those who are in no department. */
  readonly budgets: readonly {
    readonly label: string | null;
    readonly spent: bigint;
    readonly amount: Micros;
    readonly percent: number;
  }[];
  /** The gravest first. */
  readonly open: readonly { readonly kind: AlertKind; readonly since: Instant }[];
  /** In mirror: when the admin center was looked at last, and what that found. */
  readonly checks: { readonly last: Instant | null; readonly weeks: readonly WeekDrift[] } | null;
  /** While usage is not imported, up to when it was. */
  readonly stalled: { readonly until: Instant | null } | null;
}

const lookAheadMs = 90 * dayMs;

/** What is left in a wallet at an instant; null where it pays after use. */
export function creditsIn(wallet: Wallet, outlook: Forecast, at: Instant): DigestCredits | null {
  if (!isPrepaid(wallet.spans)) return null;
  return {
    balance: balanceOf(wallet.pool, at),
    runsOut: outlook.runsOut,
    isUsed: outlook.basedOn.amount > 0,
    isRecharged: wallet.rule?.isOn === true,
    expiring: outlook.expiring
      .filter(one => one.at <= at + lookAheadMs)
      .map(({ at: on, amount }) => ({ at: on, amount })),
  };
}

/** Whose calls cost more, and how much more together. */
export function risenOf(changed: readonly ChangedLine[]): Digest['people'] {
  const risen = changed.filter(({ cost, usual }) => cost > usual);
  return { count: risen.length, more: risen.reduce((sum, { cost, usual }) => sum + cost - usual, 0n) };
}

const severities = ['critical', 'warning', 'info'] as const;

/** What is amiss now, the gravest first, of two as bad the older. */
export const openIn = (matters: readonly Matter[]): Digest['open'] =>
  matters
    .filter(matter => matter.endedAt === undefined && !isNews(matter))
    .toSorted((one, other) => gravity(one) - gravity(other) || one.raisedAt - other.raisedAt)
    .map(({ alert, raisedAt }) => ({ kind: alert.kind, since: raisedAt }));

const gravity = ({ alert }: Matter): number => severities.indexOf(alertKinds[alert.kind].severity);
