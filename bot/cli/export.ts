import { exportFormats } from './formats/index.ts';
import { journalAsked } from './journal-asked.ts';
import { reading } from './options.ts';
import { WrongUsage, type Session } from './terminal.ts';
import { verb } from './verb.ts';
import { neededTerms } from './wallet.ts';

export const exportJournal = verb({
  name: 'export',
  about: 'the whole journal, for other programs',
  example: 'export --format hledger > credits.journal',
  options: {
    format: { value: [...exportFormats.keys()].join('|'), about: 'which program it is for', isNeeded: true },
    ...reading,
  },
  run: async (session, { format: name, ...asked }) => {
    const format = exportFormats.get(name);
    if (format === undefined) throw new WrongUsage(`--format ${name}: one of ${[...exportFormats.keys()].join(', ')}`);
    const { wallet, readInto } = await journalAsked(session, asked);
    const lines = new Lines(session);
    const written = format(neededTerms(wallet));
    await readInto({ add: entry => lines.add(written.of(entry)), takesMore: session.takesMore });
    lines.add(written.end());
    lines.write();
  },
});

/** So many lines are written at a time. */
const linesTogether = 1000;

/** Lines for standard output, some at a time: each by itself takes longer to write than to make. */
class Lines {
  readonly #session: Session;
  #lines: string[] = [];

  constructor(session: Session) {
    this.#session = session;
  }

  add(lines: Iterable<string>): void {
    this.#lines.push(...lines);
    if (this.#lines.length >= linesTogether) this.write();
  }

  write(): void {
    if (this.#lines.length > 0) this.#session.write(this.#lines.join('\n'));
    this.#lines = [];
  }
}
