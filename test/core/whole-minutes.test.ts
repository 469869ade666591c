import assert from 'node:assert/strict';
import fc from 'fast-check';
import { begunMinutes, wholeMinutes } from '../../core/index.ts';

describe('minutes of parts', () => {
  it('are those of the whole, whose begun minute counts', () => {
    assert.deepEqual(wholeMinutes([61, 62, 30]), [1, 1, 1]);
    assert.deepEqual(wholeMinutes([10, 10, 10]), [1, 0, 0]);
    assert.deepEqual(wholeMinutes([]), []);
  });

  it('add up to it, each less than a minute from its seconds', () =>
    fc.assert(
      fc.property(fc.array(fc.nat()), parts => {
        const minutes = wholeMinutes(parts);
        const sum = (all: readonly number[]) => all.reduce((one, other) => one + other, 0);
        assert.equal(sum(minutes), begunMinutes(sum(parts)));
        for (const [index, seconds] of parts.entries())
          assert.ok(Math.abs((minutes[index] ?? -1) * 60 - seconds) < 60, `${minutes[index]} of ${seconds} s`);
      }),
    ));
});
