import { z } from 'zod';
import { minuteMs, secondMs, type Instant } from '../../core/index.ts';
import type { Clock, Documents } from '../ports/index.ts';

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
  readonly #documents: Documents;
  readonly #clock: Clock;
  readonly #reading = new Map<string, ImportProgress>();
  readonly #turns = new Map<string, Promise<unknown>>();

  constructor(documents: Documents, clock: Clock) {
    this.#documents = documents;
    this.#clock = clock;
  }

  /** Adds a page that was read; the progress is stored every `notedEveryMs`. */
  async read(tenant: string, page: { readonly rows: number; readonly at: Instant }): Promise<void> {
    const now = this.#clock.now();
    const before = this.#reading.get(tenant);
    const isDue = before === undefined || now - before.notedAt >= notedEveryMs || now < before.notedAt;
    const progress = {
      rows: (before?.rows ?? 0) + page.rows,
      at: page.at,
      notedAt: isDue ? now : before.notedAt,
    };
    this.#reading.set(tenant, progress);
    if (isDue) await this.#documents.change(tenant, name, () => progress);
  }

  /** Runs an import when those that were begun before it have ended. */
  async inTurn<Value>(tenant: string, work: () => Promise<Value>): Promise<Value> {
    const turn = (this.#turns.get(tenant) ?? Promise.resolve()).then(async () => {
      try {
        return await work();
      } finally {
        if (this.#reading.delete(tenant)) await this.#documents.change(tenant, name, () => null);
      }
    });
    this.#turns.set(
      tenant,
      turn.catch(() => undefined),
    );
    return turn;
  }

  /** The progress of the import; undefined when none is going on. */
  async progress(tenant: string): Promise<ImportProgress | undefined> {
    const here = this.#reading.get(tenant);
    const noted = document.safeParse(here ?? (await this.#documents.read(tenant, name)));
    if (!noted.success) return undefined;
    const age = this.#clock.now() - noted.data.notedAt;
    return here !== undefined || (age >= 0 && age < silentMs) ? noted.data : undefined;
  }
}

const name = 'import';
