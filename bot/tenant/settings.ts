import { z } from 'zod';
import type { Documents } from '../ports/index.ts';
import { TypedDocument } from '../work/typed-document.ts';

// Loose, so that a change keeps what earlier versions stored here, such as log cursors (log-cursors.ts).
const document = z.looseObject({
  billing: z.enum(['prepaid', 'postpaid']).nullable(),
  /** The monthly budget of a tenant that pays after use, as an earlier version kept it: read as long as there is no other (budgets.ts). */
  budget: z.object({ amount: z.int(), currency: z.string() }).nullable(),
});

export type Settings = z.infer<typeof document>;

// With what an earlier version needs to read it: replicas are updated one by one.
const fresh: Settings = { billing: null, budget: null, importedUntil: null };

/** What the tenant has chosen outside the ledger. */
export class SettingsStore {
  readonly #document: TypedDocument<Settings, Settings>;

  constructor(documents: Documents) {
    this.#document = new TypedDocument(documents, 'settings', document, fresh);
  }

  read(): Promise<Settings> {
    return this.#document.read();
  }

  async change(change: Partial<Settings>): Promise<void> {
    await this.#document.change(before => ({ ...before, ...change }));
  }

  reset(): Promise<void> {
    return this.#document.write(fresh);
  }
}
