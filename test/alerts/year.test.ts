import assert from 'node:assert/strict';
import { toldYear } from './year/told-year.ts';

describe('two months of who is told what', function () {
  this.timeout(120_000);

  for (const seed of [1, 2])
    it(`of seed ${seed}, with Teams that fails in every way, lose nothing and repeat nothing whose id was given back`, async () => {
      const months = await toldYear(seed, 60);
      // Months in which nothing happened would prove nothing.
      assert.ok(months.matters > 10 && months.failed > 3 && months.edits > 10, JSON.stringify(months));
    });

  it('are the same for the same seed', async () => assert.deepEqual(await toldYear(3, 20), await toldYear(3, 20)));
});
