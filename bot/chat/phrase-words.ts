import { distance } from 'fastest-levenshtein';
import { phraseTables } from '../../cards/phrases.ts';
import { learnedPhrases } from './learned-phrases.ts';
import { isSaid } from './phrase-classifier.ts';
import { dayNames } from './day-words.ts';

/** One word of a text, or one character of a script that writes no spaces. */
export interface Token {
  readonly word: string;
  readonly start: number;
  readonly end: number;
}

const letters = String.raw`(?:(?!\p{Script=Han})[\p{L}\p{M}\p{N}])+`;
const tokens = new RegExp(
  [
    String.raw`[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}`,
    String.raw`\p{Script=Han}`,
    // An alias, such as till-07; oct-1 is a day.
    String.raw`(?!\d|(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*-)${letters}(?:-${letters})*-\d+(?![\p{L}\d-])`,
    String.raw`(?:[+−-](?=\p{Sc}?\d))?\p{Sc}?\d+(?:[.,:/-]\d+)*(?:(?!\p{Script=Han})\p{L})*`,
    String.raw`${letters}(?:[.@'_]${letters})*`,
  ].join('|'),
  'giu',
);

/** The words of a text; marks between them are none. */
export const tokensOf = (text: string): readonly Token[] =>
  [...text.matchAll(tokens)].map(({ 0: word, index }) => ({
    word: word.toLowerCase(),
    start: index,
    end: index + word.length,
  }));

/** Charge, charges, charged and charging are one word. */
export function stemOf(word: string): string {
  if (!/^[a-z]{4,}$/.test(word)) return word;
  return word
    .replace(/ies$/, 'y')
    .replace(/(?<=.{3})(?<!s)s$/, '')
    .replace(/(?<=.{3})(?:ing|ed|e)$/, '')
    .replace(/(?<=.{2})([bgmnprt])\1$/, '$1');
}

/** What a word, or some together, mean in a sentence. */
export interface Meaning {
  /** The names of its ideas in the tables. */
  readonly ideas: readonly string[];
  /** Whether it may stand in any sentence, and says little. */
  readonly isCommon: boolean;
}

interface Vocabulary {
  readonly exact: ReadonlyMap<string, Meaning>;
  readonly stems: ReadonlyMap<string, Meaning>;
  /** How many words there are at most after one that begins. */
  readonly longest: ReadonlyMap<string, number>;
}

let made: Vocabulary | undefined;

/** The words of every language, read when the first sentence comes: what is said may be in any. */
function vocabulary(): Vocabulary {
  if (made !== undefined) return made;
  const exact = new Map<string, Meaning>();
  const stems = new Map<string, Meaning>();
  const longest = new Map<string, number>();
  for (const [list, meaning] of everyList())
    for (const words of list.split(';')) {
      const all = tokensOf(words).map(({ word }) => word);
      const stem = stemOf(all[0] ?? '');
      if (!exact.has(all.join(' '))) exact.set(all.join(' '), meaning);
      if (!stems.has(stemmed(all))) stems.set(stemmed(all), meaning);
      longest.set(stem, Math.max(longest.get(stem) ?? 0, all.length));
    }
  return (made = { exact, stems, longest });
}

/** Whether a word, as it is, is in a list; Sam is not, though "same" is. */
export const isListed = (word: string): boolean => vocabulary().exact.has(word);

/** The stems of words, written as one. */
export const stemmed = (words: readonly string[]): string => words.map(word => stemOf(word)).join(' ');

const everyList = (): readonly (readonly [string, Meaning])[] =>
  Object.values(phraseTables).flatMap(({ ideas, common }) => [
    ...Object.entries(ideas).map(([idea, words]) => [words, { ideas: idea.split('+'), isCommon: false }] as const),
    [common, { ideas: [], isCommon: true }] as const,
  ]);

let byBeginning: Partial<Record<string, readonly string[]>> | undefined;

/** The word of the tables that is one slip away from one that they have not. */
export function nearestWord(word: string): string | undefined {
  byBeginning ??= Object.groupBy(everyWord(), one => one[0] ?? '');
  const near = byBeginning[word[0] ?? ''] ?? [];
  if (isSaid(stemOf(word)) || meaningAt([{ word, start: 0, end: 0 }], 0) !== undefined) return undefined;
  return (
    near.find(one => Math.abs(one.length - word.length) < 2 && distance(one, word) === 1) ??
    near.find(one => isSwapped(one, word))
  );
}

/** Whether a word is long enough that a slip in it is told from another word. */
export const isLong = (word: string): boolean => /^[a-z]{5,}$/.test(word);

/** Whether a long word is one slip away from one of the tables. */
export const isSlip = (word: string): boolean => isLong(word) && nearestWord(word) !== undefined;

/** Whether it is one of the name of a day or a month: it may be somebody's name, or another word. */
export const isDaySlip = (word: string): boolean => dayNames.includes(nearestWord(word) ?? '');

/** Whether two letters beside each other have changed places: "exprot". */
function isSwapped(one: string, other: string): boolean {
  if (one.length !== other.length) return false;
  const at = Array.from(one).findIndex((letter, place) => letter !== other[place]);
  return one === `${other.slice(0, at)}${other[at + 1] ?? ''}${other[at] ?? ''}${other.slice(at + 2)}`;
}

/** The words of the lists, the stems of those of the phrases, and the names of days and months. */
const everyWord = (): readonly string[] => [
  ...new Set(
    [...everyList().flatMap(([list]) => list.split(/[; ]+/)), ...learnedPhrases().rows.keys(), ...dayNames].filter(
      word => /^[a-z]{4,}$/.test(word),
    ),
  ),
];

/** The longest words of the tables that begin at a place, and how many they are. */
export function meaningAt(
  all: readonly Token[],
  at: number,
): { readonly meaning: Meaning; readonly length: number } | undefined {
  const { exact, stems, longest } = vocabulary();
  const most = longest.get(stemOf(all[at]?.word ?? '')) ?? 0;
  for (let length = Math.min(most, all.length - at); length > 0; length -= 1) {
    const words = all.slice(at, at + length).map(({ word }) => word);
    const meaning = exact.get(words.join(' ')) ?? stems.get(stemmed(words));
    if (meaning !== undefined) return { meaning, length };
  }
  return undefined;
}

/** Whether a text has words of the tables that are no capitalized name. */
export function saysWords(text: string): boolean {
  const all = tokensOf(text);
  return all.some(({ start }, at) => !/^\p{Lu}/u.test(text.slice(start)) && meaningAt(all, at) !== undefined);
}
