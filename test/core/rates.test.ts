import assert from 'node:assert/strict';
import { rateOf } from '../../core/index.ts';

const call = (charge: number, durationSeconds: number, fee = 0) => ({ charge, fee, durationSeconds });

describe('the rate of calls', () => {
  it('is the least, the middle and the most that a begun minute has cost, and the same of the connection fee', () => {
    const calls = [call(100_000, 60), call(300_000, 61), call(90_000, 30, 50_000), call(0, 60), call(500_000, 0)];
    assert.deepEqual(rateOf(calls), {
      calls: 3,
      perMinute: { least: 90_000, median: 100_000, most: 150_000 },
      fee: { least: 50_000, median: 50_000, most: 50_000 },
    });
  });

  it('is to a ten-thousandth, and unknown where nothing was charged', () => {
    assert.deepEqual(rateOf([call(100_000, 200)])?.perMinute.median, 25_000);
    assert.deepEqual(rateOf([call(100_000, 400)])?.perMinute.median, 14_300);
    assert.equal(rateOf([]), undefined);
    assert.equal(rateOf([call(0, 60)]), undefined);
  });
});
