import { startOfDay, type Instant, type TimeZone } from '../../../core/index.ts';
import { dayOfNumber, firstOfMonth, LocalDays, monthOfDay, monthOfNumber } from './local-days.ts';
import type { StoredRow } from './row.ts';
import { dimensions, UsageChanges, type Change } from './usage-cells.ts';
import type { Numbers } from './usage-plan.ts';

/** A sum as it is kept. */
export interface KeptSum {
  readonly dimension: number;
  readonly period: number;
  readonly label: string;
  readonly calls: number;
  readonly seconds: number;
  readonly cost: bigint;
  readonly drawn: bigint;
}

/** What the sums of a book are held against its rows from. */
export interface UsageAudit {
  readonly timeZone: TimeZone;
  /** When the first and the last row began, of any state. */
  starts(): Promise<readonly [Instant, Instant] | undefined>;
  /** The rows of any state that began in [from, to). */
  rowsBetween(from: Instant, to: Instant): Promise<readonly StoredRow[]>;
  /** The sums of days or months; the counts are those of month 0. */
  kept(period: 'day' | 'month', numbers: Numbers): Promise<readonly KeptSum[]>;
}

const countMonth = 0;
const everAfter = 1_000_000;

/** The first kept sum that is not what the rows add up to, by its day or month and what it is of; undefined where all are. */
export async function firstWrongSum(audit: UsageAudit): Promise<string | undefined> {
  const days = new LocalDays(audit.timeZone);
  const starts = await audit.starts();
  const [first, last] = starts?.map(at => monthOfDay(days.numberOf(at))) ?? [everAfter, everAfter - 1];
  const counts: Change[] = [];
  let wrong = await wrongOutside(audit, { first: first ?? 0, last: last ?? 0 });
  for (let month = first ?? 0; wrong === undefined && month <= (last ?? 0); month += 1) {
    const [from, to] = [firstOfMonth(month), firstOfMonth(month + 1)];
    const summed = new UsageChanges(days);
    for (let day = from; day < to; day += 1)
      for (const row of await audit.rowsBetween(...instantsOf(day, audit.timeZone))) summed.add(row, row.about);
    const byMonth = [...summed.byMonth];
    counts.push(...byMonth.filter(({ period }) => period === countMonth));
    wrong =
      firstDifference('day', [...summed.byDay], await audit.kept('day', { first: from, last: to - 1 })) ??
      firstDifference(
        'month',
        byMonth.filter(({ period }) => period === month),
        await audit.kept('month', { first: month, last: month }),
      );
  }
  return wrong ?? firstDifference('month', counts, await audit.kept('month', { first: countMonth, last: countMonth }));
}

/** Sums of days and months in which no row began. */
async function wrongOutside(audit: UsageAudit, { first, last }: Numbers): Promise<string | undefined> {
  const outside = [
    ['month', countMonth + 1, first - 1],
    ['month', last + 1, everAfter],
    ['day', -everAfter, first === everAfter ? everAfter : firstOfMonth(first) - 1],
    ['day', first === everAfter ? everAfter : firstOfMonth(last + 1), everAfter],
  ] as const;
  for (const [period, from, to] of outside) {
    const wrong = firstDifference(period, [], await audit.kept(period, { first: from, last: to }));
    if (wrong !== undefined) return wrong;
  }
  return undefined;
}

const instantsOf = (day: number, timeZone: TimeZone): readonly [Instant, Instant] => [
  startOfDay(dayOfNumber(day), timeZone),
  startOfDay(dayOfNumber(day + 1), timeZone),
];

function firstDifference(
  period: 'day' | 'month',
  due: readonly Change[],
  kept: readonly KeptSum[],
): string | undefined {
  const expected = new Map<string, KeptSum>();
  for (const change of due) {
    const sum = expected.get(keyOf(change));
    expected.set(keyOf(change), added(change, sum));
  }
  const wrong = kept.filter(sum => {
    const isRight = textOf(sum) === textOf(expected.get(keyOf(sum)));
    expected.delete(keyOf(sum));
    return !isRight;
  });
  // What is left over is not kept at all.
  const missing = [...expected.values()].filter(({ calls }) => calls !== 0);
  const [found] = [...wrong, ...missing].toSorted(
    (one, other) => one.period - other.period || one.dimension - other.dimension,
  );
  return found && wordsOf(period, found);
}

const keyOf = ({ dimension, period, label }: Pick<KeptSum, 'dimension' | 'period' | 'label'>): string =>
  `${dimension} ${period} ${label}`;

const textOf = (sum: KeptSum | undefined): string =>
  sum === undefined ? '' : [sum.calls, sum.seconds, sum.cost, sum.drawn].join(' ');

const added = (change: Change, sum: KeptSum | undefined): KeptSum => ({
  ...change,
  calls: (sum?.calls ?? 0) + change.calls,
  seconds: (sum?.seconds ?? 0) + change.seconds,
  cost: (sum?.cost ?? 0n) + BigInt(change.costUnits) * 1_000_000n + BigInt(change.costMicros),
  drawn: (sum?.drawn ?? 0n) + BigInt(change.drawnUnits) * 1_000_000n + BigInt(change.drawnMicros),
});

/** Without the label, which may be a person's. */
function wordsOf(period: 'day' | 'month', sum: KeptSum): string {
  const [of = ''] = Object.entries(dimensions).find(([, number]) => number === sum.dimension) ?? [];
  if (of === 'count') return `the count "${sum.label}"`;
  const when = period === 'day' ? dayOfNumber(sum.period) : monthOfNumber(sum.period);
  return `the usage of ${when}, ${of === 'all' ? 'of all calls' : `by ${of}`}`;
}
