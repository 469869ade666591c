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
  /** The last reference seen of each conversation, by its id. */
  readonly #renewed = new Map<string, string>();

  constructor(documents: Documents) {
    this.#documents = documents;
  }

  async subscribed(): Promise<readonly string[]> {
    const known = await this.#read();
    return Object.values(known).flatMap(({ id, isSubscribed }) => (isSubscribed ? [id] : []));
  }

  async find(id: string): Promise<Conversation | undefined> {
    return (await this.#read())[id];
  }

  subscribe(conversation: Conversation): Promise<void> {
    this.#renewed.delete(conversation.id);
    return this.#change(known => ({ ...known, [conversation.id]: { ...conversation, isSubscribed: true } }));
  }

  unsubscribe(id: string): Promise<void> {
    return this.#change(known => {
      const stored = known[id];
      return stored === undefined ? known : { ...known, [id]: { ...stored, isSubscribed: false } };
    });
  }

  /** A service address may change: whenever a known conversation speaks, its reference is renewed (T8). Its language stays. */
  async refresh({ id, reference }: Conversation): Promise<void> {
    const isNew = (stored: Known[string] | undefined): stored is Known[string] =>
      stored !== undefined && JSON.stringify(stored.reference) !== JSON.stringify(reference);
    // Most messages carry the same reference as the one before: those read no document.
    const current = JSON.stringify(reference);
    if (this.#renewed.get(id) === current) return;
    if (this.#renewed.size >= mostRenewed) this.#renewed.clear();
    if (isNew((await this.#read())[id])) await this.#renew({ id, reference }, isNew);
    this.#renewed.set(id, current);
  }

  #renew(
    { id, reference }: Pick<Conversation, 'id' | 'reference'>,
    isNew: (stored: Known[string] | undefined) => stored is Known[string],
  ): Promise<void> {
    return this.#change(known => {
      const stored = known[id];
      return isNew(stored) ? { ...known, [id]: { ...stored, reference } } : known;
    });
  }

  async #read(): Promise<Known> {
    return parsed(await this.#documents.read(name));
  }

  #change(change: (known: Known) => Known): Promise<void> {
    return this.#documents.change(name, before => {
      const known = parsed(before);
      const changed = change(known);
      return changed === known ? before : { conversations: changed };
    });
  }
}

const name = 'conversations';
const parsed = (read: unknown): Known => (read === null ? {} : document.parse(read).conversations);
