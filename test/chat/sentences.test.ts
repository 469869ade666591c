import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { commands } from '../../bot/app/commands.ts';
import type { CommandFacts } from '../../bot/chat/command.ts';
import { parse, type Parsed } from '../../bot/chat/parse.ts';
import { namedCommand } from '../../bot/chat/typed-command.ts';
import { typedFor } from '../../cards/words.ts';
import { namesIn } from '../../core/index.ts';
import { aContext, aContextKnowing } from '../support/argument-context.ts';

interface Sentence {
  readonly said: string;
  readonly language: 'en' | 'zh';
  /** Where somebody asked it in public: `repository#number`, or a page's title and site. */
  readonly source: string;
  /** It is enough that the command is offered: "did you mean". */
  readonly offer?: boolean;
}

/** A sentence of the first six sets. */
interface Labeled extends Sentence {
  /** Null where it is about no command. */
  readonly command: string | null;
  /** What is given to the command, as it would be typed in English. */
  readonly arguments: Readonly<Record<string, string>>;
  /** Commands that are as right. */
  readonly also?: readonly string[];
}

/** A sentence of a later set: what would be typed in English for it, and what is as right; null where no command does it. */
interface Lined extends Sentence {
  readonly line: string | null;
  readonly also?: readonly string[];
}

/** What is reached, in percent: what is right may not be less, nor more be wrong. */
interface Floor {
  readonly right: number;
  readonly wrong: number;
}

/**
 * Each set but `second` and `known` was sealed by its hash before the tables were changed, and measured once; then it became what the tables are
 * made with, and only shows that nothing is unlearned. (Of `known` one label was completed later, by the amounts that its sentence gives.) In
 * percent, what was right and wrong that once:
 * `sentences.json`, by somebody who knew the tables: 69.0 and 2.5.
 * `sentences-third.json`, by a stranger to tables and sets: 69.5 and 3.5, of which six of seven were the right command, or its card, without what
 * was said to it.
 * `sentences-fourth.json`, by two strangers: 72.5 and 4.5.
 * `sentences-fifth.json`, by one more: 55.0 and 8.0, and 53.0 and 8.0 before 370 phrases, words of others in the training and rounds that are
 * averaged. 25 more were answered by asking whether the right one was meant; of 6 the command switches something at once, which a sentence
 * only does word for word. How strangers write differs by more than what was done in between.
 * `sentences-sixth.json`, by one more: 62.0 and 9.0, and 59.5 and 8.0 before 4,900 phrases by eight strangers who never saw the tables; of the 18
 * that were wrong five are the right command with an argument that the set has no name for (csv, calls). Where one of those eight was left out,
 * what they wrote was 48 right and 3.3 wrong before, and 65 and 1.6 after. What it showed (years, differences, numbers that are read in two ways)
 * was mended then: 64.0 and 7.5.
 * `sentences-seventh.json`, by one more, labeled by the lines that would be typed: 66.3 and 7.1, and 59.6 and 6.7 before. In between are 2,900
 * phrases by four more strangers, amounts that are told by what stands beside them, and what is run from 0.55 on. Then a reviewer's faults were
 * mended, above all amounts that were left out of forms of money: 66.3 and 6.7, no longer held out; 0.8 more wait for a press since they change
 * something at once, and of 18.3 the right command is among those that are asked about.
 * `sentences-eighth.json`, by one more: 70.0 and 6.7, and 63.3 and 9.2 before the nearest phrases had a say beside the weights, 4,000 phrases by five
 * more strangers, and the fifth to the seventh set among the phrases, which from then on are no stranger's. Of 3.3 more a button waits that does
 * exactly what was said, and of 15.4 the right command is asked about. Then what it and a reader showed was mended: 71.3 and 4.6, no longer held out.
 * `sentences-ninth.json`, by one more: 72.9 and 5.8, and 68.3 and 6.3 before five small networks, the characters of long words, and the eighth set
 * among the phrases. Of 2.5 more a button waits that does exactly what was said, and of 15.0 the right command is asked about. Then what it and a
 * reader showed was mended: 77.5 and 3.3, no longer held out.
 * `sentences-tenth.json`, by one more: 76.3 and 5.8, and 73.8 and 7.5 before 3,100 phrases by eleven more strangers, the ninth set among them, and names
 * in lists, titles, hours and the options of alerts. Of 4.2 more a button waits that does exactly what was said, and of 12.1 the right command is
 * asked about. Its figures were looked at five times on the way, and what it has only after the last. Then what it showed was mended: 77.1 and 3.8,
 * no longer held out; and it became phrases.
 * `sentences-eleventh.json`, by one more: 80.4 and 2.1 before anything changed for it, and 80.0 and 1.7 then. `sentences-twelfth.json` and
 * `sentences-thirteenth.json`, by two more: 79.6 and 5.0, 75.8 and 5.8, and 76.3 and 6.7, 73.8 and 4.6 before. In between are 3,900 phrases by eleven
 * more strangers, larger networks that go through them more often, phrases that are read as sentences are, days that could not be said, and what a
 * file or the history is asked for. Of the three together 78.5 are right and 4.2 wrong (76.8 and 4.5 before), and 78.9 and 4.0 where the directory
 * knows whom they name; of 4.3 more a button waits that does exactly what was said, and of 10.6 the right command is asked about. Their figures were
 * looked at five times, what they have not once, but for two that a test printed. Then they were looked at, and became phrases.
 * `sentences-fourteenth.json` and `sentences-fifteenth.json`, by two more: 77.1 and 5.8, 79.6 and 4.2, and 75.8 and 6.7, 77.9 and 4.2 before. In
 * between are 2,900 phrases by six more strangers and the eleventh to the thirteenth set, amounts that are taken only where they are marked, the
 * rule that is shown to whoever asks about it, and budgets and quiet hours that are said word for word. Of the two together 78.3 are right and 5.0
 * wrong (76.9 and 5.4 before), and 79.0 and 5.0 where the directory knows whom they name; of 4.2 more a button waits that does exactly what was said,
 * and of 9.6 the right command is asked about. Their figures were looked at eight times, what they have not once. Then what no department is called
 * was mended, and all was learned once more: 76.7 and 5.4, 79.2 and 4.2, no longer held out; a training moves two or three of them. Of the sets that
 * are learned 85 of 100 are understood: most of the rest changes something, and waits for a press or is asked back.
 * Aimed at are 80 right, and fewer than one wrong. Whoever changes the tables next seals a new set first.
 */
