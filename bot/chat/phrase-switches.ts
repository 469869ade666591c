import { phraseTables, type PhraseTable } from '../../cards/phrases.ts';
import { tokensOf } from './phrase-words.ts';

type Words = readonly string[];

interface Asking {
  readonly denials: readonly Words[];
  readonly forbids: readonly Words[];
  /** What may stand before and after a switch, longest first. */
  readonly wishes: readonly Words[];
  readonly articles: ReadonlySet<string>;
  /** What is read for the same said otherwise, longest first. */
  readonly same: readonly (readonly [Words, Words])[];
}

let made: { readonly asking: Asking; readonly meanings: ReadonlyMap<string, string> } | undefined;

/** What a sentence gives, by its place in what is said: `{amount}` in "cap {whose} at {amount}". */
export type InPlace = readonly (readonly [place: 'amount' | 'whose' | 'hours', typed: string])[];

/**
 * The meaning of the switch that a sentence is, word for word and in its order: "we turned off alerts" tells that they are off, and
 * turns nothing off.
 */
export function switchSaid(text: string, given: InPlace): string | undefined {
  made ??= read(Object.values(phraseTables));
  const said = given.reduce((rest, [place, typed]) => rest.replace(typed, ` {${place}} `), text);
  return made.meanings.get(plainly(said, made.asking));
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
  return all.some((_, at) => lists.some(words => standsAt(all, words, at)));
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
    denials: lists('denials').map(wordsOf),
    forbids: lists('forbids').map(wordsOf),
    wishes: lists('wishes').map(wordsOf).toSorted(longerFirst),
    articles: new Set(lists('articles').flatMap(wordsOf)),
    same: tables
      .flatMap(({ same }) =>
        Object.entries(same).flatMap(([name, list]) => list.split(';').map(words => [wordsOf(words), [name]] as const)),
      )
      .toSorted(([one], [other]) => longerFirst(one, other)),
  };
  const meanings = tables.flatMap(({ switches }) =>
    Object.entries(switches).flatMap(([meaning, { said }]) =>
      said.map(text => [plainly(text, asking), meaning] as const),
    ),
  );
  return { asking, meanings: new Map(meanings) };
}

const wordsOf = (text: string): Words => tokensOf(text).map(({ word }) => word);

const longerFirst = (one: Words, other: Words): number => other.length - one.length;

const standsAt = (all: Words, words: Words, at: number): boolean =>
  words.every((word, index) => all[at + index] === word);

/** What is asked, without what is polite around it, and what is the same by one name. */
function plainly(text: string, { wishes, articles, same }: Asking): string {
  const all = wordsOf(withPlaces(text)).filter(word => !articles.has(word));
  let from = 0;
  let to = all.length;
  for (let wish: Words | undefined; (wish = wishes.find(words => standsAt(all, words, from))) && from < to;)
    from += wish.length;
  const isBehind = (words: Words): boolean => to - words.length > from && standsAt(all, words, to - words.length);
  for (let wish: Words | undefined; (wish = wishes.find(isBehind));) to -= wish.length;
  const asked = all.slice(from, to);
  const names: string[] = [];
  for (let at = 0; at < asked.length;) {
    const [words, name] = same.find(([one]) => standsAt(asked, one, at)) ?? [[''], asked.slice(at, at + 1)];
    names.push(...name);
    at += words.length;
  }
  return names.join(' ');
}
