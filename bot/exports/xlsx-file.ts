import { PassThrough, Readable } from 'node:stream';
import { finished } from 'node:stream/promises';
import { ZipFile } from 'yazl';
import { giveWay } from '../work/give-way.ts';
import { LocalTime } from './local-time.ts';
import { rowXml, sheetBegin, sheetEnd, workbookParts } from './sheet-xml.ts';
import type { Line, Table, Written } from './table.ts';

/** The most lines that a sheet of a spreadsheet has, its titles among them; what is longer goes on in another sheet. */
const mostRows = 1_048_576;
const longestName = 31;

/**
 * Tables as a workbook, some bytes at a time: lines are taken only as fast as the file is. Whoever stops reading ends all of it.
 */
export async function* xlsxFile(
  tables: readonly Table[],
  written: Written,
  sheetRows = mostRows,
): AsyncIterable<Uint8Array> {
  const zip = new ZipFile();
  const output = new PassThrough();
  zip.outputStream.on('error', (error: Error) => output.destroy(error)).pipe(output);
  zip.on('error', error => output.destroy(error as Error));
  const filling = filled({ zip, output }, tables, written, sheetRows).catch((error: unknown) => {
    output.destroy(error as Error);
  });
  try {
    for await (const part of output) yield part as Uint8Array;
  } finally {
    output.destroy();
    for (const { pages } of tables) await (pages as Partial<AsyncGenerator>).return?.(undefined);
    await filling;
  }
}

async function filled(
  { zip, output }: { readonly zip: ZipFile; readonly output: Readable },
  tables: readonly Table[],
  written: Written,
  sheetRows: number,
): Promise<void> {
  const options = { mtime: new Date(written.at) };
  const names: string[] = [];
  for (const table of tables) {
    const lines = new Lines(table.pages);
    for (let part = 1; part === 1 || !(await lines.isAtEnd()); part += 1) {
      names.push(sheetName(table.name, part));
      const sheet = Readable.from(sheetOf(table, lines, written, sheetRows));
      const isOver = finished(sheet, { writable: false });
      output.once('close', () => sheet.destroy());
      zip.addReadStream(sheet, `xl/worksheets/sheet${names.length}.xml`, options);
      await isOver;
    }
  }
  for (const [path, xml] of workbookParts(names, written.currency)) zip.addBuffer(Buffer.from(xml), path, options);
  zip.end();
}

const sheetName = (name: string, part: number): string =>
  `${name.replaceAll(/[[\]:*?/\\]/g, ' ').slice(0, longestName - 4)}${part === 1 ? '' : ` ${part}`}`;

async function* sheetOf(
  { columns }: Table,
  lines: Lines,
  { currency, timeZone }: Written,
  sheetRows: number,
): AsyncIterable<Buffer> {
  const written = { currency, time: new LocalTime(timeZone) };
  yield Buffer.from(sheetBegin(columns));
  let row = 2;
  while (row <= sheetRows && !(await lines.isAtEnd())) {
    const first = row;
    const taken = lines.take(sheetRows - row + 1);
    row += taken.length;
    yield Buffer.from(taken.map((line, at) => rowXml(line, first + at, columns, written)).join(''));
    // Others have their turn: a page may come without waiting for anything.
    await giveWay();
  }
  yield Buffer.from(sheetEnd);
}

/** Lines taken from pages, as many as there is room for. */
class Lines {
  readonly #pages: AsyncIterator<readonly Line[]>;
  #left: readonly Line[] = [];
  #isOver = false;

  constructor(pages: AsyncIterable<readonly Line[]>) {
    this.#pages = pages[Symbol.asyncIterator]();
  }

  async isAtEnd(): Promise<boolean> {
    while (this.#left.length === 0 && !this.#isOver) {
      const next = await this.#pages.next();
      if (next.done === true) this.#isOver = true;
      else this.#left = next.value;
    }
    return this.#left.length === 0;
  }

  /** What is left of the page that is at hand, or its beginning. */
  take(most: number): readonly Line[] {
    const taken = this.#left.slice(0, most);
    this.#left = this.#left.slice(most);
    return taken;
  }
}
