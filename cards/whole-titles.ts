import { joiner } from './escape.ts';

/** Longer ones are parted into lines of about the same length. */
const longestLine = 8;

/**
 * The same card, in whose facts Chinese titles are not parted between any two letters: beside a long value a client would leave them one
 * letter a line.
 */
export function withWholeTitles<Part>(part: Part): Part;
export function withWholeTitles(part: unknown): unknown {
  if (typeof part !== 'object' || part === null) return part;
  if (isFactSet(part)) return part.facts.some(({ title }) => hanWords.test(title)) ? withWholeFacts(part) : part;
  // Every answer comes by here: what has no such title stays as it is.
  let changed: object | undefined;
  for (const name of Object.keys(part)) {
    const before: unknown = Reflect.get(part, name);
    const after = withWholeTitles<unknown>(before);
    if (after === before) continue;
    changed ??= Array.isArray(part) ? Array.from<unknown>(part) : { ...part };
    Reflect.set(changed, name, after);
  }
  return changed ?? part;
}

interface FactSet {
  readonly type: 'FactSet';
  readonly facts: readonly { readonly title: string }[];
}

const hanWords = /\p{Script=Han}{2}/u;

const withWholeFacts = (part: FactSet): FactSet => ({
  ...part,
  facts: part.facts.map(({ title, ...fact }) => ({ ...fact, title: wholeTitle(title) })),
});

const isFactSet = (part: object): part is FactSet => 'type' in part && part.type === 'FactSet';

const wholeTitle = (title: string): string =>
  title.replaceAll(/\p{Script=Han}{2,}/gu, letters =>
    linesOf(letters.match(/./gsu) ?? [])
      .map(line => line.join(joiner))
      .join(''),
  );

function linesOf(letters: readonly string[]): readonly (readonly string[])[] {
  const size = Math.ceil(letters.length / Math.ceil(letters.length / longestLine));
  const starts = letters.keys().filter(index => index % size === 0);
  return [...starts].map(start => letters.slice(start, start + size));
}
