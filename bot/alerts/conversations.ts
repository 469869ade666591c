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
  /** The references that conversations last spoke from, by tenant and id. */
  readonly #renewed = new Map<string, string>();

  constructor(documents: Documents) {
    this.#documents = documents;
  }

  async subscribed(tenant: string): Promise<readonly string[]> {
    const known = await this.#read(tenant);
    return Object.values(known).flatMap(one => (one.isSubscribed ? [one.id] : []));
  }

  async find(tenant: string, id: string): Promise<Conversation | undefined> {
    return (await this.#read(tenant))[id];
  }

  subscribe(tenant: string, conversation: Conversation): Promise<void> {
    return this.#change(tenant, known => ({ ...known, [conversation.id]: { ...conversation, isSubscribed: true } }));
  }

  unsubscribe(tenant: string, id: string): Promise<void> {
    return this.#change(tenant, known => {
      const one = known[id];
      return one === undefined ? known : { ...known, [id]: { ...one, isSubscribed: false } };
    });
  }

  /** A service address may change: whenever a known conversation speaks, its reference is renewed (T8). Its language stays. */
  async refresh(tenant: string, { id, reference }: Conversation): Promise<void> {
    const isNew = (one: Known[string] | undefined): one is Known[string] =>
      one !== undefined && JSON.stringify(one.reference) !== JSON.stringify(reference);
    // Most messages come from where the one before came from: those cost no reading.
    const key = `${tenant} ${id}`;
    const said = JSON.stringify(reference);
    if (this.#renewed.get(key) === said) return;
    if (this.#renewed.size >= mostRenewed) this.#renewed.clear();
    if (isNew((await this.#read(tenant))[id])) await this.#renew(tenant, { id, reference }, isNew);
    this.#renewed.set(key, said);
  }

  #renew(
    tenant: string,
    { id, reference }: Pick<Conversation, 'id' | 'reference'>,
    isNew: (one: Known[string] | undefined) => one is Known[string],
  ): Promise<void> {
    return this.#change(tenant, known => {
      const one = known[id];
      return isNew(one) ? { ...known, [id]: { ...one, reference } } : known;
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
