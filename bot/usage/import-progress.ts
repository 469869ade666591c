import pLimit from 'p-limit';
import { z } from 'zod';
import { minuteMs, secondMs, type Instant } from '../../core/index.ts';
import type { Clock, Documents } from '../ports/index.ts';
import { TypedDocument } from '../work/typed-document.ts';

const document = z.object({
  /** Rows read so far, and the instant that the last of them is about. */
  rows: z.int(),
  at: z.int(),
  notedAt: z.int(),
});

/** The progress of an import. */
export type ImportProgress = z.infer<typeof document>;

const notedEveryMs = 2 * secondMs;

/** An import that has noted nothing for this long has died. */
const silentMs = 5 * minuteMs;

/** The progress of the usage log's import, visible to every process. */
export class Imports {
  readonly #document: TypedDocument<ImportProgress>;
  readonly #clock: Clock;
  readonly #serially = pLimit(1);
  /** Files are large: one at a time is in memory. */
  readonly #files = pLimit(1);
  #reading: ImportProgress | undefined;

  constructor(documents: Documents, clock: Clock) {
    this.#document = new TypedDocument(documents, 'import', document);
    this.#clock = clock;
  }

  /** Adds a page that was read, and gives the progress; it is stored every `notedEveryMs`. */
  async read(page: { readonly rows: number; readonly at: Instant }): Promise<ImportProgress> {
    const now = this.#clock.now();
    const before = this.#reading;
    const isDue = before === undefined || now - before.notedAt >= notedEveryMs || now < before.notedAt;
    const progress = {
      rows: (before?.rows ?? 0) + page.rows,
      at: page.at,
      notedAt: isDue ? now : before.notedAt,
    };
    this.#reading = progress;
    if (isDue) await this.#document.write(progress);
    return progress;
  }

  /** Runs an import when those that were begun before it have ended. */
  serially<Value>(work: () => Promise<Value>): Promise<Value> {
    return this.#serially(async () => {
      try {
        return await work();
      } finally {
        const hasRead = this.#reading !== undefined;
        this.#reading = undefined;
        if (hasRead) await this.#document.clear();
      }
    });
  }

  /** Runs the import of a file when those that came before it have ended. */
  file<Value>(work: () => Promise<Value>): Promise<Value> {
    return this.#files(work);
  }

  /** The progress of the import that goes on, here or in another process; undefined where none does. */
  async progress(): Promise<ImportProgress | undefined> {
    const here = this.#reading;
    if (here !== undefined) return here;
    const noted = await this.#document.readIntact();
    if (noted === undefined) return undefined;
    const age = this.#clock.now() - noted.notedAt;
    return age >= 0 && age < silentMs ? noted : undefined;
  }
}
