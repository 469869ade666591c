import { err, ok, type RawRow, type Result } from '../../core/index.ts';
import type { Delimiter } from './csv-records.ts';

/** Why the dates or amounts of a file cannot be read in one way only; `example` is one of them. */
export type FormsRefusal = {
  readonly kind: 'ambiguous-dates' | 'mixed-dates' | 'mixed-decimals' | 'ambiguous-decimals';
  readonly file: string;
  readonly example: string;
};

/** How a file writes dates and amounts, where a spreadsheet has saved it anew. */
export interface Forms {
  readonly dateOrder: 'day-first' | 'month-first' | undefined;
  readonly decimalMark: '.' | ',';
}

/** As the admin center writes them. */
export const exportForms: Forms = { dateOrder: undefined, decimalMark: '.' };

const time =
  '(?<time>\\d{1,2}:\\d{2}:\\d{2})(?:[.,](?<fraction>\\d{1,9}))?\\s*(?<half>[AP]M)?\\s*(?<zone>Z|[+-]\\d{2}:?\\d{2})?';
const yearFirst = new RegExp(`^(?<year>\\d{4})[-/.](?<month>\\d{1,2})[-/.](?<day>\\d{1,2})[T ]\\s*${time}$`, 'i');
const yearLast = new RegExp(
  `^(?<one>\\d{1,2})(?<mark>[-/.])(?<two>\\d{1,2})\\k<mark>(?<year>\\d{4}),?\\s+${time}$`,
  'i',
);

/** Tells from all rows of a file how it writes dates and amounts. */
export class FormsSurvey {
  readonly #file: string;
  readonly #delimiter: Delimiter;
  #dates: { dayFirst?: string; monthFirst?: string; either?: string } = {};
  #amounts: { comma?: string; point?: string; isProved: boolean } = { isProved: false };

  constructor(file: string, delimiter: Delimiter) {
    this.#file = file;
    this.#delimiter = delimiter;
  }

  take({ start, fee, charge }: Pick<RawRow, 'start' | 'fee' | 'charge'>): void {
    const date = start.length > longest ? undefined : yearLast.exec(start.trim())?.groups;
    if (date !== undefined && date['mark'] !== '.') {
      const [one, two] = [Number(date['one']), Number(date['two'])];
      if (one > 12) this.#dates.dayFirst ??= start;
      else if (two > 12) this.#dates.monthFirst ??= start;
      else if (one !== two) this.#dates.either ??= start;
    }
    for (const amount of [fee, charge]) {
      const [, whole, mark, fraction = ''] = /^-?(\d{1,9})([.,])(\d{1,9})$/.exec(amount.trim()) ?? [];
      if (mark === '.') this.#amounts.point ??= amount;
      if (mark !== ',') continue;
      this.#amounts.comma ??= amount;
      // No thousands are written so.
      this.#amounts.isProved ||= fraction.length !== 3 || whole === '0';
    }
  }

  /** How, when no more rows come; refused where there are two ways. */
  end(): Result<Forms, FormsRefusal> {
    const refused = (kind: FormsRefusal['kind'], example: string): Result<Forms, FormsRefusal> =>
      err({ kind, file: this.#file, example });
    const { dayFirst, monthFirst, either } = this.#dates;
    if (dayFirst !== undefined && monthFirst !== undefined)
      return refused('mixed-dates', `${dayFirst} · ${monthFirst}`);
    const dateOrder = dayFirst !== undefined ? 'day-first' : monthFirst !== undefined ? 'month-first' : undefined;
    if (dateOrder === undefined && either !== undefined) return refused('ambiguous-dates', either);
    const { comma, point, isProved } = this.#amounts;
    // Where commas part the columns, an amount with one is an amount of that row alone that cannot be read.
    if (comma === undefined || this.#delimiter === ',') return ok({ dateOrder, decimalMark: '.' });
    if (point !== undefined) return refused('mixed-decimals', `${comma} · ${point}`);
    // Whoever writes semicolons does so since commas are taken by decimals.
    return isProved || this.#delimiter === ';'
      ? ok({ dateOrder, decimalMark: ',' })
      : refused('ambiguous-decimals', comma);
  }
}

const longest = 64;

/** The row as the admin center would have written it. */
export function inExportForm(raw: RawRow, forms: Forms): RawRow {
  return {
    ...raw,
    start: instantText(raw.start, forms),
    fee: amountText(raw.fee, forms),
    charge: amountText(raw.charge, forms),
    callId: unspoiled(raw.callId),
    caller: unspoiled(raw.caller),
    callee: unspoiled(raw.callee),
    userName: unspoiled(raw.userName),
  };
}

/** What a spreadsheet has made of a long number, or of what it took for a formula: nobody can tell any more what it was. */
const unspoiled = (text: string): string =>
  /^(?:[-+]?\d(?:[.,]\d{1,20})?E[+-]\d{1,3}|#{2,}|#(?:NAME\?|VALUE!|REF!|N\/A|NUM!|DIV\/0!))$/i.test(text.trim())
    ? ''
    : text;

const amountText = (text: string, { decimalMark }: Forms): string =>
  decimalMark === ',' && /^-?\d{1,9},\d{1,9}$/.test(text.trim()) ? text.replace(',', '.') : text;

/** An instant of one unmistakable form; others stay as they are. One without a zone is in UTC, as the export is (M9). */
function instantText(text: string, { dateOrder }: Forms): string {
  if (text.length > longest || (text[10] === 'T' && text.endsWith('Z'))) return text;
  const parts = yearFirst.exec(text.trim())?.groups ?? inOrder(yearLast.exec(text.trim())?.groups, dateOrder);
  if (parts === undefined) return text;
  const { year = '', month = '', day = '', time: clock = '', fraction = '', half, zone = 'Z' } = parts;
  const [hours = '', minutes = '', seconds = ''] = clock.split(':');
  const hour = half === undefined ? Number(hours) : (Number(hours) % 12) + (half.toUpperCase() === 'PM' ? 12 : 0);
  const date = [year, month, day].map(part => part.padStart(2, '0')).join('-');
  const decimals = fraction === '' ? '' : `.${fraction}`;
  return `${date}T${String(hour).padStart(2, '0')}:${minutes}:${seconds}${decimals}${zone}`;
}

type Groups = Readonly<Record<string, string | undefined>>;

function inOrder(date: Groups | undefined, dateOrder: Forms['dateOrder']): Groups | undefined {
  if (date === undefined) return undefined;
  // Points are written between day, month and year only; and of two numbers that are the same either is the day.
  const order = date['mark'] === '.' || date['one'] === date['two'] ? 'day-first' : dateOrder;
  if (order === undefined) return undefined;
  const [day, month] = order === 'day-first' ? [date['one'], date['two']] : [date['two'], date['one']];
  return { ...date, day, month };
}
