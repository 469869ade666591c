import { microsPerUnit, toIso, type SpendReason, type UnusualSpend } from '../../../core/index.ts';
import type { FalseAlarm, Outcome, Seen } from './measure.ts';

/** A usual week counts as at least so many dollars: below three of them nobody would act. */
export const leastWeek = 10 * microsPerUnit;

/** What three usual weeks cost. */
export const limitOf = ({ usualWeek }: Outcome, least = leastWeek): number => 3 * Math.max(usualWeek, least);

/** Whether it was found before it had cost three usual weeks, by the calls themselves or as they came in. */
export const isInTime = (outcome: Outcome, by: 'byCallTime' | 'byArrival', least = leastWeek): boolean =>
  (outcome[by]?.cost ?? Infinity) < limitOf(outcome, least);

/** Of the frauds that cost three usual weeks or more: the others cannot be too late. */
export const weighty = (outcomes: readonly Outcome[], least = leastWeek): readonly Outcome[] =>
  outcomes.filter(outcome => outcome.total >= limitOf(outcome, least));

/** The figures of some frauds, in percent, dollars and hours. */
export function figuresOf(outcomes: readonly Outcome[]) {
  const some = weighty(outcomes);
  const costs = some.map(({ byCallTime }) => (byCallTime?.cost ?? Infinity) / microsPerUnit);
  const hours = some.map(({ byArrival }) => (byArrival?.afterMs ?? Infinity) / 3_600_000);
  return {
    planted: outcomes.length,
    'found %': percent(outcomes, ({ byCallTime }) => byCallTime !== undefined),
    'cost 3 weeks': some.length,
    'in time %': percent(some, one => isInTime(one, 'byCallTime')),
    'first call alone': some.filter(
      ({ byCallTime, ...one }) => byCallTime?.calls === 1 && !isInTime({ ...one, byCallTime }, 'byCallTime'),
    ).length,
    'in time, by arrival %': percent(some, one => isInTime(one, 'byArrival')),
    'found by arrival %': percent(some, ({ byArrival }) => byArrival !== undefined),
    'median cost $': median(costs),
    'median hours': median(hours),
  };
}

const percent = (outcomes: readonly Outcome[], is: (outcome: Outcome) => boolean): number =>
  Math.round((1000 * outcomes.filter(is).length) / outcomes.length) / 10;

function median(values: readonly number[]): number {
  const sorted = values.toSorted((one, other) => one - other);
  return Math.round(100 * (sorted[Math.floor(sorted.length / 2)] ?? NaN)) / 100;
}

/** False alarms a month of organizations of one size. */
export function alarmFigures(seen: readonly Seen[]) {
  const alarms = seen.flatMap(one => one.alarms);
  const months = seen.reduce((sum, one) => sum + one.months, 0);
  const monthly = (count: number): number => Math.round((100 * count) / months) / 100;
  return {
    organizations: seen.length,
    rows: seen.reduce((sum, { rows }) => sum + rows, 0),
    'alarms a month': monthly(alarms.length),
    'of them fraud': monthly(alarms.filter(({ finding }) => finding.severity === 'fraud-suspected').length),
    'worst organization': Math.round(100 * Math.max(...seen.map(one => one.alarms.length / one.months))) / 100,
  };
}

const dollars = (amount: number): string => `$${(amount / microsPerUnit).toFixed(2)}`;

/** A false alarm on one line. */
export const alarmLine = ({ seed, people, person, at, finding }: FalseAlarm): string =>
  `seed ${seed}, ${people} people, person ${person}, ${toIso(at).slice(0, 10)}: ${findingText(finding)}`;

/** A fraud that was found too late, or never, on one line. */
export const missLine = ({ seed, people, person, kind, usualWeek, total, calls, byCallTime }: Outcome): string =>
  [
    `seed ${seed}, ${people} people, person ${person}, ${kind}: ${calls} calls for ${dollars(total)}, usual week ${dollars(usualWeek)}`,
    byCallTime === undefined
      ? 'never found'
      : `found at call ${byCallTime.calls} for ${dollars(byCallTime.cost)}: ${findingText(byCallTime.finding)}`,
  ].join('; ');

const findingText = ({ severity, amount, usualWeek, reasons }: UnusualSpend): string =>
  `${severity}, ${dollars(amount)} (usual week ${dollars(usualWeek)}): ${reasons.map(reasonText).join(' | ')}`;

const reasonText = (reason: SpendReason): string =>
  reason.kind === 'calls-to'
    ? `${reason.calls} to ${reason.destination} ${dollars(reason.amount)} [${reason.signs.join(' ')}]`
    : `${reason.kind} ${dollars(reason.amount)}`;
