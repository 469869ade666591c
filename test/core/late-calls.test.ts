import assert from 'node:assert/strict';
import { dayMs, lateSince, seenWith, type CallsSeen } from '../../core/index.ts';

/** Looks on some days, each with the day up to which calls were known. */
const seen = (...looks: readonly (readonly [day: number, until: number])[]): readonly CallsSeen[] =>
  looks.map(([day, until]) => ({ lookedAt: day * dayMs, until: until * dayMs }));

/** A look on each day, two days late, but for a stall in between. */
const daily = (days: number, stall: { readonly from: number; readonly to: number }): readonly CallsSeen[] =>
  Array.from({ length: days }, (_, day) => day)
    .map(day => ({
      lookedAt: day * dayMs,
      until: (day > stall.from && day < stall.to ? stall.from : day) * dayMs - 2 * dayMs,
    }))
    .reduce<readonly CallsSeen[]>(seenWith, []);

describe('calls that came in late', () => {
  it('are none while calls are known as they come in, over a week’s holiday too', () => {
    assert.equal(lateSince([], 30 * dayMs), undefined);
    assert.equal(lateSince(daily(30, { from: 0, to: 0 }), 30 * dayMs), undefined);
    assert.equal(lateSince(daily(30, { from: 20, to: 25 }), 30 * dayMs), undefined);
  });

  it('are all that no look had seen, for two weeks', () => {
    const stalled = (days: number) => lateSince(daily(days + 1, { from: 20, to: 40 }), days * dayMs);
    for (const day of [30, 40, 41, 52]) assert.equal(stalled(day), 18 * dayMs, String(day));
    assert.equal(stalled(54), undefined);
  });

  it('are known where nobody looked meanwhile', () => {
    const looks = seen([10, 8], [11, 9], [40, 38]);
    assert.equal(lateSince(looks, 41 * dayMs), 9 * dayMs);
    assert.equal(lateSince(looks.slice(0, 2), 40 * dayMs), 9 * dayMs);
  });

  it('are told by one look a day, and by none of a clock that was ahead', () => {
    const looks = seen([1, 0], [2, 1], [30, 29]);
    assert.deepEqual(seenWith(looks, { lookedAt: 30.5 * dayMs, until: 30 * dayMs }), seen([2, 1], [30, 29]));
    assert.deepEqual(seenWith(looks, { lookedAt: 3 * dayMs, until: 2 * dayMs }), seen([1, 0], [2, 1], [3, 2]));
  });
});
