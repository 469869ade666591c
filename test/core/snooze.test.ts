import assert from 'node:assert/strict';
import { snoozeChoices, snoozeUntil, toIso, type SnoozeChoice } from '../../core/index.ts';
import { at } from '../support/builders.ts';

const until = (choice: SnoozeChoice, from: string, timeZone = 'Europe/Berlin'): string =>
  toIso(snoozeUntil(choice, at(from), timeZone));

describe('a snooze', () => {
  it('is over after half an hour, 1, 4 or 24 hours, though clocks change', () => {
    const from = '2026-10-24T12:00:00Z';
    assert.deepEqual(
      snoozeChoices.map(choice => until(choice, from)),
      [
        '2026-10-24T12:30:00Z',
        '2026-10-24T13:00:00Z',
        '2026-10-24T16:00:00Z',
        '2026-10-25T12:00:00Z',
        '2026-10-26T08:00:00Z',
      ],
    );
  });

  it('until Monday is over at the next nine o’clock of a Monday in the zone', () => {
    for (const [from, zone, ends] of [
      ['2026-11-26T12:00:00Z', 'Europe/Berlin', '2026-11-30T08:00:00Z'],
      ['2026-11-30T07:59:59.999Z', 'Europe/Berlin', '2026-11-30T08:00:00Z'],
      ['2026-11-30T08:00:00Z', 'Europe/Berlin', '2026-12-07T08:00:00Z'],
      // Clocks go forward, then back, on the Sunday between.
      ['2026-03-28T12:00:00Z', 'Europe/Berlin', '2026-03-30T07:00:00Z'],
      ['2026-10-31T12:00:00Z', 'America/New_York', '2026-11-02T14:00:00Z'],
      // It is Monday in Auckland while it is Sunday in Los Angeles.
      ['2026-11-29T21:00:00Z', 'Pacific/Auckland', '2026-12-06T20:00:00Z'],
      ['2026-11-29T21:00:00Z', 'America/Los_Angeles', '2026-11-30T17:00:00Z'],
    ] as const)
      assert.equal(until('monday', from, zone), ends, `${from} ${zone}`);
  });
});
