import { z } from 'zod';
import type { Documents } from '../ports/index.ts';

const document = z.object({
  billing: z.enum(['prepaid', 'postpaid']).nullable(),
  /** The monthly budget of a tenant that pays after use. */
  budget: z.object({ amount: z.int(), currency: z.string() }).nullable(),
  /** The end of the last complete import from the call log, as earlier versions wrote it. */
  importedUntil: z.int().nullable(),
  /** How far each log has been read, by its name. */
  logs: z
    .record(
      z.string(),
      z.object({
        until: z.int(),
        /** When a look further back was last complete. */
        nightly: z.int().nullable(),
        weekly: z.int().nullable(),
      }),
    )
    .default({}),
});

export type LogRead = Settings['logs'][string];
export type Settings = z.infer<typeof document>;

const fresh: Settings = {
  billing: null,
  budget: null,
  importedUntil: null,
  logs: {},
};

/** What the tenant has chosen outside the ledger. */
export class SettingsStore {
  readonly #documents: Documents;

  constructor(documents: Documents) {
    this.#documents = documents;
  }

  async read(tenant: string): Promise<Settings> {
    return parsed(await this.#documents.read(tenant, name));
  }

  change(tenant: string, change: Partial<Settings>): Promise<void> {
    return this.#documents.change(tenant, name, before => ({ ...parsed(before), ...change }));
  }

  /** A log has been read: what was read further meanwhile stays. */
  noteRead(tenant: string, log: string, read: LogRead): Promise<void> {
    const later = (one: number | null, other: number | null): number | null =>
      one === null ? other : other === null ? one : Math.max(one, other);
    return this.#documents.change(tenant, name, document => {
      const before = parsed(document);
      const known = before.logs[log];
      const next = {
        until: Math.max(read.until, known?.until ?? read.until),
        nightly: later(read.nightly, known?.nightly ?? null),
        weekly: later(read.weekly, known?.weekly ?? null),
      };
      return { ...before, logs: { ...before.logs, [log]: next } };
    });
  }

  reset(tenant: string): Promise<void> {
    return this.#documents.change(tenant, name, () => fresh);
  }
}

/** How far the log of that name has been read; nothing where it never was to its end. */
export function logRead({ logs, importedUntil }: Settings, log: string): LogRead | undefined {
  const read = logs[log];
  if (read !== undefined || importedUntil === null || log !== 'getPstnCalls') return read;
  return { until: importedUntil, nightly: null, weekly: null };
}

/** Up to when all of the logs have been read; null while one never was. */
export function readUntil(settings: Settings, logs: readonly { readonly name: string }[]): number | null {
  const ends = logs.map(({ name: log }) => logRead(settings, log)?.until ?? null);
  return ends.reduce((first, end) => (first === null || end === null ? null : Math.min(first, end)), Infinity);
}

const name = 'settings';
const parsed = (read: unknown): Settings => (read === null ? fresh : document.parse(read));
