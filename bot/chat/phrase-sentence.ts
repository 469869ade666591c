import { phraseTables } from '../../cards/phrases.ts';
import { allWords, type ArgumentContext } from './argument.ts';
import { plainNumbers } from './plain-numbers.ts';
import { amountAt, amountNamed, isCounted, slotAt, type Read, type Slot } from './phrase-slots.ts';
import { isSaid, type Features } from './phrase-classifier.ts';
import { departmentIn } from './phrase-department.ts';
import { isListed, isLong, meaningAt, nearestWord, stemmed, stemOf, tokensOf, type Token } from './phrase-words.ts';
import { spacedDays, withPlainDays } from './day-words.ts';

/** A sentence as what it says, and what it gives a command. */
export interface Sentence {
  /** Its ideas and words, alone and beside each other. */
  readonly features: Features;
  readonly ideas: ReadonlySet<string>;
  readonly slots: ReadonlyMap<Slot['name'], readonly string[]>;
  /** As it was read. */
  readonly text: string;
  /** The stems of the words that no list has, and the words that are misspelled. */
  readonly strange: readonly string[];
  /** Those that are misspelled, and were read as what they are one slip away from. */
  readonly slips: readonly string[];
  /** How many words it has. */
  readonly length: number;
}

interface Part {
  readonly ideas: readonly string[];
  /** The stems of its words. */
  readonly words: string;
  readonly isCommon: boolean;
  readonly isKnown: boolean;
  readonly at: number;
  readonly slot?: Slot;
}

/** Reads a sentence; or a phrase, where `{country}` stands for any. */
export function sentenceOf(typed: string, context: ArgumentContext | undefined): Sentence {
  const { text, slips } =
    context === undefined
      ? { text: instead(typed), slips: [] }
      : wellSpelled(plainNumbers(withPlainDays(instead(titled(typed.replaceAll(spacedDays, ''))))));
  const all = tokensOf(text);
  const named = withNames(text, all, partsOf(text, all, context));
  const parts = context === undefined ? named : withDepartment(text, all, named);
  const slots = new Map<Slot['name'], readonly string[]>();
  for (const [at, { slot }] of parts.entries()) {
    if (slot === undefined) continue;
    const name = nameBetween(slot, text, all, { parts, at });
    const before = slots.get(name) ?? [];
    if (!before.includes(slot.typed)) slots.set(name, [...before, slot.typed]);
  }
  return {
    features: new Map([...featuresOf(parts), ...charactersOf(text, wordsOf(parts, all))]),
    ideas: new Set(parts.flatMap(({ ideas }) => ideas)),
    slots: withoutWeakDays(slots),
    text,
    slips,
    strange: [...slips, ...parts.flatMap(({ isKnown, words }) => (isKnown ? [] : [words]))],
    length: all.length,
  };
}

