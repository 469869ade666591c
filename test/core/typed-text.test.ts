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

  it('has no mark that came along from a card, and the joiners of a script', () => {
    assert.equal(typedText('使用情况 2026\u2060年\u206011\u2060月'), '使用情况 2026年11月');
    assert.equal(
      typedText('who \u2068\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u2069'),
      'who \u0645\u06cc\u200c\u062e\u0648\u0627\u0647',
    );
  });
});
