import {
  addDays,
  changedLines,
  comparedWeeks,
  creditsIn,
  dayOf,
  driftOf,
  lastCheckOf,
  openIn,
  risenOf,
  usualCost,
  weekBefore,
  precedingWeeks,
  weeksToCompare,
  type ChangedLine,
  type Day,
  type DayRange,
  type Digest,
  type Instant,
  type Reconciliation,
  type Terms,
} from '../../core/index.ts';
import type { Journal, Matters, Rows } from '../ports/index.ts';
import { usageUntil, type UsageUntilNeeds } from '../tenant/usage-until.ts';
import type { OpenWallet } from '../tenant/with-wallet.ts';
import { outlookOf } from '../wallets/outlook.ts';
import { foundBy } from './balance-checks.ts';
import { budgetsNow, type BudgetsNeeds } from './budgets-now.ts';
import { departmentShares } from './department-shares.ts';

export interface DigestNeeds extends BudgetsNeeds, UsageUntilNeeds {
  readonly rows: Rows;
  readonly journal: Journal;
  readonly matters: Pick<Matters, 'current'>;
}

/** So many lines are compared of each kind: what is beyond them is small. */
const mostCompared = 500;

/** So many changes, and open matters, are kept. */
const mostChanges = 3;
const mostOpen = 50;

/** The drift of so many weeks is shown. */
const driftWeeks = 4;

/** The week before a Monday in figures, as it is known at an instant; beside it whose calls have changed most, which nothing keeps. */
export async function readDigest(
  needs: DigestNeeds,
  { wallet, terms, history }: OpenWallet,
  { monday, at }: { readonly monday: Day; readonly at: Instant },
): Promise<{ readonly digest: Digest; readonly people: readonly ChangedLine[] }> {
  const week = weekBefore(monday);
  const { firstDay, sums, usual, weeks } = await weekSums(needs.rows, week);
  const [destinations, { changed: people, callers }, departments, outlook, budgets, { matters }] = await Promise.all([
    changesBy(needs.rows, 'destination', { week, weeks, cost: sums.cost }),
    changesBy(needs.rows, 'person', { week, weeks, cost: sums.cost }),
    departmentShares(needs, week),
    outlookOf(needs, { wallet, terms, history }, at),
    budgetsNow(needs, { ...terms, now: at }),
    needs.matters.current(),
  ]);
  const until = await usageUntil(needs, wallet);
  const digest = {
    ...{ week, at, currency: terms.currency, cost: sums.cost, calls: sums.calls, callers, usual },
    firstDay: firstDay !== undefined && firstDay > week.first ? firstDay : null,
    destinations: destinations.changed.slice(0, mostChanges),
    people: risenOf(people),
    departments,
    credits: creditsIn(wallet, outlook, at),
    budgets,
    open: openIn(matters.map(({ matter }) => matter)).slice(0, mostOpen),
    checks: terms.mode === 'mirror' ? await checksOf(needs, wallet.pool.reconciliations, { week, terms }) : null,
    stalled: until === undefined ? null : { until },
  };
  const known = people.filter(({ key }) => key !== null && key !== '');
  return { digest, people: known.slice(0, mostChanges) };
}

/** What a week came to, and what the weeks before it did that it is compared with. */
async function weekSums(rows: Rows, week: DayRange) {
  const [earliest] = precedingWeeks(week, comparedWeeks);
  const range = { first: earliest?.first ?? week.first, last: week.last };
  const [sums, byDay, before] = await Promise.all([
    rows.usage({ days: week }),
    rows.usageByDay({ days: range }),
    rows.usage({ days: { first: addDays(range.first, -365), last: addDays(range.first, -1) } }),
  ]);
  const firstDay = before.calls > 0 ? range.first : byDay.find(({ calls }) => calls > 0)?.day;
  const weeks = weeksToCompare(week, firstDay);
  const costOf = ({ first, last }: DayRange): bigint =>
    byDay.reduce((sum, { day, cost }) => (day >= first && day <= last ? sum + cost : sum), 0n);
  const median = usualCost(weeks.map(costOf));
  return { sums, firstDay, weeks, usual: median === undefined ? null : { cost: median, weeks: weeks.length } };
}

/** What has changed most of one kind, and how many there were in that week. */
async function changesBy(
  rows: Rows,
  by: 'destination' | 'person',
  { week, weeks, cost }: { readonly week: DayRange; readonly weeks: readonly DayRange[]; readonly cost: bigint },
): Promise<{ readonly changed: readonly ChangedLine[]; readonly callers: number }> {
  const ranked = (days: DayRange) => rows.ranked({ days, by, top: mostCompared });
  const [first] = weeks;
  const [now, before] = await Promise.all([
    ranked(week),
    first === undefined ? undefined : ranked({ first: first.first, last: addDays(week.first, -1) }),
  ]);
  const lines = { lines: now.lines, before: before?.lines ?? [], weeks: weeks.length };
  return {
    changed: changedLines(lines, cost).map(({ key, label, cost: own, usual }) => ({ key, label, cost: own, usual })),
    callers: now.lines.filter(({ key }) => key !== null && key !== '').length + now.others.lines,
  };
}

/** When the admin center was looked at last, and what that found in the last weeks and in that one. */
async function checksOf(
  { journal }: Pick<DigestNeeds, 'journal'>,
  reconciliations: readonly Reconciliation[],
  { week, terms }: { readonly week: DayRange; readonly terms: Terms },
): Promise<Digest['checks']> {
  const weeks = [...precedingWeeks(week, driftWeeks - 1), week];
  const first = weeks[0]?.first ?? week.first;
  const lately = reconciliations.filter(({ at }) => dayOf(at, terms.timeZone) >= first);
  const checks = await Promise.all(
    lately.map(async one => ({ at: one.at, left: one.difference, ...(await foundBy(journal, one)) })),
  );
  return { last: lastCheckOf({ reconciliations }), weeks: driftOf(checks, weeks, terms.timeZone) };
}
