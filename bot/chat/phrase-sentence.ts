import { phraseTables } from '../../cards/phrases.ts';
import { isOfRegion } from '../../cards/regions.ts';
import { allWords, type ArgumentContext } from './argument.ts';
import { plainNumbers } from './plain-numbers.ts';
import { amountNamed, type Slot } from './phrase-slots.ts';
import type { Features } from './phrase-classifier.ts';
import { departmentIn } from './phrase-department.ts';
import { isListOpen, withListedNames } from './phrase-lists.ts';
import { withColleagues, type IsCalled } from './phrase-colleagues.ts';
import { titleMark, withNames } from './phrase-names.ts';
import { known, sentenceParts, type Part } from './phrase-parts.ts';
import { withoutVocatives } from './phrase-vocatives.ts';
import { isLong, nearestWord, tokensOf, type Token } from './phrase-words.ts';
import { spacedDays, withPlainDays } from './day-words.ts';
import { holidayNames } from './typed-day.ts';
import { range } from './typed-range.ts';

/** A sentence as what it says, and what it gives a command. */
export interface Sentence {
  /** Its ideas and words, alone and beside each other. */
  readonly features: Features;
  readonly ideas: ReadonlySet<string>;
  readonly slots: ReadonlyMap<Slot['name'], readonly string[]>;
  /** As it was read. */
  readonly text: string;
  /** The department that it names, as it is written there. */
  readonly department: string | undefined;
  /** Whether a list names somebody, or a department, beside another that nobody makes out: then nothing in it is sure. */
  readonly isListOpen: boolean;
  /** The stems of the words that no list has, and the words that are misspelled. */
  readonly strange: readonly string[];
  /** Those that are misspelled, and were read as what they are one slip away from. */
  readonly slips: readonly string[];
  /** How many words it has. */
  readonly length: number;
}

/** Reads a sentence. */
export function sentenceOf(typed: string, context: ArgumentContext): Sentence {
  const { text, slips } = wellSpelled(plain(typed), context.isCalled);
  const all = tokensOf(text);
  const parts = sentenceParts({ text, all, context });
  const people = withListedNames(text, all, withNames(text, all, withColleagues(text, all, parts, context.isCalled)));
  const named = withoutVocatives(text, all, people);
  const { department, read } = ofDepartment(text, all, named);
  const slots = new Map<Slot['name'], readonly string[]>();
  for (const [at, { slot }] of read.entries()) {
    if (slot === undefined) continue;
    const name = nameBetween(slot, text, all, { parts: read, at });
    const before = slots.get(name) ?? [];
    if (!before.includes(slot.typed)) slots.set(name, [...before, slot.typed]);
  }
  return {
    features: saidBy(text, all, read),
    ideas: new Set(read.flatMap(({ ideas }) => ideas)),
    slots: withoutWeakDays(slots, context),
    ...{ text, department, isListOpen: isListOpen(text, all, read) },
    slips,
    strange: [...slips, ...read.flatMap(({ isKnown, words }) => (isKnown ? [] : [words]))],
    length: all.length,
  };
}

/**
 * What a phrase says, where `{country}` stands for any: read as a sentence is, but that nobody has a name in it and nothing is misspelled. What it
 * teaches depends on nothing that was taught before.
 */
export function phraseFeatures(phrase: string, context: ArgumentContext): Features {
  const text = plain(phrase);
  const all = tokensOf(text);
  const { read } = ofDepartment(text, all, sentenceParts({ text, all, context, isPhrase: true }));
  return saidBy(text, all, read);
}

/** Titles, days and amounts as they are read. */
const plain = (typed: string): string => plainNumbers(withPlainDays(instead(titled(typed.replaceAll(spacedDays, '')))));

const saidBy = (text: string, all: readonly Token[], parts: readonly Part[]): Features =>
  new Map([...featuresOf(parts), ...charactersOf(text, wordsOf(parts, all))]);