const floors: Readonly<Record<string, Floor>> = {
  'sentences.json': { right: 95, wrong: 0.5 },
  'sentences-second.json': { right: 90, wrong: 3 },
  'sentences-known.json': { right: 93, wrong: 0.5 },
  'sentences-third.json': { right: 94, wrong: 2 },
  'sentences-fourth.json': { right: 95, wrong: 0.5 },
  'sentences-fifth.json': { right: 79, wrong: 3 },
  'sentences-sixth.json': { right: 80, wrong: 7 },
  'sentences-seventh.json': { right: 85, wrong: 1 },
  'sentences-eighth.json': { right: 82.5, wrong: 3.5 },
  'sentences-ninth.json': { right: 82, wrong: 3 },
  'sentences-tenth.json': { right: 82, wrong: 2 },
  'sentences-eleventh.json': { right: 85, wrong: 0.5 },
  'sentences-twelfth.json': { right: 84, wrong: 2.5 },
  'sentences-thirteenth.json': { right: 84, wrong: 1.5 },
  'sentences-fourteenth.json': { right: 76.5, wrong: 5.5 },
  'sentences-fifteenth.json': { right: 79, wrong: 4.5 },
};

/** Where the directory knows whom they name, they are understood as well or better. */
const knowing: Readonly<Record<string, Floor>> = {
  'sentences-eleventh.json': { right: 86, wrong: 0.5 },
  'sentences-twelfth.json': { right: 85, wrong: 2.5 },
  'sentences-thirteenth.json': { right: 84.5, wrong: 1.5 },
  'sentences-fourteenth.json': { right: 76.5, wrong: 5.5 },
  'sentences-fifteenth.json': { right: 80, wrong: 4.5 },
};

const context = aContext();

type Found = Extract<Parsed<CommandFacts>, { readonly command: CommandFacts }>;

const isFound = <One extends Parsed<CommandFacts>>(parsed: One): parsed is One & Found => 'command' in parsed;

/** What a sentence is about, and when what was found is right. */
interface Meant {
  readonly isNothing: boolean;
  readonly commands: readonly CommandFacts[];
  readonly isRight: (found: Found) => boolean;
}

/**
 * `wrong` runs another command, or the right one with other arguments; `confirmed` shows the button that does what is said, since it changes
 * something at once; `offered` has the right command among those that it asks about; `asked` others, or asks for what it needs.
 */
type Outcome = 'right' | 'wrong' | 'confirmed' | 'offered' | 'asked' | 'nothing';

/**
 * `1,042.75` and `1042.75` are one amount, as are `35.00` and `35`, and `500美金`, `500 dollars` and `500` of a wallet in dollars; a command is one
 * by each of its names, and a list however its last one is joined.
 */
