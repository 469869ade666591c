import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { z } from 'zod';
import type { Language } from '../../cards/words.ts';

// A font with Han glyphs comes in about a hundred parts, each for some letters: of these only what a text needs is read.

const require = createRequire(import.meta.url);

/** By part: `U+0-FF,U+131`. */
const coverage = z.record(z.string(), z.string());

/** The part that has a letter, by its code point. */
type Parts = ReadonlyMap<number, string>;

/** The fonts by their packages: of two that have a letter the first. A Chinese quotation mark is as wide as a Han letter, another one is not. */
const latinFirst = ['noto-sans', 'noto-sans-sc'] as const;
const families: Readonly<Partial<Record<Language, readonly string[]>>> = { 'zh-CN': ['noto-sans-sc', 'noto-sans'] };

const known = new Map<Language, Promise<Parts>>();

/** The files of the parts that have these letters, each with its own; a letter that none has is in no list. */
export async function partsFor(
  letters: Iterable<string>,
  language: Language,
): Promise<ReadonlyMap<string, readonly string[]>> {
  const reading = known.get(language) ?? readParts(families[language] ?? latinFirst);
  known.set(language, reading);
  const parts = await reading;
  const found = new Map<string, string[]>();
  for (const letter of letters) {
    const file = parts.get(letter.codePointAt(0) ?? 0);
    if (file !== undefined) found.set(file, [...(found.get(file) ?? []), letter]);
  }
  return found;
}

async function readParts(fonts: readonly string[]): Promise<Parts> {
  const parts = new Map<number, string>();
  for (const family of fonts)
    for (const { file, ranges } of await partsOf(family))
      for (const { first, last } of ranges)
        for (let code = first; code <= last; code += 1) if (!parts.has(code)) parts.set(code, file);
  return parts;
}

interface Part {
  readonly file: string;
  readonly ranges: readonly { readonly first: number; readonly last: number }[];
}

async function partsOf(family: string): Promise<readonly Part[]> {
  const folder = `@fontsource-variable/${family}`;
  const parts = coverage.parse(JSON.parse(await readFile(require.resolve(`${folder}/unicode.json`), 'utf8')));
  // Those with a name, of Latin and its kin, stand last, and are complete: one word is of one part.
  return Object.entries(parts)
    .toReversed()
    .map(([part, ranges]) => ({
      file: require.resolve(`${folder}/files/${family}-${part.replaceAll(/[[\]]/g, '')}-wght-normal.woff2`),
      ranges: ranges.split(',').map(range => {
        const [first = '', last = first] = range.trim().slice(2).split('-');
        return { first: Number.parseInt(first, 16), last: Number.parseInt(last, 16) };
      }),
    }));
}
