import fc from 'fast-check';
import type { NumberRange, QuietPart } from '../../core/index.ts';

const number = (low: number, high: number): fc.Arbitrary<NumberRange> =>
  fc
    .tuple(fc.integer({ min: low, max: high }), fc.integer({ min: low, max: high }))
    .map(([one, other]) => ({ first: Math.min(one, other), last: Math.max(one, other) }));
const some = <Value>(value: fc.Arbitrary<Value>): fc.Arbitrary<Value[]> =>
  fc.array(value, { minLength: 1, maxLength: 3 });

const minute = fc.oneof(
  fc.integer({ min: 0, max: 24 }).map(hour => 60 * hour),
  fc.integer({ min: 0, max: 1440 }),
);
const day = fc.record(
  {
    times: some(
      fc
        .tuple(minute, minute)
        .filter(([from, to]) => from < to)
        .map(([from, to]) => ({ from, to })),
    ),
    weekdays: some(number(1, 7)),
    daysOfMonth: some(fc.oneof(number(1, 31), number(-31, -1))),
    months: some(number(1, 12)),
    years: some(number(2024, 2031)),
  },
  { requiredKeys: [] },
);
const night = fc.record(
  {
    times: some(
      fc
        .tuple(minute, minute)
        .filter(([from, to]) => from !== to && from < 1440 && to > 0)
        .map(([from, to]) => ({ from, to })),
    ),
    weekdays: some(number(1, 7)),
    months: some(number(1, 12)),
  },
  { requiredKeys: ['times'] },
);

/** What people may say of quiet hours: a few parts, nights among them; none over midnight on days of the month. */
export const partsArbitrary: fc.Arbitrary<readonly QuietPart[]> = some(fc.oneof(day, night));