function ofDepartment(
  text: string,
  all: readonly Token[],
  parts: readonly Part[],
): { readonly department: string | undefined; readonly read: readonly Part[] } {
  const department = departmentIn(text);
  return { department, read: department === undefined ? parts : withDepartment(department, text, all, parts) };
}

/** A department is one thing, as in a phrase, whatever its name means: 销售部, the Legal team. */
function withDepartment(name: string, text: string, all: readonly Token[], parts: readonly Part[]): readonly Part[] {
  const start = text.indexOf(name);
  const isOf = ({ at }: Part): boolean => {
    const place = all[at]?.start ?? 0;
    return place >= start && place < start + name.length;
  };
  const own = parts.filter(isOf);
  const [first] = own;
  if (first === undefined || own.some(({ slot }) => slot !== undefined)) return parts;
  return parts.flatMap(part =>
    part === first ? { ...known, ideas: ['{department}'], at: first.at } : isOf(part) ? [] : part,
  );
}

/** By what stands between an amount and its neighbors, what it is for; of a number of things, whether something happens over so many. */
function nameBetween(
  { name }: Slot,
  text: string,
  all: readonly Token[],
  { parts, at }: { readonly parts: readonly Part[]; readonly at: number },
): Slot['name'] {
  if (name !== 'amount' && name !== 'counted') return name;
  const start = all[parts[at]?.at ?? 0]?.start ?? 0;
  const next = parts[at + 1]?.at ?? all.length;
  const named = amountNamed(text.slice(0, start), text.slice(all[next - 1]?.end ?? text.length));
  if (name === 'amount') return named;
  return named === 'amount' ? 'aside' : name;
}

let titles: RegExp | undefined;

/** "Mr. Harold Finch" is Harold Finch, whatever else his name means, and no end of a sentence. */
function titled(typed: string): string {
  titles ??= new RegExp(
    String.raw`(?<!\p{L})(?:${Object.values(phraseTables)
      .flatMap(table => table.titles.split('; ').filter(Boolean))
      .map(title => RegExp.escape(title))
      .join('|')})\s+(?=\p{Lu})`,
    'gu',
  );
  return typed.replaceAll(titles, titleMark);
}

/**
 * "The month-end figures for August" are of August: `month` is days only where nothing else is, as is a holiday; and what is said twice is said
 * once: "in the third quarter, July to September".
 */
function withoutWeakDays(slots: Map<Slot['name'], readonly string[]>, context: ArgumentContext): Sentence['slots'] {
  const days = slots.get('days');
  if (days === undefined) return slots;
  const isWeak = (typed: string): boolean => allWords('range.alsoWords').includes(typed.toLowerCase());
  const strong = withoutSome(withoutSome(days, isWeak), isHoliday);
  const read = strong.map(typed => [JSON.stringify(range.read(typed, context)), typed] as const);
  slots.set('days', [...new Map(read.toReversed()).values()].toReversed());
  return slots;
}

/** Those that are not so; all of them, where all are. */
const withoutSome = (all: readonly string[], isSo: (one: string) => boolean): readonly string[] =>
  all.every(isSo) ? all : all.filter(one => !isSo(one));

const isHoliday = (typed: string): boolean => holidayNames().includes(typed.toLowerCase());

/** How much an idea, a word of one, a common word, two beside each other, and some of their characters count. */
const counts = { idea: 1, word: 0.6, common: 0.3, beside: 0.5, characters: 0.3, letters: 0.15 } as const;

/**
 * Some characters beside each other: of a script that parts no words two and three, since the lists may part them wrongly; of long words three to
 * five, which another form of a word, or one that is misspelled, has too.
 */
const charactersOf = (text: string, words: readonly string[]): readonly (readonly [string, number])[] => [
  ...[...text.matchAll(/\p{Script=Han}{2,}/gu)].flatMap(([run]) =>
    [2, 3].flatMap(length => piecesOf(run, length).map(piece => [`${piece}>`, counts.characters] as const)),
  ),
  ...words
    .filter(word => /^[a-z]{4,}$/.test(word))
    .flatMap(word =>
      [3, 4, 5].flatMap(length => piecesOf(`_${word}_`, length).map(piece => [`${piece}>`, counts.letters] as const)),
    ),
];

