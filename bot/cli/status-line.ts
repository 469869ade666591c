import { clearLine, cursorTo } from 'node:readline';

/** A stream that may be a terminal's. */
export type Output = NodeJS.WritableStream & {
  readonly isTTY?: boolean;
  readonly columns?: number;
  /** Whether more is held than whoever reads it has room for. */
  readonly writableNeedDrain?: boolean;
};

/** One line at the bottom of a terminal that says how far work has come; where there is no terminal, nothing. */
export class StatusLine {
  readonly #terminal: Output;
  #isShown = false;

  constructor(terminal: Output) {
    this.#terminal = terminal;
  }

  show(text: string): void {
    if (this.#terminal.isTTY !== true) return;
    this.clear();
    // Some terminals do not say how wide they are.
    const { columns = 0 } = this.#terminal;
    this.#terminal.write(text.slice(0, (columns > 0 ? columns : 80) - 1));
    this.#isShown = true;
  }

  clear(): void {
    if (!this.#isShown) return;
    cursorTo(this.#terminal, 0);
    clearLine(this.#terminal, 0);
    this.#isShown = false;
  }
}
