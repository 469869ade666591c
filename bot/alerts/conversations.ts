import { z } from 'zod';
import type { Conversation, Documents, Log } from '../ports/index.ts';
import { Records, recordsOf } from '../work/records.ts';
import { TypedDocument } from '../work/typed-document.ts';

const known = z.object({ id: z.string(), locale: z.string(), reference: z.unknown(), isSubscribed: z.boolean() });
type Known = z.infer<typeof known>;

const document = z.object({ conversations: recordsOf(known) });

const mostRenewed = 10_000;

/** The conversations that the bot can write to, and which of them asked for alerts. */
export class Conversations {
  readonly #document: TypedDocument<z.infer<typeof document>, z.infer<typeof document>>;
  readonly #log: Pick<Log, 'error'> | undefined;
  /** The last reference seen of each conversation, by its id. */
  readonly #renewed = new Map<string, string>();
  #damaged = 0;

  constructor(documents: Documents, log?: Pick<Log, 'error'>) {
    this.#document = new TypedDocument(documents, 'conversations', document, { conversations: new Records() });
    this.#log = log;
  }

  async subscribed(): Promise<readonly string[]> {
    return (await this.#read()).values().flatMap(({ id, isSubscribed }) => (isSubscribed ? [id] : []));
  }

  async find(id: string): Promise<Conversation | undefined> {
    return (await this.#read()).get(id);
  }

  subscribe(conversation: Conversation): Promise<void> {
    this.#renewed.delete(conversation.id);
    return this.#change(conversation.id, () => ({ ...conversation, isSubscribed: true }));
  }

  unsubscribe(id: string): Promise<void> {
    return this.#change(id, stored => stored && { ...stored, isSubscribed: false });
  }

  /** A service address may change: whenever a known conversation speaks, its reference is renewed (T8). Its language stays. */
  async refresh({ id, reference }: Conversation): Promise<void> {
    // Most messages carry the same reference as the one before: those read no document.
    const current = JSON.stringify(reference);
    if (this.#renewed.get(id) === current) return;
    if (this.#renewed.size >= mostRenewed) this.#renewed.clear();
    const isNew = (stored: Known | undefined): stored is Known =>
      stored !== undefined && JSON.stringify(stored.reference) !== current;
    if (isNew((await this.#read()).get(id)))
      await this.#change(id, stored => (isNew(stored) ? { ...stored, reference } : stored));
    this.#renewed.set(id, current);
  }

  async #read(): Promise<Records<Known>> {
    const { conversations } = await this.#document.read();
    if (conversations.damaged > this.#damaged)
      this.#log?.error(
        { damaged: conversations.damaged },
        'conversations are damaged: they are not told; type `alerts here` there again',
      );
    this.#damaged = conversations.damaged;
    return conversations;
  }

  async #change(id: string, change: (stored: Known | undefined) => Known | undefined): Promise<void> {
    await this.#document.change(before => {
      const stored = before.conversations.get(id);
      const changed = change(stored);
      return changed === undefined || changed === stored
        ? before
        : { conversations: before.conversations.with(id, changed) };
    });
  }
}
