import { phraseTables } from '../../cards/phrases.ts';

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
  /** The names of its ideas in the tables; else the word itself. */
  readonly ideas: readonly string[];
  /** How much of a sentence it says: 0 of what may stand beside anything. */
  readonly weight: number;
  readonly isPolite: boolean;
}

/** A hint may be left out. */
export const hintWeight = 1;
const weights = { hints: hintWeight, ideas: 2 } as const;

/** A word that no table has. */
export const unknownWeight = 2;

/** One character of a script that writes no spaces is less than a word. */
export const weightOfUnknown = (word: string): number =>
  /\p{Script=Han}/u.test(word) ? unknownWeight / 2 : unknownWeight;

/** The idea of what no command is about. */
export const elsewhere = 'elsewhere';

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
    for (const words of listed(list)) {
      const all = tokensOf(words).map(({ word }) => word);
      const stem = stemOf(all[0] ?? '');
      const given = meaning ?? { ideas: [stemmed(all)], weight: 0, isPolite: false };
      if (!exact.has(all.join(' '))) exact.set(all.join(' '), given);
      if (!stems.has(stemmed(all))) stems.set(stemmed(all), given);
      longest.set(stem, Math.max(longest.get(stem) ?? 0, all.length));
    }
  return (made = { exact, stems, longest });
}

const stemmed = (words: readonly string[]): string => words.map(word => stemOf(word)).join(' ');

const listed = (list: string): readonly string[] => list.split(';').map(words => words.trim());

/** Every list of words; without a meaning where each word is an idea of its own that says nothing. */
const everyList = (): readonly (readonly [string, Meaning | undefined])[] =>
  Object.values(phraseTables).flatMap(table => [
    ...(['ideas', 'hints'] as const).flatMap(kind =>
      Object.entries(table[kind]).map(
        ([idea, words]) => [words, { ideas: idea.split('+'), weight: weights[kind], isPolite: false }] as const,
      ),
    ),
    [table.elsewhere, { ideas: [elsewhere], weight: 2 * weights.ideas, isPolite: false }] as const,
    [table.polite, { ideas: [], weight: 0, isPolite: true }] as const,
    [table.neutral, undefined] as const,
  ]);

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
