import { z } from 'zod';
import type { Documents } from '../ports/index.ts';

/** The values of the order form as they were typed; each is parsed again when it is used. */
const form = z.object({
  currency: z.string(),
  timeZone: z.string(),
  addFunds: z.string(),
  autoRecharge: z.enum(['true', 'false']),
  rechargeWith: z.string(),
  trigger: z.string(),
  payment: z.string(),
  purchaseOrder: z.string(),
});

const document = z.object({
  /** Names this set-up; the ids of what it orders begin with it. */
  id: z.string(),
  /** Grows with each step taken: a card with an older one is stale. */
  version: z.int(),
  step: z.enum(['billing', 'postpaid', 'licences', 'order', 'review', 'credits', 'done']),
  /** Grows when an order was declined, so that the next one is another. */
  attempt: z.int(),
  form: form.nullable(),
});

export type OrderForm = z.infer<typeof form>;
export type Draft = z.infer<typeof document>;
export type SetupStep = Draft['step'];

/** The set-up of a tenant as far as it has come: one, whoever goes on with it, and on whichever replica. */
export class Drafts {
  readonly #documents: Documents;

  constructor(documents: Documents) {
    this.#documents = documents;
  }

  async read(tenant: string): Promise<Draft | undefined> {
    return parsed(await this.#documents.read(tenant, name));
  }

  /** The draft that there is; the given one where there is none. */
  async begin(tenant: string, draft: Draft): Promise<Draft> {
    return this.#change(tenant, before => before ?? draft);
  }

  /** Takes a step, unless somebody else has taken one since `from`: then the draft stays as it is, and is given instead. */
  advance(tenant: string, from: Draft, next: Draft): Promise<Draft> {
    return this.#change(tenant, before => (before?.version === from.version ? next : (before ?? next)));
  }

  /** Begins anew, above every version that a card may still carry: an old card is stale for the next set-up too. */
  restart(tenant: string, id: string): Promise<Draft> {
    return this.#change(tenant, before => ({ ...newDraft(id), version: (before?.version ?? 0) + 1 }));
  }

  async #change(tenant: string, change: (draft: Draft | undefined) => Draft): Promise<Draft> {
    let stands: Draft | undefined;
    await this.#documents.change(tenant, name, before => {
      const draft = parsed(before);
      stands = change(draft);
      return stands === draft ? before : stands;
    });
    if (stands === undefined) throw new Error('a document was changed without being read');
    return stands;
  }
}

export const newDraft = (id: string): Draft => ({
  id,
  version: 1,
  step: 'billing',
  attempt: 1,
  form: null,
});

const name = 'setup';
const parsed = (read: unknown): Draft | undefined => (read === null ? undefined : document.parse(read));
