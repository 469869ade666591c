import { inflateSync } from 'node:zlib';

/** A file of the kind that the bot writes, read by the places that its own table names. */
export interface Pdf {
  readonly bytes: Buffer;
  readonly trailer: string;
  readonly objects: ReadonlyMap<number, PdfObject>;
  /** The page objects, first to last. */
  readonly pages: readonly number[];
}

export interface PdfObject {
  /** What stands before its stream, or all of it. */
  readonly dictionary: string;
  readonly stream: Buffer | undefined;
}

/** What is drawn in one piece, and in which font and glyphs. */
export interface DrawnText {
  readonly page: number;
  readonly x: number;
  readonly y: number;
  readonly text: string;
  readonly font: number;
  readonly glyphs: readonly number[];
}

export function readPdf(bytes: Buffer): Pdf {
  const text = bytes.toString('latin1');
  const start = Number(/startxref\n(\d+)\n%%EOF\s*$/.exec(text)?.[1]);
  const table = text.slice(start);
  const offsets = [...table.matchAll(/^(\d{10}) 00000 n $/gm)].map(([, offset]) => Number(offset));
  const objects = new Map(offsets.map((offset, index) => [index + 1, objectAt(bytes, text, offset)]));
  const trailer = /trailer\n([\s\S]*?)\nstartxref/.exec(table)?.[1] ?? '';
  const kids = [...objects.values()].find(({ dictionary }) => dictionary.includes('/Type /Pages'))?.dictionary ?? '';
  const pages = [...(/\/Kids \[([^\]]*)\]/.exec(kids)?.[1] ?? '').matchAll(/(\d+) 0 R/g)].map(([, id]) => Number(id));
  return { bytes, trailer, objects, pages };
}

function objectAt(bytes: Buffer, text: string, offset: number): PdfObject {
  const end = text.indexOf('endobj', offset);
  const begin = text.indexOf('\nstream\n', offset);
  if (begin === -1 || begin > end) return { dictionary: text.slice(offset, end), stream: undefined };
  const dictionary = text.slice(offset, begin);
  const from = begin + '\nstream\n'.length;
  const raw = bytes.subarray(from, from + Number(/\/Length (\d+)/.exec(dictionary)?.[1]));
  return { dictionary, stream: dictionary.includes('/FlateDecode') ? inflateSync(raw) : raw };
}

/** The object that a key of a dictionary refers to. */
export const referred = (dictionary: string, key: string): number =>
  Number(new RegExp(String.raw`/${key} (\d+) 0 R`).exec(dictionary)?.[1]);

export const dictionaryOf = ({ objects }: Pdf, id: number): string => objects.get(id)?.dictionary ?? '';

/** Every piece of text of every page, as the fonts' own tables say which letters their glyphs are. */
export function textsOf(pdf: Pdf): readonly DrawnText[] {
  const letters = new Map<number, readonly string[]>();
  return pdf.pages.flatMap((id, index) => textsOfPage(pdf, { id, page: index + 1 }, letters));
}

/** The words of each page, in the order in which they are drawn. */
export function pageTexts(pdf: Pdf): readonly string[] {
  const pages = Map.groupBy(textsOf(pdf), ({ page }) => page);
  return pdf.pages.map((_, index) => (pages.get(index + 1) ?? []).map(({ text }) => text).join('\n'));
}

function textsOfPage(
  pdf: Pdf,
  { id, page }: { readonly id: number; readonly page: number },
  known: Map<number, readonly string[]>,
): readonly DrawnText[] {
  const own = dictionaryOf(pdf, id);
  const resources = dictionaryOf(pdf, referred(own, 'Resources'));
  const fonts = new Map(
    [...resources.matchAll(/\/(F\d+) (\d+) 0 R/g)].map(([, name = '', font]) => [name, Number(font)]),
  );
  const content = pdf.objects.get(referred(own, 'Contents'))?.stream?.toString('latin1') ?? '';
  return [...content.matchAll(/BT\n([\s\S]*?)\nET/g)].map(([, drawn = '']) => {
    const [, x, y] = /1 0 0 1 (\S+) (\S+) Tm/.exec(drawn) ?? [];
    const font = fonts.get(/\/(F\d+) \S+ Tf/.exec(drawn)?.[1] ?? '') ?? 0;
    const glyphs = [...drawn.matchAll(/<([\da-f]+)>/g)].flatMap(([, hex = '']) =>
      (hex.match(/.{4}/g) ?? []).map(code => Number.parseInt(code, 16)),
    );
    const letters = known.get(font) ?? lettersOf(pdf, font);
    known.set(font, letters);
    const text = glyphs.map(glyph => letters[glyph] ?? '?').join('');
    return { page, x: Number(x), y: Number(y), text, font, glyphs };
  });
}

/** The letters of a font's glyphs, from its ToUnicode. */
function lettersOf(pdf: Pdf, font: number): readonly string[] {
  const map = pdf.objects.get(referred(dictionaryOf(pdf, font), 'ToUnicode'))?.stream?.toString('latin1') ?? '';
  return [...map.matchAll(/<[\da-f]+> <[\da-f]+> \[([^\]]*)\]/g)].flatMap(([, list = '']) =>
    [...list.matchAll(/<([\da-f ]*)>/g)].map(([, hex = '']) =>
      Buffer.from(hex.replaceAll(' ', ''), 'hex').swap16().toString('utf16le'),
    ),
  );
}
