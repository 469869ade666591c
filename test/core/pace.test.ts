import assert from 'node:assert/strict';
import { paceOf, startsOfDays, type Pace } from '../../core/index.ts';
import { at, money } from '../support/builders.ts';

const now = at('2026-06-01T00:00:00Z');

/** Of days that are complete: today and the two before it follow, whose rows are still to come. */
const paceAfter = (...amounts: readonly string[]): Pace => {
  const all = [...amounts, '$0', '$0', '$0'].map(one => (one.startsWith('-') ? -money(one.slice(1)) : money(one)));
  return paceOf(
    startsOfDays(all.length, now, 'UTC').map((start, index) => ({ start, amount: all[index] ?? 0 })),
    'UTC',
  );
};
const times = (count: number, amount: string): readonly string[] => Array.from({ length: count }, () => amount);
const aWeek = ({ weekdays }: Pace): number => weekdays.reduce((sum, { mean }) => sum + mean, 0);
const isBetween = (low: number, value: number, high: number): void =>
  assert.ok(low <= value && value <= high, `${value} is not between ${low} and ${high}`);

describe('the pace at which people call', () => {
  it('is what complete days cost', () => {
    const pace = paceAfter(...times(60, '$4'));
    assert.deepEqual([pace.days, pace.amount, pace.unusual, aWeek(pace)], [60, money('$240'), 0, money('$28')]);
  });

  it('is not made by one row of $10,000 that is a mistake: it counts as a costly day at most', () => {
    const pace = paceAfter(...times(59, '$4'), '$10000');
    assert.deepEqual([pace.amount, pace.unusual], [59 * money('$4') + money('$20'), money('$9980')]);
    isBetween(money('$28'), aWeek(pace), money('$34'));
  });

  it('nor by a mistake among two or three days of calls', () => {
    assert.equal(paceAfter('$5', '$10000').amount, money('$30'));
    assert.equal(paceAfter('$5', '$6', '$10000').amount, money('$41'));
    assert.equal(paceAfter('$1', '$0', '$0', '$60').amount, money('$6'));
  });

  it('counts what comes on more than two days as it is: that is no mistake', () =>
    assert.equal(paceAfter(...times(57, '$4'), ...times(3, '$100')).unusual, 0));

  it('follows what people do lately: a month without usage, or with twice as much', () => {
    isBetween(money('$4'), aWeek(paceAfter(...times(60, '$4'), ...times(28, '$0'))), money('$15'));
    isBetween(money('$34'), aWeek(paceAfter(...times(60, '$4'), ...times(28, '$8'))), money('$56'));
  });

  it('is lower where corrections have lowered last month, and never below nothing', () => {
    const before = aWeek(paceAfter(...times(60, '$4')));
    assert.ok(aWeek(paceAfter(...times(30, '$2'), ...times(30, '$4'))) < before);
    assert.equal(paceAfter('$4', '$4', '-$3', '$4').amount, money('$12'));
  });

  it('of an organization three days old is unsure, and surer from week to week', () => {
    const drifts = [1, 3, 14, 60].map(count => paceAfter(...times(count, '$4')).drift);
    assert.deepEqual(
      drifts,
      drifts.toSorted((one, other) => other - one),
    );
    isBetween(1, drifts[0] ?? 0, 1.2);
    isBetween(0.1, drifts.at(-1) ?? 0, 0.15);
  });

  it('is unsure where weeks differ by more than their days explain', () => {
    const steady = paceAfter(...times(56, '$4'));
    const changing = paceAfter(...[0, 1, 2, 3].flatMap(() => [...times(7, '$1'), ...times(7, '$7')]));
    assert.ok(changing.drift > 3 * steady.drift, `${changing.drift} and ${steady.drift}`);
  });

  it('of nobody who calls is nothing', () => {
    const pace = paceAfter('$0', '$0');
    assert.deepEqual([pace.days, pace.amount, aWeek(pace)], [0, 0, 0]);
  });
});
