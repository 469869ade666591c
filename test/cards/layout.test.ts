import assert from 'node:assert/strict';
import { layout } from '../../cards/card.ts';

describe('a layout', () => {
  it('is parsed when it is first filled, and once: a program that starts parses none', () => {
    let reads = 0;
    const fill = layout<{ readonly text: string }>({
      type: 'AdaptiveCard',
      speak: '${text}',
      get body() {
        reads += 1;
        return [{ type: 'TextBlock', text: '${text}' }];
      },
    });
    assert.equal(reads, 0);
    assert.deepEqual(fill({ text: 'one' })['body'], [{ type: 'TextBlock', text: 'one' }]);
    const once = reads;
    assert.deepEqual(fill({ text: 'two' })['body'], [{ type: 'TextBlock', text: 'two' }]);
    assert.equal(reads, once);
  });
});
