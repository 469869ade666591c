import assert from 'node:assert/strict';
import fc from 'fast-check';
import { addDays, dayOf, daysBefore } from '../../core/index.ts';
import { dayOfNumber, firstOfMonth, LocalDays, monthOfDay, numberOfDay } from '../../bot/drivers/stored/local-days.ts';
import { planOf } from '../../bot/drivers/stored/usage-plan.ts';

describe('the days of sums', () => {
  // Half an hour off, a day that never was, daylight saving that stops for Ramadan, offsets of minutes.
  const zones = [
    'UTC',
    'Asia/Kolkata',
    'Pacific/Apia',
    'Africa/Casablanca',
    'America/New_York',
    'Africa/Monrovia',
    'Asia/Tehran',
  ];

  it('are the calendar’s, in any zone', () => {
    const years = fc.nat(Date.parse('2090-01-01'));
    for (const zone of zones) {
      const days = new LocalDays(zone);
      const near = fc
        .nat(days.offsets.since.length - 1)
        .chain(index => fc.integer({ min: -5, max: 5 }).map(ms => Math.max(0, (days.offsets.since[index] ?? 0) + ms)));
      fc.assert(
        fc.property(fc.oneof(years, near), at => assert.equal(dayOfNumber(days.numberOf(at)), dayOf(at, zone))),
        { seed: 1 },
      );
    }
  });

  it('are read as months, and as few days as can be', () => {
    const day = fc.integer({ min: 19_000, max: 20_500 });
    fc.assert(
      fc.property(day, day, (first, last) => {
        const { months, days } = planOf({ first: dayOfNumber(first), last: dayOfNumber(last) });
        const counted = new Map<number, number>();
        const count = (from: number, to: number, weight: number): void => {
          for (let one = from; one <= to; one += 1) counted.set(one, (counted.get(one) ?? 0) + weight);
        };
        for (let month = months.first; month <= months.last; month += 1)
          count(firstOfMonth(month), firstOfMonth(month + 1) - 1, 1);
        for (const some of days) {
          assert.ok(some.last - some.first < 16 || monthOfDay(first) === monthOfDay(last));
          count(some.first, some.last, some.weight);
        }
        const found = [...counted].filter(([, weight]) => weight !== 0);
        assert.ok(found.every(([one, weight]) => weight === 1 && one >= first && one <= last));
        assert.equal(found.length, Math.max(0, last - first + 1));
      }),
      { seed: 1 },
    );
  });

  it('of a month have the month before them', () => {
    assert.deepEqual(daysBefore({ first: '2026-03-01', last: '2026-03-31' }), {
      first: '2026-02-01',
      last: '2026-02-28',
    });
    assert.equal(addDays('2026-03-01', -1), '2026-02-28');
    assert.equal(numberOfDay('1970-01-02'), 1);
  });
});
