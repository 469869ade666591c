import assert from 'node:assert/strict';
import { commands } from '../../bot/app/commands.ts';
import { parse } from '../../bot/chat/parse.ts';
import { sentenceOf } from '../../bot/chat/phrase-sentence.ts';
import { aContextKnowing } from '../support/argument-context.ts';

const colleagues = ['Mike Hadley', 'Kim Price', 'Tom Reyes', 'Will Banks', 'Kamal Usage', '孙建', '方便', '欧阳明月'];
const context = aContextKnowing(colleagues);
const named = (text: string): readonly string[] => sentenceOf(text, context).slots.get('person') ?? [];

describe('whom a sentence names of the organization', () => {
  const names: Readonly<Record<string, readonly string[]>> = {
    'can mike call germany': ['mike'],
    'can mike hadley call germany': ['mike hadley'],
    'lookup tom reyes': ['tom reyes'],
    'KIM PRICE can not dial out': ['KIM PRICE'],
    孙建退休了把许可收回: ['孙建'],
    欧阳明月上周打了多少: ['欧阳明月'],
    // A name may be a word: it is one where it is whole, or no phrase says that word.
    'will banks needs the license': ['will banks'],
    'will the usage go up': [],
    'which banks did we call': [],
    方便的话看看余额: [],
    // What stands behind a name belongs to it where it has a capital: this is somebody else.
    'calls of Mike Sanders': ['Mike Sanders'],
    'give Mike Hadley Silva a license': ['Mike Hadley Silva'],
    'remove the license from mike price': [],
    'calls of mike sanders last week': ['mike sanders'],
    孙建明上周打了多少: ['孙建明'],
    // Nor is a name in the middle of two words.
    提孙建议: [],
    // Nobody is called so here: two strange words are a name all the same, and one is none.
    'can adele vance call germany': ['adele vance'],
    'can bob call germany': [],
  };
  for (const [text, people] of Object.entries(names))
    it(`"${text}" names ${people.length === 0 ? 'nobody' : people.join(', ')}`, () => {
      assert.deepEqual(named(text), people);
    });

  it('is told from a slip: nobody is taken for the word that their name is like', () => {
    assert.deepEqual(sentenceOf('give kamal the license', context).slips, []);
  });

  it('fills what is asked for', () => {
    const found = parse('remove the license from tom reyes', commands, context);
    assert.deepEqual(found.kind === 'command' && found.given, { people: 'tom reyes' });
  });
});
