import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';

// A set held out: whoever writes the table of phrases does not read it, and it is not changed to fit the table. Its hash is its seal.

interface Sentence {
  readonly said: string;
  readonly language: 'en' | 'zh-CN';
  /** Where somebody asked it in public: `repository#number`, or a page's title and site. */
  readonly source: string;
  readonly command: string | null;
  /** What is given to the command, as it would be typed in English. */
  readonly arguments: Readonly<Record<string, string>>;
  /** `right`: the command's answer, form or review opens; `did-you-mean`: it may be guessed, no more; `nothing`: no command is meant. */
  readonly means: 'right' | 'did-you-mean' | 'nothing';
}

const file = await readFile(path.join(import.meta.dirname, 'sentences.json'));
const sentences = JSON.parse(file.toString('utf8')) as readonly Sentence[];

describe('the sentences held out', () => {
  it('are those that were sealed', async () => {
    const sealed = await readFile(path.join(import.meta.dirname, 'sentences.sha256'), 'utf8');
    assert.equal(`${createHash('sha256').update(file).digest('hex')}  sentences.json\n`, sealed);
  });

  it('are each said once', () => assert.equal(new Set(sentences.map(({ said }) => said)).size, sentences.length));

  for (const language of ['en', 'zh-CN'] as const) {
    const spoken = sentences.filter(sentence => sentence.language === language);
    const halves = {
      'of public threads': spoken.filter(({ source }) => source !== 'written'),
      written: spoken.filter(({ source }) => source === 'written'),
    };

    it(`are 200 in ${language}, half of them of public threads, with their source`, () => {
      assert.equal(spoken.length, 200);
      assert.equal(halves['of public threads'].length, 100);
      for (const { said, source } of halves['of public threads']) assert.match(source, /^\S+\/\S+#\d+$|\.\w|，/, said);
    });

    for (const [half, held] of Object.entries(halves))
      it(`mean nothing in 15 of the 100 ${half} in ${language}, and a command in the others`, () => {
        assert.equal(held.filter(({ means }) => means === 'nothing').length, 15);
        for (const { said, command, means } of held) assert.equal(command === null, means === 'nothing', said);
      });
  }
});
