import { phraseTables, type PhraseTable } from '../../cards/phrases.ts';
import type { ArgumentContext } from './argument.ts';
import { areClear } from './hour-words.ts';
import { hoursIn, typedLine } from './phrase-line.ts';
import type { Sentence } from './phrase-sentence.ts';
import { amountsOf, isSaidIn } from './phrase-taking.ts';
import { meaningAt, tokensOf } from './phrase-words.ts';

type Words = readonly string[];

/** Lists of words by the first of them: of hundreds few are looked at. */
type ByFirst<Listed> = ReadonlyMap<string, readonly Listed[]>;

interface Asking {
  readonly denials: ByFirst<Words>;
  readonly forbids: ByFirst<Words>;
  /** What may stand before and after a switch, longest first. */
  readonly wishes: readonly Words[];
  readonly articles: ByFirst<Words>;
  /** What is read for the same said otherwise, longest first. */
  readonly same: ByFirst<readonly [words: Words, name: string]>;
}

let made: { readonly asking: Asking; readonly meanings: ReadonlyMap<string, string> } | undefined;

/** A place in what is said, and what stands there: `{amount}` in "cap {whose} at {amount}". */
type Placed = readonly [place: 'amount' | 'whose' | 'hours', typed: string];

/** With these a sentence asks, quotes, complains, or is about so much: "cap Sales at 200? thanks", ~200, Sales budget × 2, "no alerts at night :(". */
const doubts = /[?~≈+<>≤≥±×*=÷≠%‰¢"“”«»‹›「」_|\\]|\p{Extended_Pictographic}|[↑↓]|:-?[(/]|(?:^|\s)[-−–—/]\s?\p{Sc}?\d/u;

/** What parts two things that are given is no mark: "Hi Joe Brand, budget 600". */
const partsGiven = /\}[^{]*[^\p{L}\p{M}\p{Sc}\s'’.{][^{]*\{/u;

/**
 * The switch that a sentence is, word for word and in its order, with what it gives in its place: "we turned off alerts" tells that they are off,
 * and turns nothing off. What is typed for it has all that is given, which can be read in one way.
 */
export function switchIn(sentence: Sentence, context: ArgumentContext): string | undefined {
  made ??= read(Object.values(phraseTables));
  // What is misspelled is not word for word.
  if (sentence.slips.length > 0) return undefined;
  const text = sentence.text.replaceAll(/[{}]/g, ' ');
  // Only hours in digits are done at once: looking for others takes long, and there are two of them beside nobody's name.
  const mayHaveHours = (text.match(/\d+/g)?.length ?? 0) > 1 && !sentence.slots.has('person');
  const hours = mayHaveHours ? hoursIn(text, context) : '';
  const given: readonly Placed[] = hours === '' ? placedIn(sentence) : [['hours', hours]];
  const said = given.reduce((rest, [place, typed]) => rest.replace(typed, ` {${place}} `), text);
  const meaning = made.meanings.get(plainly(said, made.asking));
  if (meaning === undefined || doubts.test(text) || partsGiven.test(said) || !areClear(hours)) return undefined;
  const line = typedLine(meaning, sentence, context);
  const names = [...amountsOf(sentence.slots), ...(sentence.slots.get('person') ?? []), sentence.department ?? hours];
  return names.every(one => isSaidIn(line, one)) ? meaning : undefined;
}

/** Amounts, and whose something is. */
const placedIn = (sentence: Sentence): readonly Placed[] => [
  ...amountsOf(sentence.slots).map(typed => ['amount', typed] as const),
  ...[...(sentence.slots.get('person') ?? []), ...departmentOf(sentence)].map(typed => ['whose', typed] as const),
];

/** A department with the word for one behind it; behind somebody it stays: "Ana's team" is not Ana. */
function departmentOf({ department, text }: Sentence): readonly string[] {
  if (department === undefined) return [];
  const from = text.indexOf(department) + department.length;
  const [next] = tokensOf(text.slice(from));
  const isWord = next !== undefined && meaningAt([next], 0)?.meaning.ideas.includes('department') === true;
  return [isWord ? department + text.slice(from, from + next.end) : department];
}

/** A word that nobody types, for each place. */
const withPlaces = (text: string): string => text.replaceAll(/\{(\w+)\}/g, ' place$1 ');

/** Whether a sentence says that something is not wished, or is not so: "nobody may buy credits" buys none. */
export const isDenied = (text: string): boolean => says(text, 'denials');

/** Whether a sentence says that something be not done, or was not: "do not refund it". Of another "not" it may be about: 没收到. */
export const forbids = (text: string): boolean => says(text, 'forbids');

function says(text: string, list: 'denials' | 'forbids'): boolean {
  made ??= read(Object.values(phraseTables));
  const { [list]: lists } = made.asking;
  const all = wordsOf(text);
  return all.some((word, at) => lists.get(word)?.some(words => standsAt(all, words, at)));
}

/** Whether a sentence asks or tells, and wishes nothing: "which orders wait", 怎么关闭. */
export function isAsking(text: string): boolean {
  asks ??= Object.values(phraseTables).flatMap(table => table.asks.split('; '));
  const [first = ''] = wordsOf(text);
  return asks.some(said => (/\p{Script=Han}/u.test(said) ? text.includes(said) : said === first));
}

let asks: readonly string[] | undefined;

function read(tables: readonly PhraseTable[]): NonNullable<typeof made> {
  const lists = (name: 'denials' | 'forbids' | 'wishes' | 'articles'): readonly string[] =>
    tables.flatMap(table => table[name].split(';'));
  const asking = {
    denials: byFirst(lists('denials').map(wordsOf)),
    forbids: byFirst(lists('forbids').map(wordsOf)),
    wishes: lists('wishes').map(wordsOf).toSorted(longerFirst),
    articles: byFirst(lists('articles').map(wordsOf)),
    same: Map.groupBy(
      tables
        .flatMap(({ same }) =>
          Object.entries(same).flatMap(([name, list]) => list.split(';').map(words => [wordsOf(words), name] as const)),
        )
        .toSorted(([one], [other]) => longerFirst(one, other)),
      ([[first = '']]) => first,
    ),
  };
  const meanings = tables.flatMap(({ switches }) =>
    Object.entries(switches).flatMap(([meaning, { said }]) =>
      said.map(text => [plainly(text, asking), meaning] as const),
    ),
  );
  return { asking, meanings: new Map(meanings) };
}

const byFirst = (lists: readonly Words[]): ByFirst<Words> => Map.groupBy(lists, ([first = '']) => first);

const wordsOf = (text: string): Words => tokensOf(text).map(({ word }) => word);

const longerFirst = (one: Words, other: Words): number => other.length - one.length;

const standsAt = (all: Words, words: Words, at: number): boolean =>
  words.every((word, index) => all[at + index] === word);

/** Words without those of some lists, wherever these stand. */
function withoutSome(all: Words, some: ByFirst<Words>): Words {
  const left: string[] = [];
  for (let at = 0; at < all.length;) {
    const word = all[at] ?? '';
    const found = some.get(word)?.find(words => standsAt(all, words, at));
    if (found === undefined) left.push(word);
    at += found?.length ?? 1;
  }
  return left;
}

/** What is asked, without what is polite around it, and what is the same by one name. */
function plainly(text: string, { wishes, articles, same }: Asking): string {
  const all = withoutSome(wordsOf(withPlaces(text)), articles);
  let from = 0;
  let to = all.length;
  for (let wish: Words | undefined; (wish = wishes.find(words => standsAt(all, words, from))) && from < to;)
    from += wish.length;
  const isBehind = (words: Words): boolean => to - words.length > from && standsAt(all, words, to - words.length);
  for (let wish: Words | undefined; (wish = wishes.find(isBehind));) to -= wish.length;
  const asked = all.slice(from, to);
  const names: string[] = [];
  for (let at = 0; at < asked.length;) {
    const word = asked[at] ?? '';
    const [words, name] = same.get(word)?.find(([one]) => standsAt(asked, one, at)) ?? [[word], word];
    names.push(name);
    at += words.length;
  }
  return names.join(' ');
}
