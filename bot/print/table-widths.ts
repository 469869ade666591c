import type { Faces } from './faces.ts';
import { landscape, margins, portrait, type PageSize } from './pages.ts';
import type { Block, PrintedTable } from './printout.ts';

export const tableSize = 9;
const smallestSize = 5;
export const columnGap = 12;

/** Narrower columns of text would break most words. */
const narrowText = 90;
/** A column of text that is wider takes from others only what is left. */
const wideText = 220;

/** How wide the columns of a table are, and how large its letters, so that no number is broken. */
export interface TableWidths {
  readonly size: number;
  readonly widths: readonly number[];
}

/** Upright, or on its side where a table has no room otherwise. */
export function pageSizeFor(blocks: readonly Block[], faces: Faces): PageSize {
  const room = portrait.width - 2 * margins.side;
  const needed = blocks.map(block => (block.kind === 'table' ? neededFor(naturalWidths(block, faces)) : 0));
  return Math.max(0, ...needed) > room ? landscape : portrait;
}

/** Fits a table into a width. Texts share what numbers leave; where even numbers have no room, the letters are smaller. */
export function tableWidths(table: PrintedTable, faces: Faces, room: number): TableWidths {
  const natural = naturalWidths(table, faces);
  const needed = neededFor(natural);
  const scale = Math.max(smallestSize / tableSize, Math.min(1, room / needed));
  const gaps = columnGap * (natural.length - 1);
  const numbers = natural.reduce((sum, { align, width }) => sum + (align === 'right' ? width * scale : 0), 0);
  const texts = natural.reduce((sum, { align, width }) => sum + (align === 'left' ? width * scale : 0), 0);
  const left = room - gaps - numbers;
  return {
    size: tableSize * scale,
    widths: natural.map(({ align, width }) =>
      align === 'right'
        ? width * scale
        : texts <= left
          ? (width * scale * left) / texts
          : sharedOf(natural, width, left),
    ),
  };
}

interface Natural {
  readonly align: 'left' | 'right';
  readonly width: number;
}

/** The narrow have what they need; the wide share the rest. */
function sharedOf(natural: readonly Natural[], width: number, left: number): number {
  const texts = natural.filter(({ align }) => align === 'left').map(one => one.width);
  const fair = left / texts.length;
  const narrow = texts.filter(one => one <= fair);
  if (width <= fair) return width;
  const rest = left - narrow.reduce((sum, one) => sum + one, 0);
  return rest / (texts.length - narrow.length);
}

/** What a table needs at least. */
const neededFor = (natural: readonly Natural[]): number =>
  columnGap * (natural.length - 1) +
  natural.reduce((sum, { align, width }) => sum + (align === 'right' ? width : Math.min(width, narrowText)), 0);

function naturalWidths({ columns, rows }: PrintedTable, faces: Faces): readonly Natural[] {
  return columns.map(({ title, align }, at) => {
    let widest = faces.widthOf(title, 'semibold', tableSize);
    for (const { cells, isTotal } of rows)
      widest = Math.max(widest, faces.widthOf(cells[at] ?? '', isTotal ? 'semibold' : 'regular', tableSize));
    // Half a point for what adding up loses.
    return { align, width: (align === 'right' ? widest : Math.min(widest, wideText)) + 0.5 };
  });
}
