import { parse } from 'csv-parse/sync';
import { parseCallRow, type CallRow, type RawRow, type RowProblem } from '../../core/index.ts';
import type { ParsedRows } from '../ports/index.ts';
import { CsvRecords, isWellFormed, unwrapped, type CsvRecord } from './csv-records.ts';
import type { ExportColumns } from './export-columns.ts';
import { inExportForm, type Forms } from './export-forms.ts';
import { giveWay } from '../work/give-way.ts';

/** A file of text as it is to be read. */
export interface ExportText {
  readonly name: string;
  /** In UTF-8, with line feeds. */
  readonly parts: () => AsyncIterable<Buffer>;
  readonly columns: ExportColumns;
  readonly forms: Forms;
}

/** The rows of a file, some at once. */
export async function* pagesOf(text: ExportText, pageRows: number): AsyncIterable<ParsedRows> {
  for await (const records of recordPages(text, pageRows)) yield parsePage(records, text);
}

/** The records behind the columns, some at once. */
export async function* recordPages(
  { parts, columns }: ExportText,
  pageRows: number,
): AsyncIterable<readonly CsvRecord[]> {
  const records = new CsvRecords();
  const page = new Page(pageRows);
  const isRow = ({ line, text }: CsvRecord): boolean =>
    line >= columns.firstLine && (text === undefined || !isEmptyRow(text));
  for await (const part of parts()) {
    for (const record of records.take(part)) {
      if (!isRow(record) || !page.isFullWith(record)) continue;
      yield page.taken();
      // The bot goes on answering between two pages.
      await giveWay();
    }
  }
  for (const record of records.end()) if (isRow(record)) page.isFullWith(record);
  const rest = page.taken();
  if (rest.length > 0) yield rest;
}

/** A spreadsheet's empty rows are separators alone. */
const isEmptyRow = (text: string): boolean => !/[^,;|\t"\s]/.test(text);

/** The text of a page of short rows, and the most that is parsed without letting anybody else have a turn. */
const pageLength = 262_144;

/** Records that are parsed at once. */
class Page {
  readonly #mostRecords: number;
  #records: CsvRecord[] = [];
  #length = 0;

  constructor(mostRecords: number) {
    this.#mostRecords = mostRecords;
  }

  /** Adds a record; says whether the page is full then. */
  isFullWith(record: CsvRecord): boolean {
    this.#records.push(record);
    this.#length += record.text?.length ?? 0;
    return this.#records.length >= this.#mostRecords || this.#length >= pageLength;
  }

  taken(): readonly CsvRecord[] {
    const records = this.#records;
    this.#records = [];
    this.#length = 0;
    return records;
  }
}

/** Parses a page; a malformed record hides no other. */
function parsePage(records: readonly CsvRecord[], { columns, forms }: ExportText): ParsedRows {
  const rows: CallRow[] = [];
  const lines: number[] = [];
  const bad: { line: number; problem: RowProblem }[] = [];
  for (const { record, raw } of rawRows(records, columns)) {
    const row = raw === undefined ? problemOf(record) : parseCallRow(inExportForm(raw, forms));
    if (typeof row === 'string') bad.push({ line: record.line, problem: row });
    else {
      rows.push(row);
      lines.push(record.line);
    }
  }
  return { rows, lines, bad };
}

/** The fields of records as text, parsed in one go; none where a record has other fields than the columns. */
export function rawRows(
  records: readonly CsvRecord[],
  columns: ExportColumns,
): readonly { readonly record: CsvRecord; readonly raw: RawRow | undefined }[] {
  const texts = records.map(({ text }) => (text === undefined ? undefined : rowText(text, columns)));
  const parsed = parse(texts.filter(text => text !== undefined).join('\n'), {
    ...{ delimiter: columns.delimiter, relax_column_count: true, record_delimiter: '\n' },
  });
  let next = 0;
  return records.map((record, index) => {
    const values = texts[index] === undefined ? undefined : parsed[next++];
    return { record, raw: values === undefined ? undefined : rawOf(values, columns) };
  });
}

/** Cheap to tell, of the many lines that a file made to harm can hold: there are fewer characters than separators. */
function rowText(text: string, { count, delimiter }: ExportColumns): string | undefined {
  if (text.length < count - 1) return undefined;
  const row = unwrapped(text);
  return isWellFormed(row, delimiter) ? row : undefined;
}

const problemOf = ({ text }: CsvRecord): RowProblem => (text === undefined ? 'line-too-long' : 'not-a-row');

function rawOf(values: readonly string[], { places, count }: ExportColumns): RawRow | undefined {
  // A spreadsheet may end all rows with empty cells.
  if (values.length < count || values.slice(count).some(value => value !== '')) return undefined;
  return Object.fromEntries(
    Object.entries(places).map(([field, place]) => [field, values[place] ?? '']),
  ) as unknown as RawRow;
}
