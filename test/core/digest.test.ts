import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  changedLines,
  compared,
  countDays,
  driftOf,
  usualCost,
  weekBefore,
  precedingWeeks,
  weeksToCompare,
  type CostLine,
} from '../../core/index.ts';
import { at } from '../support/builders.ts';

const week = weekBefore('2026-11-23');
const dollars = (amount: number): bigint => BigInt(amount) * 1_000_000n;
const line = (key: string, amount: number): CostLine => ({ key, label: key, cost: dollars(amount) });

describe('a week', () => {
  it('is the seven days before a Monday, and is compared with the eight before it', () => {
    assert.deepEqual(week, { first: '2026-11-16', last: '2026-11-22' });
    const before = weeksToCompare(week, '2020-01-01');
    assert.equal(before.length, 8);
    assert.deepEqual([before[0]?.first, before.at(-1)?.last], ['2026-09-21', '2026-11-15']);
    assert.ok(before.every(one => countDays(one) === 7));
    assert.deepEqual(before, precedingWeeks(week, 8));
  });

  it('is compared with whole weeks alone: not with the one in which the first call was made, unless that was its Monday', () => {
    assert.equal(weeksToCompare(week, '2026-11-04').length, 1);
    assert.equal(weeksToCompare(week, '2026-11-02').length, 2);
    assert.equal(weeksToCompare(week, '2026-11-20').length, 0);
    assert.equal(weeksToCompare(week, undefined).length, 0);
  });

  it('is told from what is usual in words that mean something', () => {
    for (const [cost, usual, expected] of [
      [0, 100, { kind: 'nothing' }],
      [0, undefined, { kind: 'nothing' }],
      [12, undefined, { kind: 'alone' }],
      [109, 100, { kind: 'as-usual' }],
      [91, 100, { kind: 'as-usual' }],
      [126, 100, { kind: 'more', percent: 26 }],
      [60, 100, { kind: 'less', percent: 40 }],
      [1100, 100, { kind: 'more' }],
      [12, 0, { kind: 'more' }],
    ] as const)
      assert.deepEqual(compared(dollars(cost), usual === undefined ? undefined : dollars(usual)), expected);
  });

  it('law: what is usual lies among the weeks, half of them on each side, whatever their order', () => {
    fc.assert(
      fc.property(fc.array(fc.bigInt({ min: 0n, max: 10n ** 15n }), { maxLength: 8 }), costs => {
        const usual = usualCost(costs);
        assert.equal(usualCost(costs.toReversed()), usual);
        assert.equal(usual === undefined, costs.length === 0);
        if (usual === undefined) return;
        assert.ok(costs.filter(cost => cost < usual).length * 2 <= costs.length);
        // Of two in the middle it is the lower half.
        assert.ok(costs.filter(cost => cost > usual).length * 2 <= costs.length);
      }),
    );
  });
});

describe('what has changed in a week', () => {
  it('is what is furthest from an average week before, up or down, new or gone', () => {
    const lines = [line('Latvia', 61), line('Germany', 40), line('France', 10)];
    const before = [line('Germany', 320), line('Spain', 160), line('France', 72)];
    assert.deepEqual(
      changedLines({ lines, before, weeks: 8 }, dollars(111)).map(({ key, cost, usual }) => [key, cost, usual]),
      [
        ['Latvia', dollars(61), 0n],
        ['Spain', 0n, dollars(20)],
      ],
    );
  });

  it('is nothing where there is nothing to compare with, and nothing small', () => {
    const lines = [line('Latvia', 61)];
    assert.deepEqual(changedLines({ lines, before: [], weeks: 0 }, dollars(61)), []);
    assert.deepEqual(changedLines({ lines, before: [], weeks: 1 }, dollars(61 * 20 + 20)), []);
    assert.deepEqual(
      changedLines({ lines: [{ ...line('x', 0), cost: 999_999n }], before: [], weeks: 1 }, 999_999n),
      [],
    );
  });

  it('law: holds what it says, the furthest first, and each once', () => {
    const some = fc.uniqueArray(
      fc.record({ key: fc.constantFrom('a', 'b', 'c', 'd', 'e'), cost: fc.bigInt({ min: 0n, max: 10n ** 9n }) }),
      { selector: ({ key }) => key },
    );
    fc.assert(
      fc.property(some, some, fc.integer({ min: 1, max: 8 }), (now, then, weeks) => {
        const labeled = (lines: typeof now) => lines.map(one => ({ ...one, label: one.key }));
        const total = now.reduce((sum, { cost }) => sum + cost, 0n);
        const changed = changedLines({ lines: labeled(now), before: labeled(then), weeks }, total);
        const sizes = changed.map(({ cost, usual }) => (cost > usual ? cost - usual : usual - cost));
        assert.equal(new Set(changed.map(({ key }) => key)).size, changed.length);
        assert.ok(sizes.every((size, index) => size >= 1_000_000n && size <= (sizes[index - 1] ?? size)));
        for (const { key, cost, usual } of changed) {
          assert.equal(cost, now.find(one => one.key === key)?.cost ?? 0n);
          assert.equal(usual, (then.find(one => one.key === key)?.cost ?? 0n) / BigInt(weeks));
        }
      }),
    );
  });
});

describe('the drift of weeks', () => {
  const check = (when: string, shown: number, difference: number, left = difference) => ({
    ...{ at: at(when), shown, difference, left },
  });

  it('is what the checks of each week found together, by the wallet’s days', () => {
    const checks = [
      check('2026-11-23T07:00:00Z', 90, 4, 1),
      // Sunday evening in New York.
      check('2026-11-23T03:00:00Z', 100, 2),
      check('2026-11-17T12:00:00Z', 120, -5),
    ];
    const weeks = [...precedingWeeks(week, 1), week, weekBefore('2026-11-30')];
    assert.deepEqual(
      driftOf(checks, weeks, 'America/New_York').map(({ shown, difference, left }) => [shown, difference, left]),
      [
        [null, 0, 0],
        [100, -3, -3],
        [90, 4, 1],
      ],
    );
  });
});
