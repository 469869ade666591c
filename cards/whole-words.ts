import { joiner } from './escape.ts';

/** Longer ones are parted into lines of about the same length. */
const longestLine = 8;

/**
 * The same card, whose words a client does not part anywhere: no Chinese date before its 日, nor the titles of facts between any two Chinese
 * letters, which beside a long value would be left one letter a line, nor at a hyphen.
 */
export function withWholeWords<Part>(part: Part): Part;
export function withWholeWords(part: unknown): unknown {
  if (typeof part !== 'object' || part === null) return part;
  if (isFactSet(part)) return part.facts.some(isParted) ? withWholeFacts(part) : part;
  if (isText(part)) return hanDates.test(part.text) ? { ...part, text: wholeDates(part.text) } : part;
  // Every answer comes by here: what has no such words stays as it is.
  let changed: object | undefined;
  for (const name of Object.keys(part)) {
    const before: unknown = Reflect.get(part, name);
    const after = withWholeWords<unknown>(before);
    if (after === before) continue;
    changed ??= Array.isArray(part) ? Array.from<unknown>(part) : { ...part };
    Reflect.set(changed, name, after);
  }
  return changed ?? part;
}

interface Fact {
  readonly title: string;
  readonly value: string;
}

interface FactSet {
  readonly type: 'FactSet';
  readonly facts: readonly Fact[];
}

interface Text {
  readonly type: 'TextBlock' | 'TextRun';
  readonly text: string;
}

const hanWords = /\p{Script=Han}{2}/u;
const hanDates = /\d[年月日]/;
const hyphens = /\p{L}-\p{L}/u;

/** 2026年11月22日 breaks after any of its parts and before their names; a space that follows is left to break at. */
const wholeDates = (text: string): string => text.replaceAll(/(?<=\d)(?=[年月日])|(?<=\d[年月])(?=\d)/g, joiner);

const isParted = ({ title, value }: Fact): boolean =>
  hanWords.test(title) || hyphens.test(title) || hanDates.test(title) || hanDates.test(value);

const withWholeFacts = (part: FactSet): FactSet => ({
  ...part,
  facts: part.facts.map(({ title, value, ...fact }) => ({
    ...fact,
    title: wholeTitle(wholeDates(title)),
    value: wholeDates(value),
  })),
});

const isFactSet = (part: object): part is FactSet => 'type' in part && part.type === 'FactSet';

const isText = (part: object): part is Text =>
  'type' in part &&
  (part.type === 'TextBlock' || part.type === 'TextRun') &&
  'text' in part &&
  typeof part.text === 'string';

const wholeTitle = (title: string): string =>
  title.replaceAll(/(?<=\p{L}-)(?=\p{L})/gu, joiner).replaceAll(/\p{Script=Han}{2,}/gu, letters =>
    linesOf(letters.match(/./gsu) ?? [])
      .map(line => line.join(joiner))
      .join(''),
  );

function linesOf(letters: readonly string[]): readonly (readonly string[])[] {
  const size = Math.ceil(letters.length / Math.ceil(letters.length / longestLine));
  const starts = letters.keys().filter(index => index % size === 0);
  return [...starts].map(start => letters.slice(start, start + size));
}