const folded = (given: unknown): unknown =>
  typeof given === 'string'
    ? (namedCommand(given, commands)?.name ?? given)
        .toLowerCase()
        .replaceAll(/,? and |(?<=\p{Script=Han})和(?=\p{Script=Han})/gu, ', ')
        .replaceAll(/(?<=\d),(?=\d{3})/g, '')
        .replaceAll(/(?<=\d\.\d*?)0+(?!\d)|(?<=\d)\.0*(?!\d)/g, '')
        .replaceAll(/(?<=\d)\s*(?:dollars|美金)|us\$(?=\d)/g, '')
    : given;

/** The command that a sentence is about: the held-out ones call it by what is typed, and so what is given to it. */
const commandOf = (name: string | null): CommandFacts | undefined =>
  commands.find(one => name !== null && (one.name === name || typedFor(one.name, 'en').includes(name)));

/** What the sets call an argument otherwise than the commands do. */
const otherNames: Readonly<Record<string, readonly string[]>> = {
  action: ['asked'],
  amount: ['over', 'text'],
  kind: ['what'],
  department: ['of'],
  person: ['people', 'of'],
  date: ['at'],
};

const argumentOf = (command: CommandFacts, name: string): string =>
  [name, ...(otherNames[name] ?? [])].find(one => Object.hasOwn(command.arguments, one)) ?? name;

/** Whether what was given is what the sentence says. What cannot be read as it is said there need only be given. */
function isMeant(command: CommandFacts, given: object, said: Labeled['arguments']): boolean {
  const expected = Object.fromEntries(
    Object.entries(said).map(([name, text]) => {
      const key = argumentOf(command, name);
      const read = command.arguments[key]?.read(text, context);
      return [key, folded(read?.ok === true ? read.value : Reflect.get(given, key))];
    }),
  );
  return isDeepStrictEqual(foldedAll(given), expected);
}

function meantBy(sentence: Labeled | Lined): Meant {
  if ('line' in sentence) {
    const all = [sentence.line ?? [], ...(sentence.also ?? [])].flat().map(line => parse(line, commands, context));
    const lines = all.filter(isFound);
    return {
      isNothing: sentence.line === null,
      commands: lines.map(({ command }) => command),
      isRight: found => lines.some(one => isSame(one, found)),
    };
  }
  const { command: name, arguments: given, also = [] } = sentence;
  const meant = commandOf(name);
  const others = also.flatMap(one => commandOf(one) ?? []);
  const isRight = (found: Found): boolean =>
    others.includes(found.command) ||
    (found.command === meant &&
      (found.kind === 'misread'
        ? Object.keys(given).length === 0
        : isMeant(found.command, found.given as object, given)));
  return { isNothing: name === null, commands: meant === undefined ? others : [meant, ...others], isRight };
}

/** Whether two lines run the same command with the same, or ask for what the same one needs. */
const isSame = (one: Found, other: Found): boolean =>
  one.command === other.command &&
  (one.kind === 'misread' || other.kind === 'misread'
    ? one.kind === other.kind
    : isDeepStrictEqual(foldedAll(one.given), foldedAll(other.given)));

const foldedAll = (given: unknown): object =>
  Object.fromEntries(Object.entries(given as object).map(([name, value]) => [name, folded(value)]));

/** Whom the lines of sentences name. */
const peopleOf = (sentences: readonly Lined[]): readonly string[] =>
  sentences.flatMap(({ line, also = [] }) =>
    [line ?? [], ...also].flat().flatMap(one => {
      const found = parse(one, commands, context);
      if (found.kind !== 'command') return [];
      const { person, people } = found.given as { readonly person?: string; readonly people?: string };
      return namesIn([person, people].filter(text => text !== undefined).join(', '));
    }),
  );

function outcomeOf(sentence: Labeled | Lined, around = context): Outcome {
  const meant = meantBy(sentence);
  const found = parse(sentence.said, commands, around);
  if (!isFound(found)) {
    const lines = found.kind === 'at-once' ? [found.line] : found.nearest;
    if (lines.length === 0) return meant.isNothing ? 'right' : 'nothing';
    const asked = lines.map(line => parse(line, commands, context)).filter(isFound);
    if (!asked.some(({ command }) => meant.commands.includes(command))) return 'asked';
    if (sentence.offer === true) return 'right';
    return found.kind === 'at-once' && asked.some(meant.isRight) ? 'confirmed' : 'offered';
  }
  if (meant.isRight(found)) return 'right';
  return found.kind === 'misread' ? 'asked' : 'wrong';
}

