import assert from 'node:assert/strict';
import { typedReference, typedText } from '../../core/index.ts';

describe('typed text', () => {
  for (const [typed, reference] of [
    [' PO-1', 'PO-1'],
    ['PO-1\u00a0\n', 'PO-1'],
    ['\u200bPO-1\u200e', 'PO-1'],
    ['Re\u0301f 7', 'R\u00e9f 7'],
    ['PO  1', 'PO  1'],
    ['ＰＯ-1', 'ＰＯ-1'],
  ] as const) {
    it(`keeps the reference ${JSON.stringify(typed)} as ${JSON.stringify(reference)}`, () =>
      assert.equal(typedReference(typed), reference));
  }

  it('folds width, and no other look-alike', () => assert.equal(typedText('　Ａdd　５０²。５ '), 'Add 50².5'));
});
