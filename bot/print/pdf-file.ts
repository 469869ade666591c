import PDFDocument from 'pdfkit';
import { unreachable } from '../../core/index.ts';
import { say } from '../../cards/words.ts';
import { Faces } from './faces.ts';
import { invoiceFile, invoiceMetadata } from './factur-x.ts';
import { margins, type Item, type SetLine, type Page, type PageSize } from './pages.ts';
import type { Block, Printout } from './printout.ts';
import { printable } from './printable.ts';
import { pageSizeFor } from './table-widths.ts';
import { Typesetter } from './typesetter.ts';
import { giveWay } from '../work/give-way.ts';

const inks = { black: '#1b1a19', gray: '#605e5c' } as const;
const rules = { black: '#605e5c', gray: '#d2d0ce' } as const;
const footSize = 8;

/**
 * A printout as PDF/A-2b, an invoice with its data as PDF/A-3b, tagged: archives keep it, readers of the screen read it. What no font shows has a mark in its place, the file says so, and
 * whoever copies it has the letters all the same.
 */
export async function* pdfFile(given: Printout): AsyncIterable<Uint8Array> {
  const printout = printable(given);
  const texts = textsOf(printout);
  const faces = await Faces.load(texts, printout.language);
  const size = pageSizeFor(printout.blocks, faces);
  const pages = await pagesOf(printout, faces, size, texts);
  const sheets = new Sheets(printout, faces, size);
  for (const [at, page] of pages.entries()) {
    sheets.draw(page, say(printout.language, 'print.page', { page: at + 1, pages: pages.length }));
    await giveWay();
  }
  yield* sheets.end();
}

/** All texts, by the weight that they are printed in. */
function textsOf(printout: Printout): { readonly regular: readonly string[]; readonly semibold: readonly string[] } {
  const { language, title, about, notice, blocks, footer } = printout;
  const regular = [
    ...about,
    footer,
    '0123456789',
    say(language, 'print.page', { page: '', pages: '' }),
    say(language, 'print.missing'),
  ];
  const semibold = [title, notice];
  for (const block of blocks) {
    const { bold, plain } = textsIn(block);
    semibold.push(...bold);
    regular.push(...plain);
  }
  return { regular, semibold };
}

function textsIn(block: Block): { readonly bold: readonly string[]; readonly plain: readonly string[] } {
  switch (block.kind) {
    case 'heading':
      return { bold: [block.text], plain: [] };
    case 'sheet':
      return { bold: [block.title], plain: [] };
    case 'text':
      return { bold: [], plain: [block.text] };
    case 'facts':
      return { bold: [], plain: block.facts.flatMap(({ title, value }) => [title, value]) };
    case 'table':
      return {
        bold: [
          ...block.columns.map(({ title }) => title),
          ...block.rows.flatMap(({ cells, isTotal }) => (isTotal ? cells : [])),
        ],
        plain: block.rows.flatMap(({ cells, isTotal }) => (isTotal ? [] : cells)),
      };
    default:
      return unreachable(block);
  }
}

async function pagesOf(
  { language, title, about, notice, blocks }: Printout,
  faces: Faces,
  size: PageSize,
  texts: ReturnType<typeof textsOf>,
): Promise<readonly Page[]> {
  const setter = new Typesetter(faces, size);
  setter.notice(notice);
  setter.title(title, about);
  for (const block of blocks) await setter.block(block);
  const isComplete = faces.isComplete(texts.regular, 'regular') && faces.isComplete(texts.semibold, 'semibold');
  if (!isComplete) await setter.block({ kind: 'text', text: say(language, 'print.missing') });
  return setter.pages;
}

type Structure = PDFKit.PDFStructureElement;

/** Draws pages one after the other. */
class Sheets {
  readonly #faces: Faces;
  readonly #footer: string;
  readonly #size: PageSize;
  readonly #document: PDFKit.PDFDocument;
  /** The structure elements that have begun, the outermost first. */
  readonly #open: Structure[];

