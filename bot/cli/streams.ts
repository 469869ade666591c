import { Console } from 'node:console';
import { createInterface } from 'node:readline/promises';
import { buffer } from 'node:stream/consumers';
import { styleText, type InspectColor } from 'node:util';
import { StatusLine, type Output } from './status-line.ts';
import { Refused, terminalLines } from './terminal.ts';

/** Nobody reads standard output any more, as once `head` has what it wants: there is nothing left to do. */
export class ReaderGone extends Error {}

/** What a call has of the process that makes it. */
export interface CallingProcess {
  readonly env: NodeJS.ProcessEnv;
  readonly stdin: NodeJS.ReadableStream & { readonly isTTY?: boolean };
  readonly stdout: Output;
  readonly stderr: Output;
}

/** Where a call prints, and who may be asked there: results go to standard output, all else to standard error (B14). */
export class Streams {
  readonly status: StatusLine;
  readonly #from: CallingProcess;
  /** A reader that goes away in the middle, as `head` does, is no fault: of a console Node passes over it. */
  readonly #console: Console;
  /** Why standard output takes no more. */
  #failure: NodeJS.ErrnoException | undefined;

  constructor(from: CallingProcess) {
    this.#from = from;
    this.status = new StatusLine(from.stderr);
    this.#console = new Console({ stdout: from.stdout, stderr: from.stderr });
    from.stdout.on('error', (error: NodeJS.ErrnoException) => (this.#failure ??= error));
  }

  /** Text of our own, as it is. */
  print(text: string): void {
    this.#console.log(text);
  }

  write(text: string): void {
    this.status.clear();
    this.#console.log(linesFor(this.#from.stdout, text));
  }

  /**
   * Comes when whoever reads standard output has taken most of what was written: what they have not is held in memory. Throws `ReaderGone` where
   * nobody reads it any more, and refuses where it cannot be written to.
   */
  async takesMore(): Promise<void> {
    this.#mustBeTaken();
    const { stdout } = this.#from;
    if (stdout.writable && stdout.writableNeedDrain === true)
      await new Promise<void>(resolve => {
        const events = ['drain', 'close', 'error'] as const;
        const done = (): void => {
          for (const event of events) stdout.off(event, done);
          resolve();
        };
        for (const event of events) stdout.on(event, done);
      });
    this.#mustBeTaken();
  }

  /** Comes when all was taken; fails as `takesMore` does. */
  async end(): Promise<void> {
    await new Promise<void>(resolve => this.#from.stdout.write('', () => resolve()));
    this.#mustBeTaken();
  }

  #mustBeTaken(): void {
    if (this.#failure === undefined) return;
    if (this.#failure.code === 'EPIPE') throw new ReaderGone();
    throw new Refused(`standard output cannot be written to, and is not complete: ${this.#failure.message}`);
  }

  note(text: string): void {
    this.status.clear();
    this.#console.error(linesFor(this.#from.stderr, text));
  }

  paint(color: InspectColor, text: string): string {
    return styleText(color, text, { stream: this.#from.stdout });
  }

  /** A fault, as it is noted. */
  inRed(text: string): string {
    return styleText('red', text, { stream: this.#from.stderr });
  }

  readInput(): Promise<Buffer> {
    return buffer(this.#from.stdin);
  }

  get isAttended(): boolean {
    return this.#from.stdin.isTTY === true && this.#from.stdout.isTTY === true;
  }

  async ask(question: string): Promise<boolean> {
    this.status.clear();
    const { stdin: input, stderr: output } = this.#from;
    const terminal = createInterface({ input, output });
    try {
      // Who ends the input instead of answering has not said yes.
      const answer = await terminal.question(linesFor(output, question)).catch(() => {
        this.#console.error();
        return 'no';
      });
      return /^y(es)?$/i.test(answer.trim());
    } finally {
      terminal.close();
    }
  }
}

function linesFor(stream: NodeJS.WritableStream, text: string): string {
  return terminalLines(text, styleText('red', '-', { stream }) === '-' ? 'plain' : 'colored');
}
