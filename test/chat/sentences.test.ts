import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { commands } from '../../bot/app/commands.ts';
import type { CommandFacts } from '../../bot/chat/command.ts';
import { parse } from '../../bot/chat/parse.ts';
import { aContext } from '../support/argument-context.ts';

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

const context = aContext();

/** What a sentence comes to: `asked` did you mean, or what a command needs; `wrong` ran something that was not meant. */
type Outcome = 'right' | 'wrong' | 'asked' | 'nothing';

const folded = (given: unknown): unknown => (typeof given === 'string' ? given.toLowerCase() : given);

/** What should be given, read as it would be typed. */
function meantBy(command: CommandFacts, given: Sentence['arguments']): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    Object.entries(given).map(([name, typed]) => {
      const read = command.arguments[name]?.read(typed, context);
      return [name, read?.ok === true ? folded(read.value) : undefined];
    }),
  );
}

function outcomeOf({ said, command: name, arguments: given, means }: Sentence): Outcome {
  const found = parse(said, commands, context);
  if (found.kind === 'unknown') {
    if (found.nearest === undefined) return means === 'nothing' ? 'right' : 'nothing';
    const offered = parse(found.nearest, commands, context);
    return means === 'did-you-mean' && offered.kind === 'command' && offered.command.name === name ? 'right' : 'asked';
  }
  if (found.kind === 'misread') {
    const asksForMore = found.command.name === name && Object.keys(given).length === 0;
    return asksForMore && means === 'right' ? 'right' : 'asked';
  }
  const typed = Object.fromEntries(Object.entries(found.given as object).map(([key, value]) => [key, folded(value)]));
  const isMeant = found.command.name === name && isDeepStrictEqual(typed, meantBy(found.command, given));
  return isMeant && means === 'right' ? 'right' : 'wrong';
}

describe('the sentences held out that are about commands that are there', () => {
  const there = sentences.filter(({ command }) => command === null || commands.some(({ name }) => name === command));
  const counts = { right: 0, wrong: 0, asked: 0, nothing: 0 };
  for (const sentence of there) counts[outcomeOf(sentence)] += 1;

  // Aimed at are 80 of 100 right, and fewer than one wrong. What is reached may not be lost; counting answers with other days or people as wrong.
  it('are understood no worse than before', () => {
    const share = (count: number): number => Math.round((1000 * count) / there.length) / 10;
    assert.ok(share(counts.right) >= 42 && share(counts.wrong) <= 6, JSON.stringify({ all: there.length, ...counts }));
  });

  it('switch nothing that they do not name', () => {
    for (const { said, command, arguments: given } of sentences) {
      const found = parse(said, commands, context);
      if (found.kind !== 'command') continue;
      const { asked } = found.given as { readonly asked?: string };
      const changes = asked === 'on' || asked === 'off' || asked === 'here';
      assert.ok(
        !changes || (found.command.name === command && Object.values(given).includes(asked)),
        found.command.name,
      );
    }
  });

  it('open a form or review of money or licenses only where they are about it', () => {
    const opened = there.filter(({ said, command }) => {
      const found = parse(said, commands, context);
      return (
        found.kind === 'command' &&
        (found.command.access === 'money' || found.command.access === 'licenses') &&
        found.command.name !== command
      );
    });
    assert.ok(opened.length <= 3, String(opened.length));
  });
});
