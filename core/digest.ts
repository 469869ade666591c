import { dayOf, type Instant, type TimeZone } from './calendar.ts';
import { addDays, type Day, type DayRange } from './days.ts';
import { microsPerUnit, type Micros } from './money.ts';
import type { UsageKey } from './usage-keys.ts';

/** A week is compared with so many before it. */
export const comparedWeeks = 8;

/** The seven days before the one on whose morning a digest is told. */
export const weekBefore = (monday: Day): DayRange => ({ first: addDays(monday, -7), last: addDays(monday, -1) });

/** So many weeks just before one, the oldest first. */
export const weeksBefore = ({ first }: DayRange, count: number): readonly DayRange[] =>
  Array.from({ length: count }, (_, index) => weekBefore(addDays(first, -7 * (count - 1 - index))));

/** The weeks that one is compared with: the last eight before it, without those that had begun when the first call was made. */
export const weeksToCompare = (week: DayRange, firstDay: Day | undefined): readonly DayRange[] =>
  firstDay === undefined ? [] : weeksBefore(week, comparedWeeks).filter(({ first }) => first >= firstDay);

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
