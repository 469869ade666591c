import type { Word } from '../../cards/words.ts';
import { allWords } from './argument.ts';

// Words of the lists with holes in them, such as `last {n} days`.

/** What stands in the holes of the first pattern of a list that a whole text is, by their order; undefined where it is none. */
export function matched(text: string, word: Word, ...holes: readonly string[]): readonly string[] | undefined {
  for (const pattern of patternsOf(word, holes)) {
    const found = pattern.exec(text);
    if (found !== null) return found;
  }
  return undefined;
}

const made = new Map<string, readonly RegExp[]>();

/** Each pattern of a word, made once; a word has the same holes wherever it is matched. */
function patternsOf(word: Word, holes: readonly string[]): readonly RegExp[] {
  const before = made.get(word);
  if (before !== undefined) return before;
  // The longest first: "from a to b" is more than "a to b".
  const patterns = allWords(word)
    .toSorted((one, other) => other.length - one.length)
    .map(pattern => {
      let hole = 0;
      const source = pattern.replaceAll(/\{\w+\}|[^{]+/g, part =>
        part.startsWith('{') ? (holes[hole++] ?? '') : RegExp.escape(part),
      );
      return new RegExp(`^${source}$`, 'u');
    });
  made.set(word, patterns);
  return patterns;
}
