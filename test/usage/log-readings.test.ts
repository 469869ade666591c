import assert from 'node:assert/strict';
import { dayMs, hourMs } from '../../core/index.ts';
import type { LogRead } from '../../bot/tenant/log-cursors.ts';
import { beganAgainAt, readingsDue } from '../../bot/usage/import-log.ts';
import { at } from '../support/builders.ts';

const now = at('2026-11-22T12:00:00Z');

describe('what is read of the usage log', () => {
  const read = (until: number, more: Partial<LogRead> = {}): LogRead => ({
    ...{ until, nightly: now - hourMs, weekly: now - hourMs },
    ...more,
  });
  const lately = now - hourMs;
  const table: readonly (readonly [
    what: string,
    read: LogRead | undefined,
    how: 'newest' | 'what-is-due',
    days: readonly (readonly number[])[],
  ])[] = [
    ['the first time, 90 days', undefined, 'what-is-due', [[90]]],
    ['an hour later, 72 hours more', read(lately), 'what-is-due', [[3 + 1 / 24]]],
    [
      'once a night, the newest and then back to 35 days',
      read(lately, { nightly: now - dayMs }),
      'what-is-due',
      [[3 + 1 / 24], [32 - 1 / 24]],
    ],
    [
      'once a week, back to 90 days',
      read(lately, { weekly: now - 7 * dayMs }),
      'what-is-due',
      [[3 + 1 / 24], [87 - 1 / 24]],
    ],
    ['when somebody asks, the newest alone', read(lately, { weekly: null }), 'newest', [[3 + 1 / 24]]],
    ['after a long silence, windows of 90 days, oldest first', read(now - 200 * dayMs), 'newest', [[90, 90, 23]]],
    ['after years, what Microsoft still has', read(now - 2000 * dayMs), 'newest', [[90, 90, 90, 90, 5]]],
    ['after the clock was set back, the overlap', read(now + dayMs), 'newest', [[3]]],
  ];
  for (const [what, before, how, days] of table)
    it(what, () => {
      const readings = readingsDue(before, now, how);
      assert.deepEqual(
        readings.map(({ ranges }) => ranges.map(({ from, to }) => (to - from) / dayMs)),
        days,
      );
      assert.equal(readings[0]?.ranges.at(-1)?.to, now);
      if (readings.length > 1) assert.equal(readings[1]?.ranges.at(-1)?.to, readings[0].ranges[0]?.from);
    });

  it('once from the order on with which credits began again, though the log had been read further', () => {
    const ordered = now - 20 * dayMs;
    const [again] = readingsDue(read(lately), now, 'newest', ordered);
    assert.deepEqual([again?.ranges[0]?.from, again?.then.reread], [ordered - 3 * dayMs, ordered]);
    const [next] = readingsDue(again?.then, now + hourMs, 'newest', ordered);
    assert.equal(next?.ranges[0]?.from, now - 3 * dayMs);
    const wallet = { openedAt: 5, spans: [{ from: 5, to: 9 }] };
    assert.deepEqual(
      [beganAgainAt(wallet), beganAgainAt({ ...wallet, spans: [...wallet.spans, { from: 20, to: null }] })],
      [undefined, 20],
    );
  });

  it('a look back that was done is not due again', () => {
    const [, back] = readingsDue({ until: now - hourMs, nightly: null, weekly: null }, now, 'what-is-due');
    assert.deepEqual(back?.then, { until: now, nightly: now, weekly: now });
    assert.equal(readingsDue(back.then, now + hourMs, 'what-is-due').length, 1);
  });
});
