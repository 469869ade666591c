import { z } from 'zod';
import type { Documents } from './ports.ts';

const document = z.object({
  billing: z.enum(['prepaid', 'postpaid']).nullable(),
  /** The monthly budget of a tenant that pays after use. */
  budget: z.object({ amount: z.int(), currency: z.string() }).nullable(),
  /** The end of the last complete import from the call log. */
  importedUntil: z.int().nullable(),
});

export type Settings = z.infer<typeof document>;

const fresh: Settings = { billing: null, budget: null, importedUntil: null };

/** What the tenant has chosen outside the ledger. */
export class SettingsStore {
  readonly #documents: Documents;

  constructor(documents: Documents) {
    this.#documents = documents;
  }

  async read(tenant: string): Promise<Settings> {
    const read = await this.#documents.read(name(tenant));
    return read === null ? fresh : document.parse(read);
  }

  async change(tenant: string, change: Partial<Settings>): Promise<void> {
    await this.#documents.write(name(tenant), { ...(await this.read(tenant)), ...change });
  }

  async reset(tenant: string): Promise<void> {
    await this.#documents.write(name(tenant), fresh);
  }
}

const name = (tenant: string): string => `settings-${tenant}`;
