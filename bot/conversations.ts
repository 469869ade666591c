import { z } from 'zod';
import type { Conversation, Documents } from './ports.ts';

const document = z.object({
  conversations: z.record(
    z.string(),
    z.object({ id: z.string(), locale: z.string(), reference: z.unknown(), isSubscribed: z.boolean() }),
  ),
});
type Known = z.infer<typeof document>['conversations'];

/** The conversations that the bot can write to, and which of them asked for alerts. */
export class Conversations {
  readonly #documents: Documents;
  readonly #kept = new Map<string, Known>();
  #turn: Promise<unknown> = Promise.resolve();

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

  /** A service address may change: whenever a known conversation speaks, its reference is renewed (BOT §2.7). Its language stays. */
  async refresh(tenant: string, { id, reference }: Conversation): Promise<void> {
    const isNew = (one: Known[string] | undefined): one is Known[string] =>
      one !== undefined && JSON.stringify(one.reference) !== JSON.stringify(reference);
    if (!isNew((await this.#read(tenant))[id])) return;
    await this.#change(tenant, known => {
      const one = known[id];
      return isNew(one) ? { ...known, [id]: { ...one, reference } } : known;
    });
  }

  /** Read once: a bot alone owns its documents (SPEC §8). */
  async #read(tenant: string): Promise<Known> {
    const kept = this.#kept.get(tenant);
    if (kept !== undefined) return kept;
    const read = await this.#documents.read(name(tenant));
    const known = read === null ? {} : document.parse(read).conversations;
    this.#kept.set(tenant, known);
    return known;
  }

  /** One change at a time: each sees what the one before has written. */
  #change(tenant: string, change: (known: Known) => Known): Promise<void> {
    const turn = this.#turn.then(async () => {
      const known = await this.#read(tenant);
      const changed = change(known);
      if (changed === known) return;
      await this.#documents.write(name(tenant), { conversations: changed });
      this.#kept.set(tenant, changed);
    });
    this.#turn = turn.catch(() => undefined);
    return turn;
  }
}

const name = (tenant: string): string => `conversations-${tenant}`;
