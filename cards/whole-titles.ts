import { joiner } from './escape.ts';

/** Longer ones are parted into lines of about the same length. */
const longestLine = 8;

/**
 * The same card, in whose facts Chinese titles are not parted between any two letters: beside a long value a client would leave them one
 * letter a line.
 */
export function withWholeTitles<Part>(part: Part): Part;
export function withWholeTitles(part: unknown): unknown {
  if (Array.isArray(part)) return part.map(one => withWholeTitles<unknown>(one));
  if (typeof part !== 'object' || part === null) return part;
  if (isFactSet(part))
    return { ...part, facts: part.facts.map(({ title, ...fact }) => ({ ...fact, title: wholeTitle(title) })) };
  return Object.fromEntries(Object.entries(part).map(([name, value]) => [name, withWholeTitles<unknown>(value)]));
}

const isFactSet = (
  part: object,
): part is { readonly type: 'FactSet'; readonly facts: readonly { readonly title: string }[] } =>
  'type' in part && part.type === 'FactSet';

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
