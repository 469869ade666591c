import { amountAt, isCounted, isHour, slotAt, type Read, type Slot } from './phrase-slots.ts';
import { meaningAt, stemmed, stemOf } from './phrase-words.ts';

/** Words of a sentence that belong together: they are given to a command, or mean something, or nobody knows them. */
export interface Part {
  readonly ideas: readonly string[];
  /** The stems of its words. */
  readonly words: string;
  readonly isCommon: boolean;
  readonly isKnown: boolean;
  readonly at: number;
  readonly slot?: Slot;
}

/** A text, and whether `{country}` stands in it for any. */
interface ReadParts extends Read {
  readonly isPhrase?: true;
}

/** From left to right the longest that is a slot, or words of the tables. */
export function sentenceParts(read: ReadParts): readonly Part[] {
  const parts: Part[] = [];
  for (let at = 0; at < read.all.length;) {
    const [part, length] = partAt(read, at);
    parts.push(part);
    at += length;
  }
  return parts;
}

function partAt(read: ReadParts, at: number): readonly [Part, number] {
  const { text, all, isPhrase } = read;
  const { word = '', start = 0 } = all[at] ?? {};
  if (isPhrase === true && text[start - 1] === '{') return [{ ...known, ideas: [`{${word}}`], at }, 1];
  const found = meaningAt(all, at);
  const slot = slotAt(read, at);
  if (slot !== undefined && slot.length >= (found?.length ?? 0)) return slotPart(slot, at);
  if (found !== undefined) {
    const words = stemmed(all.slice(at, at + found.length).map(one => one.word));
    return [{ ...known, ...found.meaning, words, at }, found.length];
  }
  if (isHour(read, at)) return [{ ...known, ideas: [], words: word, isCommon: true, at }, 1];
  const isAmount = !isCounted(read, at);
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

export const known = { words: '', isCommon: false, isKnown: true } as const;

export const slotPart = (slot: Slot, at: number): readonly [Part, number] => [
  { ...known, ideas: [`{${slot.name}}`], at, slot },
  slot.length,
];
