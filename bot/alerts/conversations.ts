import { z } from 'zod';
import type { Conversation, Documents } from '../ports/index.ts';

const document = z.object({
  conversations: z.record(
    z.string(),
    z.object({ id: z.string(), locale: z.string(), reference: z.unknown(), isSubscribed: z.boolean() }),
  ),
});
type Known = z.infer<typeof document>['conversations'];

const mostRenewed = 10_000;

/** The conversations that the bot can write to, and which of them asked for alerts. */
export class Conversations {
  readonly #documents: Documents;
  /** The last reference seen of each conversation, by tenant and id. */
  readonly #renewed = new Map<string, string>();

  constructor(documents: Documents) {
    this.#documents = documents;
  }

  async subscribed(tenant: string): Promise<readonly string[]> {
    const known = await this.#read(tenant);
    return Object.values(known).flatMap(({ id, isSubscribed }) => (isSubscribed ? [id] : []));
  }

  async find(tenant: string, id: string): Promise<Conversation | undefined> {
    return (await this.#read(tenant))[id];
  }

  subscribe(tenant: string, conversation: Conversation): Promise<void> {
    this.#renewed.delete(`${tenant} ${conversation.id}`);
    return this.#change(tenant, known => ({ ...known, [conversation.id]: { ...conversation, isSubscribed: true } }));
  }

  unsubscribe(tenant: string, id: string): Promise<void> {
    return this.#change(tenant, known => {
      const stored = known[id];
      return stored === undefined ? known : { ...known, [id]: { ...stored, isSubscribed: false } };
    });
  }

  /** A service address may change: whenever a known conversation speaks, its reference is renewed (T8). Its language stays. */
  async refresh(tenant: string, { id, reference }: Conversation): Promise<void> {
    const isNew = (stored: Known[string] | undefined): stored is Known[string] =>
      stored !== undefined && JSON.stringify(stored.reference) !== JSON.stringify(reference);
    // Most messages carry the same reference as the one before: those read no document.
    const key = `${tenant} ${id}`;
    const current = JSON.stringify(reference);
    if (this.#renewed.get(key) === current) return;
    if (this.#renewed.size >= mostRenewed) this.#renewed.clear();
    if (isNew((await this.#read(tenant))[id])) await this.#renew(tenant, { id, reference }, isNew);
    this.#renewed.set(key, current);
  }

  #renew(
    tenant: string,
    { id, reference }: Pick<Conversation, 'id' | 'reference'>,
    isNew: (stored: Known[string] | undefined) => stored is Known[string],
  ): Promise<void> {
    return this.#change(tenant, known => {
      const stored = known[id];
      return isNew(stored) ? { ...known, [id]: { ...stored, reference } } : known;
    });
  }

  async #read(tenant: string): Promise<Known> {
    return parsed(await this.#documents.read(tenant, name));
  }

  #change(tenant: string, change: (known: Known) => Known): Promise<void> {
    return this.#documents.change(tenant, name, before => {
      const known = parsed(before);
      const changed = change(known);
      return changed === known ? before : { conversations: changed };
    });
  }
}

const name = 'conversations';
const parsed = (read: unknown): Known => (read === null ? {} : document.parse(read).conversations);
