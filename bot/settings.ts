import { z } from 'zod';
import type { Documents } from './ports.ts';

const document = z.object({
  billing: z.enum(['prepaid', 'postpaid']).nullable(),
  /** The monthly budget of a tenant that pays after use. */
  budget: z.object({ amount: z.int(), currency: z.string() }).nullable(),
  /** The end of the last complete import from the call log. */
  importedUntil: z.int().nullable(),
  /** When an import last looked further back than the days since the one before it. */
  lookedBack: z
    .object({ nightly: z.int().nullable(), weekly: z.int().nullable() })
    .default({ nightly: null, weekly: null }),
});

export type Settings = z.infer<typeof document>;

const fresh: Settings = {
  billing: null,
  budget: null,
  importedUntil: null,
  lookedBack: { nightly: null, weekly: null },
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

  reset(tenant: string): Promise<void> {
    return this.#documents.change(tenant, name, () => fresh);
  }
}

const name = 'settings';
const parsed = (read: unknown): Settings => (read === null ? fresh : document.parse(read));
