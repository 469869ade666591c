/** One record of a CSV file with the line on which it begins; no text where a line was too long to be one. */
export interface CsvRecord {
  readonly line: number;
  readonly text: string | undefined;
}

/** Bytes of the longest record: some hundred times what a row of the export needs. */
const longestRecord = 65_536;

/** A quoted field may hold line ends (RFC 4180), but one quote too many must not swallow the rest of the file. */
const longestRecordLines = 4;

/** A line without its end; no text where it was too long. */
interface Line {
  readonly text: string | undefined;
  readonly length: number;
  readonly hasOddQuotes: boolean;
}

/**
 * Cuts a file that comes in parts into records: as many lines as their quotes need, or one line when they do not end soon. Each byte is
 * looked at a fixed number of times, and never more than a few lines are held.
 */
export class CsvRecords {
  /** The beginning of a line whose end has not come. */
  #begun: Buffer[] = [];
  #begunLength = 0;
  /** The lines of a record whose quotes have not ended. */
  #open: Line[] = [];
  #line = 1;

  /** The records that a part completes. */
  take(part: Buffer): CsvRecord[] {
    const records: CsvRecord[] = [];
    let from = 0;
    for (let end = part.indexOf(0x0a); end !== -1; end = part.indexOf(0x0a, from)) {
      this.#begin(part.subarray(from, end));
      this.#endLine(records);
      from = end + 1;
    }
    if (from < part.length) this.#begin(part.subarray(from));
    return records;
  }

  /** The records of what is left when no more parts come. */
  end(): CsvRecord[] {
    const records: CsvRecord[] = [];
    if (this.#begunLength > 0) this.#endLine(records);
    while (this.#open.length > 0) this.#emit(1, records);
    return records;
  }

  /** What a line holds beyond the longest is counted, not kept. */
  #begin(bytes: Buffer): void {
    this.#begunLength += bytes.length;
    if (this.#begunLength <= longestRecord) this.#begun.push(bytes);
    else this.#begun = [];
  }

  #endLine(records: CsvRecord[]): void {
    const [only = Buffer.alloc(0)] = this.#begun;
    const bytes = this.#begun.length > 1 ? Buffer.concat(this.#begun) : only;
    const text = this.#begunLength > longestRecord ? undefined : withoutReturns(bytes.toString('utf8'));
    this.#open.push({ text, length: this.#begunLength, hasOddQuotes: text !== undefined && hasOddQuotes(text) });
    this.#begun = [];
    this.#begunLength = 0;
    while (this.#open.length > 0) {
      const lines = this.#linesOfFirst();
      if (lines === undefined) return;
      this.#emit(lines, records);
    }
  }

  /** How many lines the first record has; undefined when more of them must be seen. */
  #linesOfFirst(): number | undefined {
    let isOdd = false;
    let length = 0;
    for (const [index, line] of this.#open.entries()) {
      length += line.length;
      if (line.text === undefined || length > longestRecord) return 1;
      isOdd = isOdd !== line.hasOddQuotes;
      if (!isOdd) return index + 1;
    }
    return this.#open.length < longestRecordLines ? undefined : 1;
  }

  #emit(lines: number, records: CsvRecord[]): void {
    const taken = this.#open.splice(0, lines);
    const isWhole = taken.every(({ text }) => text !== undefined);
    const text = isWhole ? taken.map(one => one.text).join('\n') : undefined;
    if (text === undefined || text.trim() !== '') records.push({ line: this.#line, text });
    this.#line += lines;
  }
}

/** Some programs end lines with two carriage returns and a line feed. In linear time: a regular expression would begin anew at each. */
function withoutReturns(line: string): string {
  let end = line.length;
  while (line[end - 1] === '\r') end -= 1;
  return line.slice(0, end);
}

function hasOddQuotes(text: string): boolean {
  let isOdd = false;
  for (let at = text.indexOf('"'); at !== -1; at = text.indexOf('"', at + 1)) isOdd = !isOdd;
  return isOdd;
}

/** What may part the columns of a file. */
export type Delimiter = ',' | ';' | '\t' | '|';

const wellFormed = new Map(
  [',', ';', '\t', '|'].map(delimiter => {
    // A line ends a record wherever it is not quoted: also in a line that a spreadsheet quoted as a whole.
    const cell = `(?:[^"${delimiter}\\n]*|"(?:[^"]|"")*")`;
    return [delimiter, new RegExp(`^${cell}(?:[${delimiter}]${cell})*$`)];
  }),
);

/** Whether a record's quotes stand where they may. The parser says so too, but its error ends a page and costs as much as fifty records. */
export const isWellFormed = (text: string, delimiter: Delimiter = ','): boolean =>
  wellFormed.get(delimiter)?.test(text) === true;

/** A line that a spreadsheet took for a single cell and quoted as a whole, as the line it was. */
export const unwrapped = (text: string): string =>
  /^"(?:[^"]|"")*"$/.test(text) ? text.slice(1, -1).replaceAll('""', '"') : text;
