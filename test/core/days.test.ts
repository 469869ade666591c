import assert from 'node:assert/strict';
import fc from 'fast-check';
import { addDays, countDays, daysBefore, lastDays, startOfDay, startOfPeriod } from '../../core/index.ts';

describe('whole days', () => {
  it('are compared with as many before them, and a whole month, quarter or year with the one before', () => {
    const before = (first: string, last: string): string => Object.values(daysBefore({ first, last })).join(' ');
    assert.equal(before('2026-11-16', '2026-11-22'), '2026-11-09 2026-11-15');
    assert.equal(before('2026-03-01', '2026-03-31'), '2026-02-01 2026-02-28');
    assert.equal(before('2026-07-01', '2026-09-30'), '2026-04-01 2026-06-30');
    assert.equal(before('2025-01-01', '2025-12-31'), '2024-01-01 2024-12-31');
    assert.equal(before('2026-11-26', '2026-11-26'), '2026-11-25 2026-11-25');
  });

  it('end where the next begin, whatever the range', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 4000 }), fc.integer({ min: 0, max: 800 }), (from, more) => {
        const first = addDays('2020-01-01', from);
        const range = { first, last: addDays(first, more) };
        assert.equal(countDays(range), more + 1);
        assert.deepEqual(lastDays(more + 1, range.last), range);
        assert.equal(addDays(daysBefore(range).last, 1), first);
      }),
    );
  });

  it('begin at midnight of their zone, also where that is skipped or comes twice', () => {
    assert.equal(startOfDay('2026-03-29', 'Europe/Berlin'), Date.parse('2026-03-28T23:00:00Z'));
    assert.equal(startOfDay('2026-03-30', 'Europe/Berlin'), Date.parse('2026-03-29T22:00:00Z'));
    assert.equal(startOfDay('2018-11-04', 'America/Sao_Paulo'), Date.parse('2018-11-04T03:00:00Z'));
  });

  it('are parts of weeks, which begin on Monday, and of months', () => {
    assert.equal(startOfPeriod('2026-11-26', 'week'), '2026-11-23');
    assert.equal(startOfPeriod('2026-11-23', 'week'), '2026-11-23');
    assert.equal(startOfPeriod('2026-11-26', 'month'), '2026-11-01');
    assert.equal(startOfPeriod('2026-11-26', 'day'), '2026-11-26');
  });
});
