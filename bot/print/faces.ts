import { readFile } from 'node:fs/promises';
import * as fontkit from 'fontkit';
import subsetFont from 'subset-font';
import type { Language } from '../../cards/words.ts';
import { partsFor } from './font-parts.ts';

const weights = { regular: 400, semibold: 600 } as const;
export type FontWeight = keyof typeof weights;

/** A part of a font in one weight, with the letters of one printout. */
export interface Face {
  readonly name: string;
  readonly font: fontkit.Font;
}

/** Letters that one face has. */
export interface Run {
  readonly face: Face;
  readonly text: string;
  /** What is meant, where no font has its letters and only their places are shown. */
  readonly standsFor: string | undefined;
}

/** Shown in the place of a letter that no font has. */
const placeholder = '□';

/** Tables that say how letters change beside others, and how lines run from top to bottom: what is printed here needs neither. */
const unneeded = ['GSUB', 'GPOS', 'GDEF', 'BASE', 'vhea', 'vmtx', 'VORG'];

/** A letter as it is printed. */
interface Glyph {
  readonly face: Face;
  /** How wide it is at the size of 1. */
  readonly width: number;
}

type Glyphs = ReadonlyMap<string, Glyph>;

/** The faces that a printout needs, and which letter is of which. */
export class Faces {
  readonly #glyphs: Readonly<Record<FontWeight, Glyphs>>;

  private constructor(glyphs: Readonly<Record<FontWeight, Glyphs>>) {
    this.#glyphs = glyphs;
  }

  /** Reads what these texts need, in the weights that they are printed in. */
  static async load(texts: Readonly<Record<FontWeight, Iterable<string>>>, language: Language): Promise<Faces> {
    return new Faces({
      regular: await glyphsFor(lettersOf(texts.regular), { weight: 'regular', language }),
      semibold: await glyphsFor(lettersOf(texts.semibold), { weight: 'semibold', language }),
    });
  }

  /** A text as it is printed, cut where the face changes. */
  runs(text: string, weight: FontWeight): readonly Run[] {
    const runs: { face: Face; text: string; standsFor: string | undefined }[] = [];
    for (const letter of text) {
      const isKnown = this.#glyphs[weight].has(letter);
      const { face } = this.#glyphOf(letter, weight);
      const last = runs.at(-1);
      const isLast = last?.face === face && (last.standsFor === undefined) === isKnown;
      const run = isLast ? last : { face, text: '', standsFor: isKnown ? undefined : '' };
      if (!isLast) runs.push(run);
      run.text += isKnown ? letter : placeholder;
      if (run.standsFor !== undefined) run.standsFor += letter;
    }
    return runs;
  }

  /** Whether every letter of these texts can be shown. */
  isComplete(texts: readonly string[], weight: FontWeight): boolean {
    return texts.every(text => Array.from(text).every(letter => this.#glyphs[weight].has(letter)));
  }

  /** How wide a text is, in points, at a size. */
  widthOf(text: string, weight: FontWeight, size: number): number {
    let width = 0;
    for (const letter of text) width += this.#glyphOf(letter, weight).width;
    return width * size;
  }

  #glyphOf(letter: string, weight: FontWeight): Glyph {
    const glyph = this.#glyphs[weight].get(letter) ?? this.#glyphs[weight].get(placeholder);
    if (glyph === undefined) throw new Error('no font has the letter that stands for those that none has');
    return glyph;
  }
}

function lettersOf(texts: Iterable<string>): ReadonlySet<string> {
  const letters = new Set([placeholder]);
  for (const text of texts) for (const letter of text) letters.add(letter);
  return letters;
}

async function glyphsFor(
  letters: ReadonlySet<string>,
  { weight, language }: { readonly weight: FontWeight; readonly language: Language },
): Promise<Glyphs> {
  const glyphs = new Map<string, Glyph>();
  for (const [file, own] of await partsFor(letters, language)) {
    const font = fontkit.create(await partOf(file, own, weight)) as fontkit.Font;
    // A part says which letters it may have; where it has none of them, it cannot be asked.
    if (font.numGlyphs < 2) continue;
    const face = { name: `${weight} ${file}`, font };
    for (const letter of own) {
      const code = letter.codePointAt(0) ?? 0;
      if (!font.hasGlyphForCodePoint(code)) continue;
      glyphs.set(letter, { face, width: font.glyphForCodePoint(code).advanceWidth / font.unitsPerEm });
    }
  }
  return glyphs;
}

const partOf = async (file: string, letters: readonly string[], weight: FontWeight): Promise<Buffer> =>
  subsetFont(await readFile(file), letters.join(''), {
    ...{ targetFormat: 'truetype', variationAxes: { wght: weights[weight] } },
    ...{ noHinting: true, dropTables: unneeded },
  });
