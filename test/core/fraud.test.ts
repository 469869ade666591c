import assert from 'node:assert/strict';
import { isInTime, weighty } from './fraud/figures.ts';
import { lookAt } from './fraud/measure.ts';

describe('planted fraud', function () {
  this.timeout(60_000);

  for (const seed of [1, 2, 3])
    it(`in an organization of 20 is found before it costs three usual weeks, and hardly anything honest is told (seed ${seed})`, () => {
      const seen = lookAt(seed, { people: 20, victims: 4 });
      assert.ok(seen.alarms.length <= seen.months, `${seen.alarms.length} false alarms in half a year`);
      const some = weighty(seen.outcomes);
      const inTime = some.filter(outcome => isInTime(outcome, 'byCallTime')).length;
      assert.ok(some.length >= 15 && inTime >= 0.8 * some.length, `${inTime} of ${some.length} found in time`);
    });

  it('is the same for the same seed', () => {
    const look = () => lookAt(7, { people: 5, victims: 1 });
    assert.deepEqual(look(), look());
  });
});
