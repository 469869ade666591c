import { unreachable } from '../../core/index.ts';
import type { Faces, FontWeight } from './faces.ts';
import { margins, type Ink, type Item, type SetLine, type Page, type PageSize, type Role } from './pages.ts';
import type { Block, PrintedFact, PrintedTable } from './printout.ts';
import { columnGap, tableWidths } from './table-widths.ts';
import { wrapped } from './wrap.ts';
import { giveWay } from '../work/give-way.ts';

/** How a kind of text looks. */
interface Style {
  readonly role: Role;
  readonly size: number;
  readonly weight: FontWeight;
  readonly ink: Ink;
  /** The room above it. */
  readonly above: number;
}

const styles = {
  title: { role: 'H1', size: 20, weight: 'semibold', ink: 'black', above: 0 },
  about: { role: 'P', size: 9.5, weight: 'regular', ink: 'gray', above: 3 },
  heading: { role: 'H2', size: 12, weight: 'semibold', ink: 'black', above: 22 },
  text: { role: 'P', size: 9.5, weight: 'regular', ink: 'black', above: 12 },
  notice: { role: 'P', size: 9.5, weight: 'semibold', ink: 'black', above: 0 },
} as const satisfies Record<string, Style>;

/** A line takes so much of its letters' size, and its letters stand so far below its top. */
const leading = 1.45;
const rise = 1.08;

const factTitle = 150;
const cellPadding = 4.5;
/** Longer cells are none that a person wrote. */
const mostCellLines = 12;

const yieldAfter = 100;

/** Sets blocks on pages, from top to bottom. */
export class Typesetter {
  readonly pages: Page[] = [];
  readonly #faces: Faces;
  readonly #size: PageSize;
  readonly #left = margins.side;
  readonly #width: number;
  #y = 0;

  constructor(faces: Faces, size: PageSize) {
    this.#faces = faces;
    this.#size = size;
    this.#width = size.width - 2 * margins.side;
    this.#turn();
  }

  title(title: string, about: readonly string[]): void {
    this.#paragraph(title, styles.title);
    for (const line of about) this.#paragraph(line, styles.about);
    this.#y += 10;
  }

  /** In a frame, so that nobody overlooks it. */
  notice(text: string): void {
    if (text === '') return;
    const padding = 8;
    const lines = this.#wrapped(text, styles.notice, this.#width - 2 * padding);
    const height = lines.length * styles.notice.size * leading + 2 * padding;
    this.#add({ kind: 'frame', x: this.#left, y: this.#y, width: this.#width, height });
    this.#y += padding;
    this.#set(lines, styles.notice, this.#left + padding);
    this.#y += padding + 16;
  }

  async block(block: Block): Promise<void> {
    switch (block.kind) {
      case 'heading':
        // Never alone at the foot of a page.
        this.#need(120);
        this.#paragraph(block.text, styles.heading);
        break;
      case 'text':
        this.#paragraph(block.text, styles.text);
        break;
      case 'facts':
        this.#y += 8;
        for (const fact of block.facts) this.#fact(fact);
        break;
      case 'sheet':
        this.#turn();
        this.title(block.title, []);
        break;
      case 'table':
        await this.#table(block);
        break;
      default:
        unreachable(block);
    }
  }

