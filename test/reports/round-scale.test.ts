import assert from 'node:assert/strict';
import fc from 'fast-check';
import { roundScale } from '../../bot/reports/round-scale.view.ts';

describe('an axis', () => {
  for (const [values, least, most] of [
    [[100, 76, 20], 0, 100],
    [[98.3], 0, 100],
    [[65.38, 20], 0, 80],
    [[0, -45, 65], -50, 150],
    [[-50], -60, 20],
    [[1234], 0, 2000],
    [[0.004], 0, 0.004],
    [[0], 0, 0.4],
    [[], 0, 0.4],
  ] as const)
    it(`of ${values.join(', ')} goes from ${least} to ${most}`, () => {
      const scale = roundScale(values);
      assert.ok(Math.abs(scale.least - least) < 1e-9 && Math.abs(scale.most - most) < 1e-9, JSON.stringify(scale));
    });

  it('holds every value and zero, in four equal parts whose ends are round', () =>
    fc.assert(
      fc.property(fc.array(fc.maxSafeInteger().map(micros => micros / 1e6)), values => {
        const { least, most } = roundScale(values);
        assert.ok(least <= Math.min(0, ...values) && most >= Math.max(0, ...values));
        const digits = ((most - least) / 4).toExponential(6).replace(/\.?0*e.*$/, '');
        assert.match(digits, /^(?:1|2|2\.5|5)$/);
      }),
    ));
});
