import { z } from 'zod';
import type { Documents } from '../ports/index.ts';

// Loose, so that a change keeps what earlier versions stored here, such as log cursors (log-cursors.ts).
const document = z.looseObject({
  billing: z.enum(['prepaid', 'postpaid']).nullable(),
  /** The monthly budget of a tenant that pays after use. */
  budget: z.object({ amount: z.int(), currency: z.string() }).nullable(),
});

export type Settings = z.infer<typeof document>;

// With what an earlier version needs to read it: replicas are updated one by one.
const fresh: Settings = { billing: null, budget: null, importedUntil: null };

/** What the tenant has chosen outside the ledger. */
export class SettingsStore {
  readonly #documents: Documents;

  constructor(documents: Documents) {
    this.#documents = documents;
  }

  async read(): Promise<Settings> {
    return parsed(await this.#documents.read(name));
  }

  change(change: Partial<Settings>): Promise<void> {
    return this.#documents.change(name, before => ({ ...parsed(before), ...change }));
  }

  reset(): Promise<void> {
    return this.#documents.change(name, () => fresh);
  }
}

const name = 'settings';
const parsed = (read: unknown): Settings => (read === null ? fresh : document.parse(read));