/** A department is one thing, as in a phrase, whatever its name means: 销售部, the Legal team. */
function withDepartment(text: string, all: readonly Token[], parts: readonly Part[]): readonly Part[] {
  const name = departmentIn(text);
  if (name === undefined) return parts;
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

/** "Mr. Harold Finch" is @Harold Finch, as if he were mentioned, and no end of a sentence. */
function titled(typed: string): string {
  titles ??= new RegExp(
    String.raw`(?<!\p{L})(?:${Object.values(phraseTables)
      .flatMap(table => table.titles.split('; ').filter(Boolean))
      .map(title => RegExp.escape(title))
      .join('|')})\s+(?=\p{Lu})`,
    'gu',
  );
  return typed.replaceAll(titles, mention);
}

/** What stands before a name, and tells that it is one. */
const mention = '@';

/** "The month-end figures for August" are of August: `month` is days only where nothing else is. */
function withoutWeakDays(slots: Map<Slot['name'], readonly string[]>): Sentence['slots'] {
  const days = slots.get('days') ?? [];
  const strong = days.filter(typed => !allWords('range.alsoWords').includes(typed.toLowerCase()));
  if (strong.length > 0) slots.set('days', strong);
  return slots;
}

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
function wellSpelled(typed: string): Pick<Sentence, 'slips'> & { readonly text: string } {
  const slips: string[] = [];
  let text = '';
  let end = 0;
  for (const token of tokensOf(typed)) {
    const found = typed.slice(token.start, token.end);
    const word = found === token.word && isLong(found) ? nearestWord(found) : undefined;
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
  const said = [`(?:(?<!${letter})${oneOf(word)}|${oneOf(ending)})(?!${letter})`, oneOf(run)];
  return { meant: new Map(pairs), said: new RegExp(said.join('|'), 'giu') };
}

/** From left to right the longest that is a slot, or words of the tables. */
function partsOf(text: string, all: readonly Token[], context: ArgumentContext | undefined): readonly Part[] {
  const read = context && { text, all, context };
  const parts: Part[] = [];
  for (let at = 0; at < all.length;) {
    const [part, length] = partAt(text, all, at, read);
    parts.push(part);
    at += length;
  }
  return parts;
}

function partAt(text: string, all: readonly Token[], at: number, read: Read | undefined): readonly [Part, number] {
  const { word = '', start = 0 } = all[at] ?? {};
  if (read === undefined && text[start - 1] === '{') return [{ ...known, ideas: [`{${word}}`], at }, 1];
  const found = meaningAt(all, at);
  const slot = read && slotAt(read, at);
  if (slot !== undefined && slot.length >= (found?.length ?? 0)) return slotPart(slot, at);
  if (found !== undefined) {
    const words = stemmed(all.slice(at, at + found.length).map(one => one.word));
    return [{ ...known, ...found.meaning, words, at }, found.length];
  }
  const isAmount = read !== undefined && !isCounted(read, at);
  const number = isAmount ? amountAt(read, at) : undefined;
  if (number !== undefined) return slotPart(number, at);
  if (!isAmount && /^\d+$/.test(word)) return [countedPart(word, at), 1];
  // A number that may be read in two ways is an amount too, though nobody knows which.
  const ideas = isAmount && /^\p{Sc}?\d/u.test(word) ? ['{amount}'] : [];
  return [{ ...known, ideas, words: stemOf(word), isKnown: false, at }, 1];
}

/** A number of things counts as a word of a story, and is kept, since an amount may have been meant. */
const countedPart = (word: string, at: number): Part => ({
  ...{ ideas: [], words: word, isCommon: true, isKnown: true, at },
  slot: { name: 'counted', typed: word, length: 1 },
});

const known = { words: '', isCommon: false, isKnown: true } as const;

const slotPart = (slot: Slot, at: number): readonly [Part, number] => [
  { ...known, ideas: [`{${slot.name}}`], at, slot },
  slot.length,
];

/** How long a given name is in a script that writes no spaces. */
const longestGiven = 2;
/** Longer ones are lists, which are typed after the command. */
const mostNameWords = 5;

/** Unknown words beside each other are a person, where they look like a name. */
function withNames(text: string, all: readonly Token[], parts: readonly Part[]): readonly Part[] {
  const named: Part[] = [];
  for (let from = 0; from < parts.length;) {
    let to = from;
    while (to < parts.length && isNamePart(text, all, parts, from, to)) to += 1;
    const first = parts[from];
    if (first === undefined) break;
    const typed = text.slice(all[first.at]?.start, all[parts[to - 1]?.at ?? 0]?.end);
    const isGiven =
      isMentioned(text, all[first.at]) ||
      (isName(typed, to - from, first.at, all.length) && beginsWord(text, all[first.at]?.start ?? 0, typed));
    if (to > from && isGiven) {
      // A first name may be like a word: Sam is the stem of "same".
      const before = isFirstName(text, all, named.at(-1), first) ? named.pop() : undefined;
      const at = before?.at ?? first.at;
      const whole = text.slice(all[at]?.start, all[parts[to - 1]?.at ?? 0]?.end);
      named.push(slotPart({ name: 'person', typed: whole, length: to - from }, at)[0]);
      from = to;
    } else {
      // In a script without spaces a name may begin later: 取陈静.
      const next = /^\p{Script=Han}/u.test(typed) ? from + 1 : Math.max(to, from + 1);
      named.push(...parts.slice(from, next));
      from = next;
    }
  }
  return named;
}

/** Whether a word with a capital, which begins no sentence and is in no list, stands before a name. */
function isFirstName(text: string, all: readonly Token[], part: Part | undefined, name: Part): boolean {
  const token = all[part?.at ?? -1];
  if (part === undefined || token === undefined || part.slot !== undefined || part.at !== name.at - 1) return false;
  const begins = part.at === 0 || /[.!?:;]\s*$/.test(text.slice(0, token.start));
  return (
    !begins && /^\p{Lu}\p{Ll}/u.test(text.slice(token.start)) && noMark(text, all, name.at) && !isListed(token.word)
  );
}

/** Whether a word, though small, may be of a name: `can adele vance call`. No phrase has it. */
const isStrange = ({ word }: Token): boolean => /^[a-z]{3,}$/.test(word) && !isSaid(stemOf(word));

function isNamePart(text: string, all: readonly Token[], parts: readonly Part[], from: number, at: number): boolean {
  const part = parts[at];
  const token = all[part?.at ?? -1];
  if (part === undefined || token === undefined) return false;
  const isCapitalized = /^\p{Lu}/u.test(text.slice(token.start));
  if (isMentioned(text, all[parts[from]?.at ?? -1]))
    return isCapitalized && part.slot === undefined && (at === from || noMark(text, all, part.at));
  // What has a capital and ends what is said ends a name of one word, though it is a word too: Omar Price.
  const goesOn =
    at === from + 1 &&
    part.slot === undefined &&
    !part.isCommon &&
    (part.at + 1 >= all.length || !noMark(text, all, part.at + 1)) &&
    /^\p{Lu}\p{Ll}/u.test(text.slice(token.start));
  if (goesOn && noMark(text, all, part.at)) return true;
  if (part.isKnown) return false;
  if (isHan(token.word))
    return at === from || (isHan(all[parts[from]?.at ?? -1]?.word ?? '') && all[part.at - 1]?.end === token.start);
  // A capital begins a sentence, but none in a script that has no capitals.
  const isBeginning = part.at === 0 && isSaid(stemOf(token.word)) && !/\p{Script=Han}/u.test(text);
  const isCapital = isCapitalized && !isBeginning;
  return (isCapital || isStrange(token)) && (at === from || noMark(text, all, part.at));
}

const isHan = (word: string): boolean => /\p{Script=Han}/u.test(word);

/** Whether a name begins with a word, whatever else that may mean: "@Tim Lorenz". */
const isMentioned = (text: string, token: Token | undefined): boolean =>
  token !== undefined && text[token.start - 1] === mention && /^\p{Lu}/u.test(text.slice(token.start));

/** A comma parts two names. */
const noMark = (text: string, all: readonly Token[], at: number): boolean =>
  /^\s*$/.test(text.slice(all[at - 1]?.end, all[at]?.start));

const words = new Intl.Segmenter('zh', { granularity: 'word' });

/** Whether no word of the dictionary goes on here, and none is what a colleague would be called: 程令 of 过程令人困惑 is nobody, nor is 阿姨. */
function beginsWord(text: string, at: number, typed: string): boolean {
  const word = words.segment(text).containing(at);
  return word?.index === at && !(word.segment === typed && isFamiliar(typed));
}

let surnames: readonly string[] | undefined;
let familiar: readonly string[] | undefined;

const listed = (name: 'surnames' | 'familiar'): readonly string[] =>
  Object.values(phraseTables).flatMap(table => table[name].split('; ').filter(Boolean));

/** A surname and what follows it; or what a colleague is called: 小刘, 阿伟. */
function isHanName(typed: string, length: number): boolean {
  surnames ??= listed('surnames');
  return (
    surnames.some(name => typed.startsWith(name) && length > name.length && length <= name.length + longestGiven) ||
    (length === 2 && isFamiliar(typed))
  );
}

/** Whether a colleague is called so, by half a name. */
function isFamiliar(typed: string): boolean {
  familiar ??= listed('familiar');
  return familiar.some(called => typed === called || typed === called.replace('{n}', typed.slice(1)));
}

/** Latin names have capitals, and one word that begins a sentence may have it for that; two strange words in others are one too. */
function isName(typed: string, length: number, at: number, among: number): boolean {
  if (/^\p{Script=Han}/u.test(typed)) return isHanName(typed, length);
  // Titles have capitals too.
  if (tokensOf(typed).every(({ word }) => isSaid(stemOf(word)))) return false;
  if (!/\p{Lu}/u.test(typed)) return length === 2 && among > 3;
  return length <= mostNameWords && (length > 1 || at > 0) && /\p{Ll}/u.test(typed);
}
