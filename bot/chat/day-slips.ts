import { distance } from 'fastest-levenshtein';
import { regionCode } from '../../cards/regions.ts';
import { allWords } from './argument.ts';
import { isSaid } from './phrase-classifier.ts';
import { stemOf, tokensOf } from './phrase-words.ts';
import { dayNames } from './day-words.ts';
import { spanWords } from './typed-period.ts';

/** Shorter names are too near to others: may, mon, 周一. */
const shortest = { latin: 4, han: 3 };
/** In names of so many letters two slips are allowed, in shorter ones one. */
const longName = 6;

const isHan = (text: string): boolean => /\p{Script=Han}/u.test(text);

/**
 * A text with slips in the names of months and weekdays put right, where a day may stand: behind a word such as `in`, or everywhere in what a
 * command could not read; and in those of weeks and the like behind `last` or `this`. Undefined where there are none. It is what was probably meant, and to be asked back.
 */
export function withDaysMended(typed: string, { isUnread }: { readonly isUnread: boolean }): string | undefined {
  let text = '';
  let end = 0;
  let before = '';
  for (const [word] of typed.matchAll(/[\p{L}\p{N}]+/gu)) {
    const start = typed.indexOf(word, end);
    const mayBeDay = isUnread || allWords('range.before').includes(before);
    const name = (mayBeDay ? nearestOf(dayNames, word) : undefined) ?? nearestOf(spansAfter(before), word);
    text += typed.slice(end, start) + (name ?? word);
    end = start + word.length;
    before = word.toLowerCase();
  }
  return text + typed.slice(end) === typed ? undefined : text + typed.slice(end);
}

let spans: ReadonlyMap<string, readonly string[]> | undefined;

/** What days are called behind a word: `week` behind `last`. */
function spansAfter(before: string): readonly string[] {
  spans ??= spansByFirst();
  return spans.get(before) ?? [];
}

/** The names of two words: the second ones by the first. */
function spansByFirst(): ReadonlyMap<string, readonly string[]> {
  const pairs = spanWords
    .flatMap(list => allWords(list))
    .map(said => said.split(' '))
    .filter(({ length }) => length === 2);
  const byFirst = Map.groupBy(pairs, ([first = '']) => first);
  return new Map([...byFirst].map(([first, all]) => [first, all.flatMap(([, second = '']) => second)]));
}

/** The one of some names that a word is nearly called, written as the word is; undefined where it is called so, or something else. */
function nearestOf(names: readonly string[], word: string): string | undefined {
  const lower = word.toLowerCase();
  if (names.length === 0 || names.includes(lower) || isKnown(lower)) return undefined;
  const near = names.filter(name => (isHan(name) ? isNearHan(name, lower) : isNearLatin(name, lower)));
  const [nearest] = near.toSorted((one, other) => distance(one, lower) - distance(other, lower));
  if (nearest === undefined) return undefined;
  return /^\p{Lu}/u.test(word) ? nearest.replace(/^./, letter => letter.toUpperCase()) : nearest;
}

const isKnown = (word: string): boolean =>
  regionCode(word) !== undefined || (!isHan(word) && tokensOf(word).every(one => isSaid(stemOf(one.word))));

const isNearLatin = (name: string, word: string): boolean =>
  name.length >= shortest.latin &&
  /^[a-z]+$/.test(word) &&
  name[0] === word[0] &&
  distance(name, word) <= (name.length >= longName ? 2 : 1);

/** One other character, and the number the same: 10越 is 10月, and 13月 is none. */
const isNearHan = (name: string, word: string): boolean =>
  name.length >= shortest.han &&
  name.length === word.length &&
  distance(name, word) === 1 &&
  numberIn(name) === numberIn(word);

const numberIn = (text: string): string => text.replaceAll(/[^\d一二三四五六日十]/g, '');