  constructor({ language, title, footer, madeAt, invoiceData }: Printout, faces: Faces, size: PageSize) {
    this.#faces = faces;
    this.#footer = footer;
    this.#size = size;
    const made = new Date(madeAt);
    this.#document = new PDFDocument({
      ...{ subset: invoiceData === undefined ? 'PDF/A-2b' : 'PDF/A-3b', pdfVersion: '1.7', tagged: true },
      ...{ lang: say(language, 'app.locale'), displayTitle: true },
      ...{ autoFirstPage: false, size: [size.width, size.height], margin: 0 },
      font: null as unknown as string,
      // What is written into XML as it is.
      info: { Title: title.replaceAll(/[&<>]/g, ' '), Producer: producer, Creator: producer, CreationDate: made },
    });
    if (invoiceData !== undefined) this.#attach(invoiceData, made);
    const root = this.#document.struct('Document');
    this.#document.addStructure(root);
    this.#open = [root];
  }

  draw({ items }: Page, pageText: string): void {
    this.#document.addPage();
    for (const item of items) this.#item(item);
    this.#artifact(() => {
      const y = this.#size.height - margins.bottom + 30;
      const width = this.#faces.widthOf(pageText, 'regular', footSize);
      const foot = { y, size: footSize, weight: 'regular', ink: 'gray' } as const;
      this.#line({ ...foot, x: margins.side, text: this.#footer });
      this.#line({ ...foot, x: this.#size.width - margins.side - width, text: pageText });
    });
  }

  async *end(): AsyncIterable<Uint8Array> {
    this.#open[0]?.end();
    this.#document.end();
    for await (const part of this.#document) yield part as Uint8Array;
  }

  #attach(invoiceData: string, made: Date): void {
    this.#document.file(Buffer.from(invoiceData), {
      ...{ name: invoiceFile, type: 'text/xml', relationship: 'Alternative', description: 'Factur-X' },
      ...{ creationDate: made, modifiedDate: made },
    });
    this.#document.appendXML(invoiceMetadata);
  }

  #item(item: Item): void {
    switch (item.kind) {
      case 'begin':
        this.#begin(item.role);
        break;
      case 'end':
        this.#open.pop()?.end();
        break;
      case 'text':
        if (item.role === 'Artifact') this.#artifact(() => this.#lines(item.lines));
        else this.#text(item.role, item.lines);
        break;
      case 'rule':
        this.#artifact(() => {
          const { x, y, width, ink } = item;
          this.#document.lineWidth(0.5).strokeColor(rules[ink]);
          this.#document
            .moveTo(x, y)
            .lineTo(x + width, y)
            .stroke();
        });
        break;
      case 'frame':
        this.#artifact(() => {
          const { x, y, width, height } = item;
          this.#document.lineWidth(1).strokeColor(rules.black).rect(x, y, width, height).stroke();
        });
        break;
      default:
        unreachable(item);
    }
  }

  #begin(role: 'Table' | 'TR'): void {
    const begun = this.#document.struct(role);
    this.#open.at(-1)?.add(begun);
    this.#open.push(begun);
  }

  #text(role: 'H1' | 'H2' | 'P' | 'TH' | 'TD', lines: readonly SetLine[]): void {
    const element = this.#document.struct(role, role === 'TH' ? { scope: 'Column' } : {});
    this.#open.at(-1)?.add(element);
    if (lines.length > 0) element.add(() => this.#lines(lines));
    element.end();
  }

  #artifact(draw: () => void): void {
    this.#document.markContent('Artifact');
    draw();
    this.#document.endMarkedContent();
  }

  #lines(lines: readonly SetLine[]): void {
    for (const line of lines) this.#line(line);
  }

  #line({ x, y, text, size, weight, ink }: SetLine): void {
    let from = x;
    for (const { face, text: part, standsFor } of this.#faces.runs(text, weight)) {
      this.#document
        .font(face.font as unknown as string, face.name)
        .fontSize(size)
        .fillColor(inks[ink]);
      if (standsFor !== undefined) this.#document.markContent('Span', { actual: standsFor });
      this.#document.text(part, from, y, { lineBreak: false, baseline: 'alphabetic' });
      if (standsFor !== undefined) this.#document.endMarkedContent();
      from += this.#faces.widthOf(part, weight, size);
    }
  }
}

const producer = 'Communications Credits';
