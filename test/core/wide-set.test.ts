import assert from 'node:assert/strict';
import { WideSet } from '../../core/wide-set.ts';

describe('a set of more texts than one Set of the language holds', () => {
  it('has what was added, in whichever part, and nothing else', () => {
    const set = new WideSet(3);
    for (let count = 0; count < 10; count += 1) set.add(`id-${count}`);
    for (let count = 0; count < 10; count += 1) assert.ok(set.has(`id-${count}`));
    assert.ok(!set.has('id-10'));
  });
});
