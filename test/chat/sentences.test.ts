import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { commands } from '../../bot/app/commands.ts';
import type { CommandFacts } from '../../bot/chat/command.ts';
import { parse } from '../../bot/chat/parse.ts';
import { aContext } from '../support/argument-context.ts';

interface Sentence {
  readonly said: string;
  readonly language: 'en' | 'zh';
  /** Where somebody asked it in public: `repository#number`, or a page's title and site. */
  readonly source: string;
  /** Null where it is about no command. */
  readonly command: string | null;
  /** What is given to the command, as it would be typed in English. */
  readonly arguments: Readonly<Record<string, string>>;
  /** It is enough that the command is offered: "did you mean". */
  readonly offer?: boolean;
  /** Commands that are as right. */
  readonly also?: readonly string[];
}

/** What is reached, in percent of those whose command is there: what is right may not be less, nor more be wrong. */
interface Floor {
  readonly right: number;
  readonly wrong: number;
}

/**
 * `sentences.json` is held out: whoever writes the table of phrases does not read it, and it is not changed to fit the table; its hash is its
 * seal. `sentences-known.json` was the one before, and is known to the table. Aimed at are 80 of 100 right, and fewer than one wrong.
 */
const floors: Readonly<Record<string, Floor>> = {
  'sentences.json': { right: 44, wrong: 3.5 },
  'sentences-known.json': { right: 83, wrong: 1.1 },
};

const context = aContext();

/** `wrong` runs another command, or the right one with other arguments; `asked` offers another, or asks for what it needs. */
type Outcome = 'right' | 'wrong' | 'offered' | 'asked' | 'nothing';

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

function outcomeOf({ said, command: name, arguments: given, offer, also = [] }: Sentence): Outcome {
  const found = parse(said, commands, context);
  if (found.kind === 'unknown') {
    if (found.nearest === undefined) return name === null ? 'right' : 'nothing';
    const line = parse(found.nearest, commands, context);
    if (line.kind === 'unknown' || (line.command.name !== name && !also.includes(line.command.name))) return 'asked';
    return offer === true ? 'right' : 'offered';
  }
  if (also.includes(found.command.name)) return 'right';
  if (found.kind === 'misread')
    return found.command.name === name && Object.keys(given).length === 0 ? 'right' : 'asked';
  const typed = Object.fromEntries(Object.entries(found.given as object).map(([key, value]) => [key, folded(value)]));
  return found.command.name === name && isDeepStrictEqual(typed, meantBy(found.command, given)) ? 'right' : 'wrong';
}

const isThere = ({ command }: Sentence): boolean => command === null || commands.some(({ name }) => name === command);

for (const [name, floor] of Object.entries(floors)) {
  const place = path.join(import.meta.dirname, name);
  if (!existsSync(place)) continue;
  const file = await readFile(place);
  const sentences = JSON.parse(file.toString('utf8')) as readonly Sentence[];

  describe(`the sentences of ${name}`, () => {
    it('are each said once, in both languages', () => {
      assert.equal(new Set(sentences.map(({ said }) => said)).size, sentences.length);
      for (const language of ['en', 'zh'])
        assert.ok(sentences.filter(sentence => sentence.language === language).length >= 150, language);
    });

    it('are understood no worse than before', () => {
      const there = sentences.filter(sentence => isThere(sentence));
      const counts = { right: 0, wrong: 0, offered: 0, asked: 0, nothing: 0 };
      for (const sentence of there) counts[outcomeOf(sentence)] += 1;
      const share = (count: number): number => Math.round((1000 * count) / there.length) / 10;
      const isKept = share(counts.right) >= floor.right && share(counts.wrong) <= floor.wrong;
      assert.ok(isKept, JSON.stringify({ all: there.length, ...counts }));
    });

    it('switch nothing that they do not name', () => {
      for (const { said, command, arguments: given } of sentences) {
        const found = parse(said, commands, context);
        if (found.kind !== 'command') continue;
        const { asked } = found.given as { readonly asked?: string };
        const changes = asked === 'on' || asked === 'off' || asked === 'here';
        assert.ok(!changes || (found.command.name === command && Object.values(given).includes(asked)), said);
      }
    });

    it('open a form or review of money or licenses only where they are about it', () => {
      const opened = sentences.filter(({ said, command, also = [] }) => {
        const found = parse(said, commands, context);
        const isMoney =
          found.kind === 'command' && (found.command.access === 'money' || found.command.access === 'licenses');
        return isMoney && found.command.name !== command && !also.includes(found.command.name);
      });
      assert.ok(opened.length <= 3, opened.map(({ said }) => said).join('\n'));
    });
  });
}

describe('the sentences held out', () => {
  const place = (name: string): string => path.join(import.meta.dirname, name);

  it('are those that were sealed', async () => {
    if (!existsSync(place('sentences.json'))) return;
    const hash = createHash('sha256')
      .update(await readFile(place('sentences.json')))
      .digest('hex');
    assert.equal(await readFile(place('sentences.sha256'), 'utf8'), `${hash}  sentences.json\n`);
  });
});
