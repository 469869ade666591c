import assert from 'node:assert/strict';
import {
  dayMs,
  expiringStages,
  paceOf,
  startsOfDays,
  type Instant,
  type Matter,
  type Pace,
  type Stage,
} from '../../core/index.ts';
import { at, Bench, money } from '../support/builders.ts';

const begin = at('2026-01-01T00:00:00Z');
const end = at('2027-01-01T00:00:00Z');

/** Lots of so much, bought so many days after the first. */
function holding(...lots: readonly (readonly [string, number])[]): Bench {
  const bench = Bench.opened({}, begin);
  for (const [amount, days] of lots) {
    bench.now = begin + days * dayMs;
    bench.buy(amount, bench.now);
  }
  return bench;
}

const paceAt = (now: Instant, amount: string): Pace =>
  paceOf(
    startsOfDays(60, now, 'UTC').map(start => ({ start, amount: money(amount) })),
    'UTC',
  );

function toldOf(bench: Bench, daysBefore: number, before: readonly Matter[] = [], daily = '$1'): readonly Stage[] {
  const now = end - daysBefore * dayMs;
  return expiringStages({ wallet: bench.wallet, pace: paceAt(now, daily), at: now, before });
}

const matterOf = ({ key, alert }: Stage, step = alert.step ?? 0): Matter =>
  ({ key, alert: { ...alert, step, id: `matter of ${alert.about}` } }) as Matter;
const stepsOf = (stages: readonly Stage[]): readonly unknown[] => stages.map(({ alert }) => [alert.about, alert.step]);

describe('credits that expire unused', () => {
  it('are told 90, 30, 7 and 1 day before, with what will really be left', () => {
    const bench = holding(['$200', 0]);
    assert.deepEqual(
      [91, 90, 31, 30, 8, 7, 2, 1].map(days => toldOf(bench, days)[0]?.alert.step),
      [undefined, 90, 90, 30, 30, 7, 7, 1],
    );
    // 200 less 90 days, and 2 that no report shows yet.
    const [stage] = toldOf(bench, 90);
    assert.deepEqual([stage?.key, stage?.alert.amount, stage?.alert.until], ['lot-expires 90', money('$110'), end]);
  });

  it('are not told where they will be used, nor of a few dollars', () => {
    assert.deepEqual(toldOf(holding(['$80', 0]), 90), []);
    assert.deepEqual(toldOf(holding(['$12', 0]), 7, [], '$1'), []);
    assert.deepEqual(stepsOf(toldOf(holding(['$17', 0]), 7, [], '$1')), [['1', 7]]);
  });

  it('are told where something is left even if more is used; and stay so until nothing is to be expected', () => {
    const bench = holding(['$100', 0]);
    assert.deepEqual(toldOf(bench, 90), []);
    const [stage] = toldOf(holding(['$200', 0]), 90);
    assert.ok(stage);
    assert.deepEqual(stepsOf(toldOf(bench, 90, [matterOf(stage)])), [['1', 90]]);
    assert.deepEqual(toldOf(bench, 90, [matterOf(stage)], '$1.10'), []);
  });

  it('that are bought later are used later: what is newer expires though it is more', () => {
    const bench = holding(['$50', 0], ['$500', 40]);
    const now = end + 20 * dayMs;
    const stages = expiringStages({ wallet: bench.wallet, pace: paceAt(now, '$1'), at: now, before: [] });
    assert.deepEqual(stepsOf(stages), [['2', 30]]);
  });

  it('of the same weeks are told together, at each step once', () => {
    const bench = holding(['$100', 0], ['$300', 10], ['$100', 20], ['$100', 45]);
    const stages = toldOf(bench, 0.5, [], '$0');
    // The first expires today, most of them in ten days.
    assert.deepEqual(stepsOf(stages), [
      ['1', 30],
      ['4', 90],
    ]);
    assert.deepEqual([stages[0]?.alert.amount, stages[0]?.alert.until], [money('$500'), end + 10 * dayMs]);
    const after = toldOf(bench, -15, [matterOf(stages[0] ?? assert.fail(), 1)], '$0');
    assert.deepEqual([after[0]?.alert.step, after[0]?.alert.amount], [1, money('$100')]);
  });

  it('of who pays after use are none', () => {
    const bench = Bench.opened({}, begin);
    assert.deepEqual(toldOf(bench, 30), []);
    bench.buy('$100', begin);
    assert.deepEqual(
      expiringStages({
        wallet: { ...bench.wallet, spans: [] },
        pace: paceAt(end, '$0'),
        at: end - 7 * dayMs,
        before: [],
      }),
      [],
    );
  });
});