const piecesOf = (run: string, length: number): readonly string[] =>
  Array.from({ length: Math.max(0, run.length - length + 1) }, (_, at) => run.slice(at, at + length));

/** The words that are not given to a command. */
const wordsOf = (parts: readonly Part[], all: readonly Token[]): readonly string[] =>
  parts.flatMap(({ words, at }, place) =>
    words === '' ? [] : all.slice(at, parts[place + 1]?.at ?? all.length).map(({ word }) => word),
  );

function featuresOf(parts: readonly Part[]): Features {
  const features = new Map<string, number>();
  for (const { ideas, words, isCommon } of parts) {
    for (const idea of ideas) features.set(`#${idea}`, counts.idea);
    if (words !== '') features.set(words, isCommon ? counts.common : ideas.length > 0 ? counts.word : counts.idea);
  }
  const names = parts.map(({ ideas, words }) => (ideas.length > 0 ? ideas.join('+') : words));
  for (const [at, name] of names.entries()) features.set(`${names[at - 1] ?? '^'}>${name}`, counts.beside);
  features.set(`${names.at(-1) ?? '^'}>$`, counts.beside);
  return features;
}

/** A text as it was probably meant, without one slip in long words that nothing has. What has a capital may be a name. */
function wellSpelled(
  typed: string,
  isCalled: IsCalled | undefined,
): Pick<Sentence, 'slips'> & { readonly text: string } {
  const slips: string[] = [];
  let text = '';
  let end = 0;
  for (const token of tokensOf(typed)) {
    const found = typed.slice(token.start, token.end);
    const isWord = found === token.word && isLong(found) && !isOfRegion(found) && isCalled?.(found) !== true;
    const word = isWord ? nearestWord(found) : undefined;
    if (word !== undefined) slips.push(found);
    text += typed.slice(end, token.start) + (word ?? found);
    end = token.end;
  }
  return { text: text + typed.slice(end), slips };
}

let replaced: { readonly meant: ReadonlyMap<string, string>; readonly said: RegExp } | undefined;

function instead(typed: string): string {
  replaced ??= replacedBy(Object.values(phraseTables).flatMap(table => Object.entries(table.instead)));
  const { meant, said } = replaced;
  return typed.replaceAll('’', "'").replaceAll(said, words => meant.get(words.toLowerCase()) ?? words);
}

/**
 * Whole words, or endings after an apostrophe, where the script parts words; the longest of each kind first. What stands around a word is said
 * once for all of them: said for each, it takes a third of a second to be compiled.
 */
function replacedBy(pairs: readonly (readonly [string, string])[]): NonNullable<typeof replaced> {
  const inOrder = pairs.map(([said]) => said).toSorted((one, other) => other.length - one.length);
  const {
    run = [],
    ending = [],
    word = [],
  } = Object.groupBy(inOrder, said =>
    /\p{Script=Han}/u.test(said) ? 'run' : said.includes("'") && !said.includes(' ') ? 'ending' : 'word',
  );
  const oneOf = (some: readonly string[]): string => `(?:${some.map(said => RegExp.escape(said)).join('|')})`;
  const letter = String.raw`[\p{L}\p{N}]`;
  // Nor is a part of an address a word: ana@example.co.uk.
  // Nor is an initial, or a part of R&D, in which a word is one letter: `r` is "are".
  const alone = String.raw`(?!&|\.(?-i: ?\p{Lu}))`;
  const said = [`(?:(?<!${letter}|&|@\\S*)${oneOf(word)}|${oneOf(ending)})(?!${letter})${alone}`, oneOf(run)];
  return { meant: new Map(pairs), said: new RegExp(said.join('|'), 'giu') };
}
