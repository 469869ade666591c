/** One piece of a pattern: a word, a hole, or ways to go on. */
type Part =
  | { readonly kind: 'word'; readonly word: string }
  | { readonly kind: 'hole'; readonly name: string }
  | { readonly kind: 'ways'; readonly ways: readonly Pattern[] };

/** A pattern of words, read from the notation of bot/README.md. */
export type Pattern = readonly Part[];

/** One word of a sentence, or one character of a script that writes no spaces. */
export interface Token {
  /** Folded: two tokens are the same word when these are equal. */
  readonly word: string;
  readonly start: number;
  readonly end: number;
}

/** What stood in each hole. */
export type Holes = Readonly<Record<string, string>>;

/** A sentence as patterns meet it. */
export interface Sentence {
  readonly text: string;
  readonly tokens: readonly Token[];
  /** From each place the places that are reached over words that do not matter, itself first. */
  readonly reach: readonly (readonly number[])[];
  readonly isHole: (name: string, text: string) => boolean;
}

const latin = String.raw`(?:(?!\p{Script=Han})[\p{L}\p{M}\p{N}])+`;
const tokens = new RegExp(
  String.raw`\p{Script=Han}|(?:[+−-](?=\p{Sc}?\d))?\p{Sc}?${latin}(?:(?:[.@'’_+/:-]|(?<=\d),(?=\d{3}))${latin})*`,
  'gu',
);

/** The words of a text; marks between them are none. */
export const tokensOf = (text: string): readonly Token[] =>
  [...text.matchAll(tokens)].map(({ 0: word, index }) => ({
    word: folded(word),
    start: index,
    end: index + word.length,
  }));

/** One and many are the same word here. */
function folded(word: string): string {
  const lower = word.toLowerCase();
  return lower.length > 3 && /[^s]s$/.test(lower) ? lower.slice(0, -1) : lower;
}

const notation = /\{(\w+)\}|<([^<>]+)>|[()[\]|]|[^{}<>()[\]|]+/g;

/** Reads `how much [<credits>] (left|remains)`; `named` has the alternatives of `<credits>`. */
export function patternOf(text: string, named: Readonly<Record<string, string>>): Pattern {
  const pieces = [...text.matchAll(notation)];
  let at = 0;
  const waysUntil = (end: string | undefined): readonly Pattern[] => {
    const ways: Part[][] = [[]];
    for (; at < pieces.length && pieces[at]?.[0] !== end; at += 1) {
      const [piece = '', hole, name] = pieces[at] ?? [];
      const way = ways.at(-1);
      if (piece === '|') ways.push([]);
      else if (piece === '(' || piece === '[') {
        at += 1;
        const inside = waysUntil(piece === '(' ? ')' : ']');
        way?.push({ kind: 'ways', ways: piece === '(' ? inside : [...inside, []] });
      } else if (hole !== undefined) way?.push({ kind: 'hole', name: hole });
      else if (name !== undefined) way?.push({ kind: 'ways', ways: [patternOf(namedIn(named, name), named)] });
      else way?.push(...tokensOf(piece).map(({ word }) => ({ kind: 'word', word }) as const));
    }
    if (at >= pieces.length && end !== undefined) throw new Error(`phrase without its ${end}: ${text}`);
    return ways;
  };
  const ways = waysUntil(undefined);
  return ways.length === 1 ? (ways[0] ?? []) : [{ kind: 'ways', ways }];
}

function namedIn(named: Readonly<Record<string, string>>, name: string): string {
  const words = named[name];
  if (words === undefined) throw new Error(`no words are named <${name}>`);
  return words;
}

/** The words that a pattern says. */
export const wordsIn = (pattern: Pattern): readonly string[] =>
  pattern.flatMap(part =>
    part.kind === 'word' ? [part.word] : part.kind === 'ways' ? part.ways.flatMap(way => wordsIn(way)) : [],
  );

/** The words that a pattern may begin with; undefined where it may begin with a hole. */
export function firstWords(pattern: Pattern): ReadonlySet<string> | undefined {
  const [part, ...rest] = pattern;
  if (part === undefined || part.kind === 'hole') return undefined;
  if (part.kind === 'word') return new Set([part.word]);
  const each = part.ways.map(way => firstWords([...way, ...rest]));
  return each.some(words => words === undefined) ? undefined : new Set(each.flatMap(words => [...(words ?? [])]));
}

/** No name, country or range has more words; Han counts by character. */
const longestHole = 12;

/** How a pattern matches: where it ends, what stood in its holes, and how many words it says itself. */
export interface Match {
  readonly end: number;
  readonly holes: Holes;
  readonly words: number;
}

/** Calls `found` for each way in which a pattern matches from a place on, until it returns true. */
export function matchFrom(
  sentence: Sentence,
  pattern: Pattern,
  from: number,
  found: (match: Match) => boolean,
): boolean {
  const step = (parts: Pattern, { end: at, holes, words }: Match): boolean => {
    const [part, ...rest] = parts;
    if (part === undefined) return found({ end: at, holes, words });
    if (part.kind === 'ways') return part.ways.some(way => step([...way, ...rest], { end: at, holes, words }));
    return (sentence.reach[at] ?? []).some(start =>
      part.kind === 'word'
        ? sentence.tokens[start]?.word === part.word && step(rest, { end: start + 1, holes, words: words + 1 })
        : holeEnds(sentence, part.name, start).some(end =>
            step(rest, { end, words, holes: { ...holes, [part.name]: textBetween(sentence, start, end) } }),
          ),
    );
  };
  return step(pattern, { end: from, holes: {}, words: 0 });
}

function holeEnds(sentence: Sentence, name: string, start: number): readonly number[] {
  const ends: number[] = [];
  for (let end = Math.min(sentence.tokens.length, start + longestHole); end > start; end -= 1)
    if (sentence.isHole(name, textBetween(sentence, start, end))) ends.push(end);
  return ends;
}

/** What was said between two places, as it was said. */
export const textBetween = (
  { text, tokens: all }: Pick<Sentence, 'text' | 'tokens'>,
  start: number,
  end: number,
): string => text.slice(all[start]?.start, all[end - 1]?.end);

/** From each place the places that are reached over any of these words. */
export function reachOver(all: readonly Token[], skipped: readonly (readonly string[])[]): Sentence['reach'] {
  const reach: number[][] = [];
  for (let at = all.length; at >= 0; at -= 1) {
    const ends = skipped
      .filter(words => words.every((word, index) => all[at + index]?.word === word))
      .flatMap(words => reach[at + words.length] ?? []);
    reach[at] = [...new Set([at, ...ends])].toSorted((one, other) => one - other);
  }
  return reach;
}