  #fact({ title, value }: PrintedFact): void {
    const { size } = styles.text;
    const lines = this.#wrapped(value, styles.text, this.#width - factTitle);
    const named = this.#wrapped(title, styles.text, factTitle - columnGap);
    const height = Math.max(lines.length, named.length) * size * leading;
    this.#need(height + 3);
    this.#y += 3;
    const at = (text: string, index: number, x: number, ink: Ink): SetLine => ({
      ...{ x, y: this.#y + index * size * leading + size * rise, text, size, weight: 'regular', ink },
    });
    const add = (texts: readonly string[], x: number, ink: Ink): void => {
      this.#add({ kind: 'text', role: 'P', lines: texts.map((text, index) => at(text, index, x, ink)) });
    };
    add(named, this.#left, 'gray');
    add(lines, this.#left + factTitle, 'black');
    this.#y += height;
  }

  async #table(table: PrintedTable): Promise<void> {
    const { size, widths } = tableWidths(table, this.#faces, this.#width);
    const titles = this.#row(
      table,
      { cells: table.columns.map(({ title }) => title), weight: 'semibold', ink: 'gray' },
      { size, widths },
    );
    this.#need(titles.height + 60);
    this.#y += 8;
    this.#add({ kind: 'begin', role: 'Table' });
    this.#place(titles, 'TH');
    for (const [at, { cells, isTotal }] of table.rows.entries()) {
      const row = this.#row(table, { cells, weight: isTotal ? 'semibold' : 'regular', ink: 'black' }, { size, widths });
      if (!this.#hasRoom(row.height)) {
        this.#turn();
        this.#place(titles, 'Artifact');
      }
      if (isTotal) this.#rule('black', -0.25);
      this.#place(row, 'TD');
      if (at % yieldAfter === yieldAfter - 1) await giveWay();
    }
    this.#add({ kind: 'end' });
  }

  /** The cells of a row, each in lines from its own top. */
  #row(
    { columns }: PrintedTable,
    { cells, weight, ink }: { readonly cells: readonly string[]; readonly weight: FontWeight; readonly ink: Ink },
    { size, widths }: { readonly size: number; readonly widths: readonly number[] },
  ): SetRow {
    let x = this.#left;
    const widthOf = (text: string): number => this.#faces.widthOf(text, weight, size);
    const set = columns.map(({ align }, at): readonly SetLine[] => {
      const width = widths[at] ?? 0;
      const from = x;
      x += width + columnGap;
      return wrapped(cells[at] ?? '', width, widthOf)
        .slice(0, mostCellLines)
        .map((text, index) => ({
          ...{ text, size, weight, ink },
          x: align === 'left' ? from : from + width - widthOf(text.trimEnd()),
          y: cellPadding + index * size * leading + size * rise,
        }));
    });
    const lines = Math.max(1, ...set.map(one => one.length));
    return { cells: set, height: lines * size * leading + 2 * cellPadding };
  }

  #place({ cells, height }: SetRow, role: 'TH' | 'TD' | 'Artifact'): void {
    const top = this.#y;
    if (role !== 'Artifact') this.#add({ kind: 'begin', role: 'TR' });
    for (const cell of cells)
      this.#add({ kind: 'text', role, lines: cell.map(line => ({ ...line, y: line.y + top })) });
    if (role !== 'Artifact') this.#add({ kind: 'end' });
    this.#y += height;
    this.#rule(role === 'TD' ? 'gray' : 'black', 0);
  }

  #paragraph(text: string, style: Style): void {
    if (text === '') return;
    const lines = this.#wrapped(text, style, this.#width);
    if (!this.#isAtTop()) this.#y += style.above;
    this.#set(lines, style, this.#left);
  }

  /** Lines below each other; they go on on the next page where there is no more room. */
  #set(lines: readonly string[], style: Style, x: number): void {
    const { role, size, weight, ink } = style;
    const height = size * leading;
    let rest = lines;
    while (rest.length > 0) {
      const fitting = Math.floor((this.#bottom - this.#y) / height);
      if (fitting < 1) {
        this.#turn();
        continue;
      }
      const here = rest.slice(0, fitting);
      this.#add({
        ...{ kind: 'text', role },
        lines: here.map((text, index) => ({
          ...{ x, y: this.#y + index * height + size * rise, text, size, weight, ink },
        })),
      });
      this.#y += here.length * height;
      rest = rest.slice(here.length);
    }
  }

  #wrapped = (text: string, { size, weight }: Style, width: number): readonly string[] =>
    wrapped(text, width, part => this.#faces.widthOf(part, weight, size));

  #rule(ink: Ink, above: number): void {
    this.#add({ kind: 'rule', x: this.#left, y: this.#y + above, width: this.#width, ink });
  }

  #add(item: Item): void {
    this.pages.at(-1)?.items.push(item);
  }

  #need(height: number): void {
    if (!this.#hasRoom(height)) this.#turn();
  }

  #hasRoom = (height: number): boolean => this.#y + height <= this.#bottom;

  #isAtTop = (): boolean => this.#y === margins.top;

  get #bottom(): number {
    return this.#size.height - margins.bottom;
  }

  /** Begins a page. */
  #turn(): void {
    this.pages.push({ items: [] });
    this.#y = margins.top;
  }
}

/** A row whose place on a page is not known yet. */
interface SetRow {
  readonly cells: readonly (readonly SetLine[])[];
  readonly height: number;
}
