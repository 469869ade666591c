import assert from 'node:assert/strict';
import fc from 'fast-check';
import { dayMs, hourMs, isQuiet, minuteMs, quietUntil, toIso, type QuietHours } from '../../core/index.ts';
import { at } from '../support/builders.ts';
import { recordedLines } from '../support/recorded-lines.ts';

/** Weekdays from 18:00 to 8:00, the morning after included, and weekends. */
const nights: QuietHours = {
  timeZone: 'Europe/Berlin',
  intervals: [
    { times: [{ from: 18 * 60, to: 1440 }], weekdays: [{ first: 1, last: 5 }] },
    { times: [{ from: 0, to: 8 * 60 }], weekdays: [{ first: 1, last: 6 }] },
    { weekdays: [{ first: 6, last: 7 }] },
  ],
};
const daily = (from: number, to: number, timeZone = 'Europe/Berlin'): QuietHours => ({
  timeZone,
  intervals: [{ times: [{ from, to }] }],
});
const untilOf = (hours: QuietHours, from: string): string | undefined => {
  const until = quietUntil(hours, at(from));
  return until === undefined ? undefined : toIso(until);
};

describe('quiet hours', () => {
  it('begin with the first millisecond of an interval, and are over with its end', () => {
    for (const [when, quiet] of [
      ['2026-11-26T17:59:59.999+01:00', false],
      ['2026-11-26T18:00:00+01:00', true],
      ['2026-11-27T07:59:59.999+01:00', true],
      ['2026-11-27T08:00:00+01:00', false],
      ['2026-11-27T23:59:59.999+01:00', true],
      ['2026-11-29T12:00:00+01:00', true],
      ['2026-11-30T07:59:59.999+01:00', true],
      ['2026-11-30T08:00:00+01:00', false],
    ] as const)
      assert.equal(isQuiet(nights, at(when)), quiet, when);
  });

  it('are none where there is no interval, or one with an empty list, and always where one asks for nothing', () => {
    const now = at('2026-11-26T12:00:00Z');
    assert.equal(isQuiet({ timeZone: 'UTC', intervals: [] }, now), false);
    assert.equal(isQuiet({ timeZone: 'UTC', intervals: [{ times: [] }] }, now), false);
    assert.equal(isQuiet({ timeZone: 'UTC', intervals: [{}] }, now), true);
  });

  it('count days from a month’s end, and cut what goes beyond it', () => {
    const days = (first: number, last: number, day: string): boolean =>
      isQuiet({ timeZone: 'UTC', intervals: [{ daysOfMonth: [{ first, last }] }] }, at(`${day}T12:00:00Z`));
    for (const [first, last, day, quiet] of [
      [-1, -1, '2026-02-28', true],
      [-1, -1, '2028-02-28', false],
      [-1, -1, '2028-02-29', true],
      [-3, -1, '2026-04-27', false],
      [-3, -1, '2026-04-28', true],
      [-31, -1, '2026-02-01', true],
      [-31, -31, '2026-02-01', false],
      [28, 31, '2026-02-28', true],
      [29, 31, '2026-02-28', false],
      [31, 31, '2026-03-31', true],
      [2, -2, '2026-06-29', true],
      [2, -2, '2026-06-30', false],
    ] as const)
      assert.equal(days(first, last, day), quiet, `${first} to ${last} on ${day}`);
  });

  it('find the last day of a month in which clocks go forward', () =>
    assert.deepEqual(
      ['2026-03-30', '2026-03-31'].map(day =>
        isQuiet(
          { timeZone: 'Europe/Berlin', intervals: [{ daysOfMonth: [{ first: -1, last: -1 }] }] },
          at(`${day}T12:00:00+02:00`),
        ),
      ),
      [false, true],
    ));

  it('end when the last of the intervals that follow each other does', () => {
    assert.equal(untilOf(nights, '2026-11-26T12:00:00+01:00'), '2026-11-26T11:00:00Z');
    assert.equal(untilOf(nights, '2026-11-26T19:00:00+01:00'), '2026-11-27T07:00:00Z');
    // From Friday evening over the weekend to Monday 8:00.
    assert.equal(untilOf(nights, '2026-11-27T18:00:00+01:00'), '2026-11-30T07:00:00Z');
  });

  it('end by what clocks show on days on which they change', () => {
    // 2:00 to 3:00 is left out on March 29, 2026, and comes twice on October 25.
    assert.equal(untilOf(daily(0, 150), '2026-03-29T01:00:00+01:00'), '2026-03-29T01:00:00Z');
    assert.equal(untilOf(daily(0, 150), '2026-10-25T01:00:00+02:00'), '2026-10-25T00:30:00Z');
    assert.equal(isQuiet(daily(0, 150), at('2026-10-25T02:10:00+01:00')), true);
    assert.equal(untilOf(daily(0, 150), '2026-10-25T02:10:00+01:00'), '2026-10-25T01:30:00Z');
    assert.equal(untilOf(daily(120, 180), '2026-10-25T02:10:00+02:00'), '2026-10-25T02:00:00Z');
    // No midnight in Havana on March 8, 2026.
    assert.equal(untilOf(daily(22 * 60, 1440, 'America/Havana'), '2026-03-07T23:00:00-05:00'), '2026-03-08T05:00:00Z');
  });

  it('have no end where they go on for more than a year', () => {
    const now = '2026-11-26T12:00:00Z';
    assert.equal(untilOf({ timeZone: 'UTC', intervals: [{}] }, now), undefined);
    const year = (last: number): QuietHours => ({ timeZone: 'UTC', intervals: [{ years: [{ first: 2026, last }] }] });
    assert.equal(untilOf(year(2026), now), '2027-01-01T00:00:00Z');
    assert.equal(untilOf(year(2027), now), undefined);
  });

  it('are those that Alertmanager says', () => {
    // Its version 0.25, with what it corrected since of months in which clocks go forward (prometheus/alertmanager#5447).
    const recorded = recordedLines('quiet') as readonly (QuietHours & {
      at: readonly string[];
      quiet: readonly boolean[];
    })[];
    assert.equal(recorded.length, 300);
    for (const { at: asked, quiet, ...hours } of recorded)
      assert.deepEqual(
        asked.map(one => isQuiet(hours, at(one))),
        quiet,
        JSON.stringify({ hours, asked }),
      );
  });

  it('end at an instant that is not quiet, and not before', () => {
    const minute = fc.integer({ min: 0, max: 96 }).map(quarter => 15 * quarter);
    const times = fc
      .tuple(minute, minute)
      .filter(([one, other]) => one !== other)
      .map(([one, other]) => ({ from: Math.min(one, other), to: Math.max(one, other) }));
    const days = fc
      .tuple(fc.integer({ min: 1, max: 7 }), fc.integer({ min: 1, max: 7 }))
      .map(([one, other]) => ({ first: Math.min(one, other), last: Math.max(one, other) }));
    const intervals = fc.array(
      fc.record({ times: fc.array(times, { minLength: 1, maxLength: 3 }), weekdays: fc.array(days, { minLength: 1 }) }),
      { minLength: 1, maxLength: 3 },
    );
    // Around changes of the clock: of half an hour, at midnight, of two hours.
    const changes = fc.constantFrom(
      ['Europe/Berlin', '2026-10-25T01:00:00Z'] as const,
      ['Europe/Berlin', '2026-03-29T01:00:00Z'] as const,
      ['America/Havana', '2026-11-01T05:00:00Z'] as const,
      ['Australia/Lord_Howe', '2026-04-04T15:00:00Z'] as const,
      ['Antarctica/Troll', '2026-10-25T01:00:00Z'] as const,
    );
    const law = fc.property(changes, intervals, fc.integer({ min: -96, max: 96 }), ([timeZone, change], all, off) => {
      const hours = { timeZone, intervals: all };
      const from = at(change) + off * 15 * minuteMs + 1;
      const until = quietUntil(hours, from);
      const end = until ?? from + 2 * dayMs;
      if (until !== undefined) assert.equal(isQuiet(hours, until), false);
      for (let now = from; now < Math.min(end, from + 2 * dayMs); now += hourMs / 4)
        assert.equal(isQuiet(hours, now), true, toIso(now));
      if (end > from && until !== undefined) assert.equal(isQuiet(hours, end - 1), true);
    });
    fc.assert(law, { numRuns: 300 });
  });
});
