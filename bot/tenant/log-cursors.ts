import { z } from 'zod';
import type { Documents, NamedCallLog } from '../ports/index.ts';
import { Records, recordsOf } from '../work/records.ts';
import { TypedDocument } from '../work/typed-document.ts';

const read = z.object({
  until: z.int(),
  /** When a look further back was last complete. */
  nightly: z.int().nullable(),
  weekly: z.int().nullable(),
  /** The order that ended paying after use, since which the log has been read again: calls that waited for it are in it. */
  reread: z.int().exactOptional(),
});

// A damaged cursor counts as none: that log is read again, which changes nothing.
const document = z.object({ logs: recordsOf(read) });

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
  readonly #document: TypedDocument<z.infer<typeof document>>;
  readonly #settings: TypedDocument<z.infer<typeof earlier>>;

  constructor(documents: Documents) {
    this.#document = new TypedDocument(documents, 'log-cursors', document);
    this.#settings = new TypedDocument(documents, 'settings', earlier);
  }

  async read(): Promise<LogsRead> {
    return (await this.#document.read())?.logs.toObject() ?? this.#earlier();
  }

  /** Records how far a log has been read; a cursor never moves back. */
  async note(log: string, read: LogRead): Promise<void> {
    const earlierLogs = await this.#earlier();
    await this.#document.change(stored => {
      const logs = stored?.logs ?? new Records(new Map(Object.entries(earlierLogs)));
      const known = logs.get(log);
      const reread = read.reread ?? known?.reread;
      const next = {
        until: Math.max(read.until, known?.until ?? read.until),
        nightly: later(read.nightly, known?.nightly ?? null),
        weekly: later(read.weekly, known?.weekly ?? null),
        ...(reread !== undefined && { reread }),
      };
      return { logs: logs.with(log, next) };
    });
  }

  /** Brings back what was noted with a clock that was ahead: nothing was read later than now (L13). */
  async bringBack(now: number): Promise<LogsRead> {
    const logs = await this.read();
    const isAhead = ({ until, nightly, weekly }: LogRead): boolean => Math.max(until, nightly ?? 0, weekly ?? 0) > now;
    if (!Object.values(logs).some(isAhead)) return logs;
    const back = Object.fromEntries(Object.entries(logs).map(([log, read]) => [log, earlierThan(read, now)]));
    await this.#document.write({ logs: new Records(new Map(Object.entries(back))) });
    return back;
  }

  /** Forgets all cursors: every log counts as never read. */
  reset(): Promise<void> {
    return this.#document.write({ logs: new Records() });
  }

  async #earlier(): Promise<LogsRead> {
    const settings = await this.#settings.readIntact();
    if (settings === undefined) return {};
    const { logs, importedUntil } = settings;
    if (importedUntil === null || logs['getPstnCalls'] !== undefined) return logs;
    return { ...logs, getPstnCalls: { until: importedUntil, nightly: null, weekly: null } };
  }
}

/** The instant up to which all of the logs have been read; null while one never was. */
export function readUntil(reads: LogsRead, logs: readonly NamedCallLog[]): number | null {
  const ends = logs.map(({ name: log }) => reads[log]?.until ?? null);
  return ends.reduce((first, end) => (first === null || end === null ? null : Math.min(first, end)), Infinity);
}

const later = (one: number | null, other: number | null): number | null =>
  one === null ? other : other === null ? one : Math.max(one, other);

const earlierThan = ({ until, nightly, weekly, ...rest }: LogRead, now: number): LogRead => ({
  ...rest,
  until: Math.min(until, now),
  nightly: nightly === null ? null : Math.min(nightly, now),
  weekly: weekly === null ? null : Math.min(weekly, now),
});
