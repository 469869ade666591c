import stringWidth from 'string-width';
import { visible } from '../../cards/escape.ts';
import type { Session } from './terminal.ts';

/** The columns of a table by their headings, and on which side each is aligned: numbers on the right. */
export type TableColumns = Readonly<Record<string, 'left' | 'right'>>;

/** Rows of cells under their headings, as aligned lines. */
export function table({ paint }: Pick<Session, 'paint'>, columns: TableColumns, rows: readonly (readonly string[])[]) {
  const [headings = '', ...lines] = aligned([Object.keys(columns), ...rows], Object.values(columns));
  return [paint('bold', headings), ...lines];
}

/**
 * Rows of cells as lines, two spaces between columns. A text is as wide as a terminal shows it, two columns for most of Chinese, and none
 * can move the cursor.
 */
export function aligned(rows: readonly (readonly string[])[], sides: readonly TableColumns[string][] = []) {
  const cells = rows.map(row => row.map(visible));
  const widths: number[] = [];
  for (const row of cells)
    for (const [column, cell] of row.entries()) widths[column] = Math.max(widths[column] ?? 0, stringWidth(cell));
  const padded = (cell: string, column: number): string => {
    const space = ' '.repeat((widths[column] ?? 0) - stringWidth(cell));
    return sides[column] === 'right' ? `${space}${cell}` : `${cell}${space}`;
  };
  return cells.map(row => row.map(padded).join('  ').trimEnd());
}

/** The line below a list that was cut, where it was. */
export const capped = (more: number, remedy: string): readonly string[] =>
  more > 0 ? [`and ${more.toLocaleString('en-US')} more (${remedy})`] : [];
