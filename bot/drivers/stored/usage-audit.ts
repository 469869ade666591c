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
  /** The rows of any state that began in [from, to), some at a time, however many there are. */
  rowsBetween(from: Instant, to: Instant): AsyncIterable<readonly StoredRow[]>;
  /** The sums of days or months, but not those of late charges; the counts are those of month 0. */
  kept(period: 'day' | 'month', numbers: Numbers): Promise<readonly KeptSum[]>;
  /** The sums of late charges, of all months. */
  keptLate(): Promise<readonly KeptSum[]>;
}

const countMonth = 0;
const everAfter = 1_000_000;

/** The first kept sum that is not what the rows add up to, by its day or month and what it is of; undefined where all are. */
export async function firstWrongSum(audit: UsageAudit): Promise<string | undefined> {
  const days = new LocalDays(audit.timeZone);
  const starts = await audit.starts();
  const [first, last] = starts?.map(at => monthOfDay(days.numberOf(at))) ?? [everAfter, everAfter - 1];
  const counts = new Due();
  const late = new Due();
  let wrong = await wrongOutside(audit, { first: first ?? 0, last: last ?? 0 });
  for (let month = first ?? 0; wrong === undefined && month <= (last ?? 0); month += 1) {
    const ofMonth = new Due();
    for (let day = firstOfMonth(month); wrong === undefined && day < firstOfMonth(month + 1); day += 1) {
      // One day's sums at a time are held, however many calls a month has.
      const summed = await summedDay(audit, day, days);
      wrong = new Due(summed.byDay).firstDifference('day', await audit.kept('day', { first: day, last: day }));
      for (const change of summed.byMonth)
        if (change.dimension === dimensions.late) late.add(change);
        else (change.period === countMonth ? counts : ofMonth).add(change);
    }
    wrong ??= ofMonth.firstDifference('month', await audit.kept('month', { first: month, last: month }));
  }
  wrong ??= counts.firstDifference('month', await audit.kept('month', { first: countMonth, last: countMonth }));
  return wrong ?? late.firstDifference('month', await audit.keptLate());
}

/** What the rows of a local day add up to. */
async function summedDay(audit: UsageAudit, day: number, days: LocalDays): Promise<UsageChanges> {
  const summed = new UsageChanges(days);
  for await (const rows of audit.rowsBetween(...instantsOf(day, audit.timeZone)))
    for (const row of rows) summed.add(row, row.about);
  return summed;
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
    const wrong = new Due().firstDifference(period, await audit.kept(period, { first: from, last: to }));
    if (wrong !== undefined) return wrong;
  }
  return undefined;
}

const instantsOf = (day: number, timeZone: TimeZone): readonly [Instant, Instant] => [
  startOfDay(dayOfNumber(day), timeZone),
  startOfDay(dayOfNumber(day + 1), timeZone),
];

/** What sums should be. */
class Due {
  readonly #sums = new Map<string, KeptSum>();

  constructor(changes: Iterable<Change> = []) {
    for (const change of changes) this.add(change);
  }

  add(change: Change): void {
    const key = keyOf(change);
    this.#sums.set(key, added(change, this.#sums.get(key)));
  }

  firstDifference(period: 'day' | 'month', kept: readonly KeptSum[]): string | undefined {
    const missing = new Map(this.#sums);
    const wrong = kept.filter(sum => {
      const isRight = textOf(sum) === textOf(missing.get(keyOf(sum)));
      missing.delete(keyOf(sum));
      return !isRight;
    });
    // What is left over is not kept at all.
    const notKept = [...missing.values()].filter(({ calls }) => calls !== 0);
    const [found] = [...wrong, ...notKept].toSorted(
      (one, other) => one.period - other.period || one.dimension - other.dimension,
    );
    return found && wordsOf(period, found);
  }
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
  if (of === 'late') return `what was charged late of or in ${when}`;
  return `the usage of ${when}, ${of === 'all' ? 'of all calls' : `by ${of}`}`;
}
