import { z } from 'zod';
import type { Documents, NamedCallLog } from '../ports/index.ts';

const read = z.object({
  until: z.int(),
  /** When a look further back was last complete. */
  nightly: z.int().nullable(),
  weekly: z.int().nullable(),
});

const document = z.object({ logs: z.record(z.string(), read) });

/** What earlier versions kept in the settings: how far each log had been read, or, earlier still, the call log alone. */
const earlier = z.object({
  logs: z.record(z.string(), read).default({}),
  importedUntil: z.int().nullable().default(null),
});

/** How far a log has been read, and when a look further back was last complete. */
export type LogRead = z.infer<typeof read>;
export type LogsRead = Readonly<Record<string, LogRead>>;

/** How far each log has been read, by its name. */
export class LogCursors {
  readonly #documents: Documents;

  constructor(documents: Documents) {
    this.#documents = documents;
  }

  async read(): Promise<LogsRead> {
    const stored = await this.#documents.read(name);
    return stored === null ? this.#earlier() : document.parse(stored).logs;
  }

  /** Records how far a log has been read; a cursor never moves back. */
  async note(log: string, read: LogRead): Promise<void> {
    const earlierLogs = await this.#earlier();
    await this.#documents.change(name, stored => {
      const logs = stored === null ? earlierLogs : document.parse(stored).logs;
      const known = logs[log];
      const next = {
        until: Math.max(read.until, known?.until ?? read.until),
        nightly: later(read.nightly, known?.nightly ?? null),
        weekly: later(read.weekly, known?.weekly ?? null),
      };
      return { logs: { ...logs, [log]: next } };
    });
  }

  /** Forgets all cursors: every log counts as never read. */
  reset(): Promise<void> {
    return this.#documents.change(name, () => ({ logs: {} }));
  }

  async #earlier(): Promise<LogsRead> {
    const settings = earlier.safeParse(await this.#documents.read('settings'));
    if (!settings.success) return {};
    const { logs, importedUntil } = settings.data;
    if (importedUntil === null || logs['getPstnCalls'] !== undefined) return logs;
    return { ...logs, getPstnCalls: { until: importedUntil, nightly: null, weekly: null } };
  }
}

/** The instant up to which all of the logs have been read; null while one never was. */
export function readUntil(reads: LogsRead, logs: readonly NamedCallLog[]): number | null {
  const ends = logs.map(({ name: log }) => reads[log]?.until ?? null);
  return ends.reduce((first, end) => (first === null || end === null ? null : Math.min(first, end)), Infinity);
}

const name = 'log-cursors';

const later = (one: number | null, other: number | null): number | null =>
  one === null ? other : other === null ? one : Math.max(one, other);
