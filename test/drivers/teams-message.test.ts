import assert from 'node:assert/strict';
import fc from 'fast-check';
import { mentionText } from '../../cards/escape.ts';
import { cutSummary } from '../../bot/drivers/teams/message.ts';

const characters = new Intl.Segmenter('en');
const length = (text: string): number => [...characters.segment(text)].length;

/** Half of a pair too. */
const anything = (maxLength: number) =>
  fc
    .array(fc.oneof(fc.integer({ min: 0, max: 0x10_ff_ff }), fc.integer({ min: 0, max: 127 })), {
      maxLength,
      size: 'max',
    })
    .map(points => String.fromCodePoint(...points));

describe('a message of Teams', () => {
  it('has a summary that ends with a word', () => {
    const nine = 'Balance is low. '.repeat(9).trimEnd();
    assert.equal(cutSummary(`${nine} Balances of many`), `${nine}…`);
    assert.equal(cutSummary('Balance is low'), 'Balance is low');
  });

  it('has a summary of 150 characters as they are seen, of whole emoji and whole letters', () => {
    const family = '👩‍👩‍👧';
    assert.equal(cutSummary(family.repeat(150)), family.repeat(150));
    assert.equal(cutSummary('x'.repeat(200)), `${'x'.repeat(149)}…`);
    const chinese = cutSummary('余额不足，请充值。'.repeat(30));
    assert.ok(length(chinese) <= 150 && length(chinese) > 140 && chinese.endsWith('…'));
  });

  it('has a summary of at most 150 characters in one line, whatever was in it', () =>
    fc.assert(
      fc.property(anything(400), text => {
        const cut = cutSummary(text);
        assert.ok(length(cut) <= 150, String(length(cut)));
        assert.ok(!/[\p{Cc}\p{Zl}\p{Zp}]/u.test(cut) && cut.isWellFormed());
      }),
    ));

  it('mentions nobody else, whatever a name is', () =>
    fc.assert(
      fc.property(anything(80), name => {
        const inside = mentionText(name).slice('<at>'.length, -'</at>'.length);
        assert.notEqual(inside.trim(), '');
        assert.ok(!/[<>&*_`[\]\\${}]|\s{2}/.test(inside), inside);
      }),
    ));
});
