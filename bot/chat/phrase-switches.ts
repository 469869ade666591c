import { phraseTables, type PhraseTable } from '../../cards/phrases.ts';
import { tokensOf } from './phrase-words.ts';

type Words = readonly string[];

interface Asking {
  /** What may stand before and after a switch, longest first. */
  readonly wishes: readonly Words[];
  readonly articles: ReadonlySet<string>;
}

let made: { readonly asking: Asking; readonly meanings: ReadonlyMap<string, string> } | undefined;

/**
 * The meaning of the switch that a sentence is, word for word and in its order: "we turned off alerts" tells that they are off, and
 * turns nothing off.
 */
export function switchSaid(text: string): string | undefined {
  made ??= read(Object.values(phraseTables));
  return made.meanings.get(plainly(text, made.asking));
}

function read(tables: readonly PhraseTable[]): NonNullable<typeof made> {
  const lists = (name: 'wishes' | 'articles'): readonly string[] => tables.flatMap(table => table[name].split(';'));
  const asking = {
    wishes: lists('wishes')
      .map(wordsOf)
      .toSorted((one, other) => other.length - one.length),
    articles: new Set(lists('articles').flatMap(wordsOf)),
  };
  const meanings = tables.flatMap(({ switches }) =>
    Object.entries(switches).flatMap(([meaning, { said }]) =>
      said.map(text => [plainly(text, asking), meaning] as const),
    ),
  );
  return { asking, meanings: new Map(meanings) };
}

const wordsOf = (text: string): Words => tokensOf(text).map(({ word }) => word);

/** What is asked, without what is polite around it. */
function plainly(text: string, { wishes, articles }: Asking): string {
  const all = wordsOf(text).filter(word => !articles.has(word));
  let from = 0;
  let to = all.length;
  const stands = (words: Words, at: number): boolean => words.every((word, index) => all[at + index] === word);
  for (let wish = wishes.find(words => stands(words, from)); wish !== undefined && from < to;) {
    from += wish.length;
    wish = wishes.find(words => stands(words, from));
  }
  const isBehind = (words: Words): boolean => to - words.length > from && stands(words, to - words.length);
  for (let wish = wishes.find(isBehind); wish !== undefined; wish = wishes.find(isBehind)) to -= wish.length;
  return all.slice(from, to).join(' ');
}
