import assert from 'node:assert/strict';
import fc from 'fast-check';
import { quietIntervalsOf, isQuiet, quietPartsOf, type MinuteRange, type NumberRange } from '../../core/index.ts';
import { at } from '../support/builders.ts';
import { partsArbitrary } from '../support/quiet-parts.ts';

const time = (from: number, to: number): MinuteRange => ({ from: 60 * from, to: 60 * to });
const days = (first: number, last = first): NumberRange => ({ first, last });
const weekdays = [days(1, 5)];
const weekends = [days(6, 7)];

describe('quiet hours as people say them', () => {
  it('go over midnight: a night belongs to the day on whose evening it begins', () =>
    assert.deepEqual(quietIntervalsOf([{ weekdays, times: [time(18, 8)] }]), [
      { times: [time(18, 24)], weekdays },
      { times: [time(0, 8)], weekdays: [days(2, 6)] },
    ]));

  it('have no hole between a quiet Sunday and Monday morning', () => {
    const hours = {
      timeZone: 'Europe/Berlin',
      intervals: quietIntervalsOf([{ weekdays, times: [time(18, 8)] }, { weekdays: weekends }]),
    };
    assert.deepEqual(hours.intervals, [
      { times: [time(18, 24)], weekdays },
      { times: [time(0, 8)], weekdays: [days(1, 6)] },
      { weekdays: weekends },
    ]);
    assert.equal(isQuiet(hours, at('2026-11-30T03:00:00+01:00')), true);
  });

  it('of every day are one interval, ranges in order', () => {
    assert.deepEqual(quietIntervalsOf([{ times: [time(22, 7), time(12, 13)] }]), [
      { times: [time(0, 7), time(12, 13), time(22, 24)] },
    ]);
    assert.deepEqual(quietIntervalsOf([{ weekdays: [days(6, 7), days(1, 5)], times: [time(0, 12), time(12, 24)] }]), [
      {},
    ]);
  });

  it('are said as nights again, where that is what the intervals are', () => {
    const said = [{ weekdays, times: [time(12, 13), time(18, 8)] }, { weekdays: weekends }];
    assert.deepEqual(quietPartsOf(quietIntervalsOf(said)), said);
    // A morning that follows no evening of the list.
    const apart = [
      { times: [time(18, 24)], weekdays },
      { times: [time(0, 8)], weekdays },
    ];
    assert.deepEqual(quietPartsOf(apart), apart);
  });

  it('are the same intervals when they are said and read again', () =>
    fc.assert(
      fc.property(partsArbitrary, parts => {
        const intervals = quietIntervalsOf(parts);
        assert.deepEqual(quietIntervalsOf(quietPartsOf(intervals)), intervals);
      }),
      { numRuns: 2000 },
    ));
});
