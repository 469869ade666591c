/** What ends a line: a line feed, with or without a carriage return before it, or a carriage return alone, as spreadsheets on a Mac write. */
export type LineEnd = 'line-feed' | 'carriage-return';

/** Counts the lines of a file that comes in parts, and tells what ends them. */
export class LineEnds {
  #feeds = 0;
  #returns = 0;

  take(part: Buffer): void {
    for (let at = part.indexOf(0x0a); at !== -1; at = part.indexOf(0x0a, at + 1)) this.#feeds += 1;
    for (let at = part.indexOf(0x0d); at !== -1; at = part.indexOf(0x0d, at + 1)) this.#returns += 1;
  }

  get lines(): number {
    return Math.max(this.#feeds, this.#returns);
  }

  /** Where there is a line feed, a carriage return alone is a part of a name. */
  end(): LineEnd {
    return this.#feeds === 0 && this.#returns > 0 ? 'carriage-return' : 'line-feed';
  }
}

/** The same text with line feeds. */
export function withLineFeeds(part: Buffer): Buffer {
  const copy = Buffer.from(part);
  for (let at = copy.indexOf(0x0d); at !== -1; at = copy.indexOf(0x0d, at + 1)) copy[at] = 0x0a;
  return copy;
}
