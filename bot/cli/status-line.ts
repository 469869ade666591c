import { clearLine, cursorTo } from 'node:readline';

/** One line at the bottom of a terminal that says how far work has come; where there is no terminal, nothing. */
export class StatusLine {
  readonly #terminal: NodeJS.WriteStream;
  #isShown = false;

  constructor(terminal: NodeJS.WriteStream) {
    this.#terminal = terminal;
  }

  show(text: string): void {
    if (!this.#terminal.isTTY) return;
    this.clear();
    // Some terminals do not say how wide they are.
    const { columns } = this.#terminal;
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
