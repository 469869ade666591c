import { z } from 'zod';
import type { Instant } from '../../core/index.ts';
import type { Conversations, KnownConversation } from '../alerts/conversations.ts';
import type { Conversation, Documents } from '../ports/index.ts';
import { Records, recordsOf } from '../work/records.ts';
import { TypedDocument } from '../work/typed-document.ts';

const chat = z.object({ id: z.string(), locale: z.string(), reference: z.unknown() });
const document = z.object({ chats: recordsOf(chat) });

/** The chats in which people who get files talk with the bot alone, by their Entra object ids. */
export class PersonalChats {
  readonly #document: TypedDocument<z.infer<typeof document>, z.infer<typeof document>>;
  readonly #conversations: Pick<Conversations, 'all' | 'gone'>;

  constructor(documents: Documents, conversations: Pick<Conversations, 'all' | 'gone'>) {
    this.#document = new TypedDocument(documents, 'personal-chats', document, { chats: new Records() });
    this.#conversations = conversations;
  }

  /** Notes whose chat it is, and where it is reached now (T8). */
  async note(person: string, { id, locale, reference }: Conversation): Promise<void> {
    const noted = { id, locale, reference };
    await this.#document.change(before =>
      JSON.stringify(before.chats.get(person)) === JSON.stringify(noted)
        ? before
        : { chats: before.chats.with(person, noted) },
    );
  }

  /** Teams says that the chat with that person is gone: it is unknown until they write there again. */
  async gone(person: string, chat: Conversation, gone: { readonly why: string; readonly at: Instant }): Promise<void> {
    await this.#conversations.gone(chat.id, gone, { ...chat, person });
  }

  /** Every chat of one person that is known, by who it is with. */
  async all(): Promise<ReadonlyMap<string, Conversation>> {
    const known = await this.#conversations.all();
    const gone = new Set(known.filter(isGone).map(({ id }) => id));
    const subscribed = known.flatMap(one => (one.person === undefined ? [] : [[one.person, one] as const]));
    const noted = Object.entries((await this.#document.read()).chats.toObject());
    return new Map([...subscribed, ...noted].filter(([, { id }]) => !gone.has(id)));
  }

  /** The chat with that person; undefined where they have neither asked for a file nor for alerts in it, or it is gone. */
  async of(person: string): Promise<Conversation | undefined> {
    const noted = (await this.#document.read()).chats.get(person);
    const known = await this.#conversations.all();
    if (noted !== undefined && !known.some(one => one.id === noted.id && isGone(one))) return noted;
    return known.find(one => one.person === person && !isGone(one));
  }
}

const isGone = ({ gone }: KnownConversation): boolean => gone !== undefined;
