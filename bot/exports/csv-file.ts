import { decimal } from '../../core/index.ts';
import { csvLine, unformulated } from '../work/csv-line.ts';
import { giveWay } from '../work/give-way.ts';
import { LocalTime } from './local-time.ts';
import type { Value, Column, Table, Written } from './table.ts';

/** Spreadsheets take a csv for UTF-8 only with this mark. */
const mark = '\ufeff';

/** A table as csv, some lines at a time. Texts cannot become formulas; instants carry their offset. */
export async function* csvFile({ columns, pages }: Table, written: Written): AsyncIterable<Uint8Array> {
  const time = new LocalTime(written.timeZone);
  yield bytes([mark + csvLine(columns.map(({ title }) => title))]);
  for await (const lines of pages) {
    if (lines.length > 0)
      yield bytes(lines.map(cells => csvLine(cells.map((cell, at) => textOf(cell, columns[at], written, time)))));
    // Others have their turn: a page may come without waiting for anything.
    await giveWay();
  }
}

const bytes = (lines: readonly string[]): Uint8Array => Buffer.from(lines.map(line => `${line}\r\n`).join(''));

function textOf(cell: Value, column: Column | undefined, { currency }: Written, time: LocalTime): string | number {
  if (cell === null) return '';
  if (typeof cell === 'string') return unformulated(cell);
  switch (column?.kind) {
    case 'amount':
      return decimal(cell, currency);
    case 'instant':
      return time.iso(Number(cell));
    default:
      return String(cell);
  }
}