for (const [name, floor] of Object.entries(floors)) {
  const file = await readFile(path.join(import.meta.dirname, name));
  const sentences = JSON.parse(file.toString('utf8')) as readonly (Labeled | Lined)[];

  describe(`the sentences of ${name}`, () => {
    it('are each said once, in both languages', () => {
      assert.equal(new Set(sentences.map(({ said }) => said)).size, sentences.length);
      for (const language of ['en', 'zh'])
        assert.ok(sentences.filter(sentence => sentence.language === language).length >= 100, language);
    });

    const isKept = (least: Floor, around = context): void => {
      const counts = { right: 0, wrong: 0, confirmed: 0, offered: 0, asked: 0, nothing: 0 };
      for (const sentence of sentences) counts[outcomeOf(sentence, around)] += 1;
      const share = (count: number): number => Math.round((1000 * count) / sentences.length) / 10;
      const isSo = share(counts.right) >= least.right && share(counts.wrong) <= least.wrong;
      assert.ok(isSo, JSON.stringify({ all: sentences.length, ...counts }));
    };

    it('are understood no worse than before', () => {
      isKept(floor);
    });

    const whereKnown = knowing[name];
    if (whereKnown !== undefined)
      it('are understood as well or better where the directory knows whom they name', () => {
        isKept(whereKnown, aContextKnowing(peopleOf(sentences as readonly Lined[])));
      });

    it('switch nothing that they do not name', () => {
      for (const sentence of sentences) {
        const found = parse(sentence.said, commands, context);
        if (found.kind !== 'command') continue;
        const { asked } = found.given as { readonly asked?: string };
        const changes = asked === 'on' || asked === 'off' || asked === 'here';
        assert.ok(!changes || meantBy(sentence).isRight(found), sentence.said);
      }
    });

    it('open a form or review of money or licenses only where they are about it', () => {
      const opened = sentences.filter(sentence => {
        const found = parse(sentence.said, commands, context);
        if (found.kind !== 'command') return false;
        const { access, onlyShows } = found.command;
        const isForm = (access === 'money' || access === 'licenses') && onlyShows?.(found.given) !== true;
        return isForm && !meantBy(sentence).commands.includes(found.command);
      });
      assert.deepEqual(
        opened.map(({ said }) => said),
        [],
      );
    });
  });
}

/** What was measured once must stay what it was. */
const seals: Readonly<Record<string, string>> = {
  'sentences.json': '688d7ededc78b85ae1ae066eb1f8e0e150a99d08cf66272304694c74dd276d20',
  'sentences-third.json': 'ed18f30ecdc90efe21f4e3e68387bed3fb69da8024edc0467d28b8349f3bf95e',
  'sentences-fourth.json': '3b83ccc14d6db9197eca5aabae607bc618cf86b3856f2bc8f8ec1648e35893c7',
  'sentences-fifth.json': 'b08c64ed5c892e1817f77b6f1360c4f1fd244687f560e843b4e2134229ea7d07',
  'sentences-sixth.json': '9e140839d43dd587a0534ede02d06af6ed3c0ab1a080696a984d89c6b294b271',
  'sentences-seventh.json': 'bb7659ed559c6ff3e84fd0572bf3f8c784416934bd9a08ab8578a849e21abc78',
  'sentences-eighth.json': '932eace30c164267645c03c957870848ded646e09c373eb9d4506fe3b2f9205a',
  'sentences-ninth.json': '40a5c981306de8ac392514b671ee49fccd050514156577e31161ca216d321a64',
  'sentences-tenth.json': 'b035b82645cabb5803056108642651710cdf32b503a0f3377be311d495cc8f7b',
  'sentences-eleventh.json': '0a5fe230651cca0c50688b707d0a092414e6bc335bbe5e1717c1c1c6623946f6',
  'sentences-twelfth.json': '62958bc3091d18ae051ef4ddad0e9cd7c2c43cb875513b5918550c9650fc6afd',
  'sentences-fourteenth.json': '2ed7426f2a7c898cff7d8cd8a8f867c5c0747c08ac544e0a6accd8f2f7a60aa3',
  'sentences-fifteenth.json': '675fbc0ad75d2c103d8720e6c132e42791bf9697ffa07b6214bff45b1bc9c2af',
  'sentences-thirteenth.json': 'a2dfd9676f993830b19f12be55799fad37c552502a3267ccc0fe46c378c191ef',
};

describe('the sentences held out', () => {
  for (const [name, seal] of Object.entries(seals))
    it(`are those that were sealed in ${name}`, async () => {
      const file = await readFile(path.join(import.meta.dirname, name));
      assert.equal(createHash('sha256').update(file).digest('hex'), seal);
    });
});
