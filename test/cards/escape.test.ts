import assert from 'node:assert/strict';
import fc from 'fast-check';
import MarkdownIt from 'markdown-it';
import en from '../../cards/words/en.json' with { type: 'json' };
import zh from '../../cards/words/zh-CN.json' with { type: 'json' };
import { cut, escape, plain, spoken, visible } from '../../cards/escape.ts';
import { hostile } from '../support/hostile-text.ts';

// A reader that does more than Teams' does: all of CommonMark, HTML, line ends that count, links of bare addresses.
const reader = new MarkdownIt({ html: true, linkify: true, breaks: true });
const { escapeHtml } = reader.utils;

/** Whether marks of direction are isolates that close what they open. */
function isBalanced(text: string): boolean {
  let open = 0;
  for (const mark of text.match(/\p{Bidi_Control}/gu) ?? []) {
    open += mark === '\u2068' ? 1 : mark === '\u2069' ? -1 : Number.NaN;
    if (!(open >= 0)) return false;
  }
  return open === 0;
}

const piece = fc.oneof(
  fc.constantFrom(...hostile),
  fc.string({ unit: 'binary', maxLength: 12 }),
  fc.string({ unit: 'grapheme', maxLength: 12 }),
  fc.constantFrom(
    '\\',
    '*',
    '_',
    '[',
    ']',
    '(',
    '<',
    '>',
    '&',
    '.',
    ':',
    '/',
    '@',
    '-',
    '1',
    ' ',
    'a',
    'م',
    '\u200d',
    '\u2060',
  ),
);
const texts = fc.array(piece, { maxLength: 12 }).map(pieces => pieces.join(''));

describe('text from people', () => {
  it('is read as what it is, whatever it is', () => {
    fc.assert(
      fc.property(texts, text => {
        const shown = reader.render(escape(text)).replaceAll('\u2060', '').trimEnd();
        const expected = escapeHtml(plain(text).replaceAll('\u2060', ''));
        assert.equal(shown, expected === '' ? '' : `<p>${expected}</p>`);
      }),
      { numRuns: 3000 },
    );
  });

  it('is no address and no tag to a client that takes the escaping off before it looks for them', () => {
    fc.assert(
      fc.property(texts, text => {
        const raw = escape(text).replaceAll(/\\([!-/:-@[-`{-~])/g, '$1');
        assert.deepEqual([raw, reader.linkify.match(raw)], [raw, null]);
        assert.doesNotMatch(raw, /<\/?[a-z]|&#?\w+;/i);
      }),
      { numRuns: 3000 },
    );
  });

  it('is no link in a choice or a button either, where a client lays those out', () => {
    // An address in angle brackets shows where it leads.
    const layingOut = new MarkdownIt();
    fc.assert(
      fc.property(texts, text =>
        assert.doesNotMatch(layingOut.render(plain(text)), /<a href="(?!https?:\/\/[^"]*">https?:)|<img /),
      ),
      { numRuns: 3000 },
    );
    assert.match(layingOut.render('[x](https://a.example)'), /<a /);
    assert.doesNotMatch(layingOut.render(plain('[x](https://a.example)')), /<a /);
  });

  it('is one line of bounded length that turns nothing beside it', () => {
    fc.assert(
      fc.property(texts, text => {
        for (const shown of [plain(text), escape(text)]) {
          assert.ok(shown.length <= 4 * 256 + 2, String(shown.length));
          assert.doesNotMatch(shown, /[\p{Cc}\p{Zl}\p{Zp}]|\p{M}{5}/u);
          assert.ok(shown.isWellFormed() && isBalanced(shown), JSON.stringify(shown));
          assert.equal(shown === '', text === '');
        }
        assert.equal(visible(visible(text)), visible(text));
      }),
      { numRuns: 3000 },
    );
  });

  const asTheyAre: readonly string[] = [
    "Zoë O'Hara, Jr.",
    'D’Angelo Müller-Lüdenscheidt',
    'J. R. R. Tolkien',
    'snake_case',
    'Family 👩‍👩‍👧‍👦 ❤️ 2️⃣ 🏴󠁧󠁢󠁥󠁮󠁧󠁿',
    '葛\u{e0100}城 李小龙',
    'क्‍षत्रिय',
    'R&D (Paris)',
    'PO 4500-0017/3 +49 30 555',
    'a < b > c',
  ];
  for (const name of asTheyAre)
    it(`${name} stays as people know it`, () => {
      assert.equal(plain(name), name);
      assert.equal(reader.render(escape(name)).trim(), `<p>${escapeHtml(name)}</p>`);
    });

  it('from the right to the left stands in an isolate, so that an amount beside it stays beside it', () => {
    assert.equal(escape('علي'), '\u2068علي\u2069');
    assert.equal(plain('می\u200cخواهم'), '\u2068می\u200cخواهم\u2069');
    assert.equal(visible('می\u200cخواهم'), 'می\u200cخواهم');
  });

  it('has a joiner only where two letters that stay stand beside it', () => {
    assert.equal(plain('left \u061c\u200dم'), '\u2068left م\u2069');
    assert.equal(visible('م\u061c\u200dم'), 'مم');
  });

  it('that nobody sees is shown as something that is there', () => {
    for (const unseen of ['\u200b', '\u202e\u2066', ' \t', '\u3164', '\u2800', '\u200d\u200d'])
      assert.equal(plain(unseen), '\u{fffd}', JSON.stringify(unseen));
  });

  it('has the only addresses: none of our own words becomes a link or is laid out', () => {
    for (const words of [en, zh])
      for (const text of Object.values(words)) assert.doesNotMatch(reader.render(text), /<(?!\/?(?:p|strong)>)/, text);
  });

  it('is read aloud without the marks that lay it out', () => {
    assert.equal(spoken(`**Paid.** . by  ${escape('A*b [x](y)@c.example')}`), 'Paid. by A*b [x](y)@c.example');
    assert.equal(spoken(escape('${title}')), String.raw`$\{title\}`);
  });

  it('is cut between two letters', () => {
    assert.equal(cut(`${'x'.repeat(38)}😀😀`), `${'x'.repeat(38)}…`);
  });
});
