import { z } from 'zod';
import { dayMs, type Instant } from '../../core/index.ts';
import type { Conversation, Documents, Log } from '../ports/index.ts';
import { Records, recordsOf } from '../work/records.ts';
import { TypedDocument } from '../work/typed-document.ts';
import { routeShape } from './route.ts';
import { endsAfterMs, watched, type Sighting } from './watch.ts';

const known = z.object({
  id: z.string(),
  locale: z.string(),
  reference: z.unknown(),
  isSubscribed: z.boolean(),
  /** Who reads it, where one person does. */
  person: z.string().optional(),
  watch: z.object({ lookedAt: z.int(), unseenMs: z.int() }).optional(),
  /** What it asked for; everything where it said nothing. */
  route: routeShape.optional(),
  /** Why Teams says that it is gone, and since when. */
  gone: z.object({ why: z.string(), at: z.int() }).optional(),
  /** Until when they are to be told that their subscription has ended. */
  tellUntil: z.int().optional(),
});

/** A conversation as it is kept. */
export type KnownConversation = z.infer<typeof known>;

const document = z.object({ conversations: recordsOf(known) });

const mostRenewed = 10_000;

/** How long it is tried to tell somebody that their subscription has ended. */
const toldWithinMs = 7 * dayMs;

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

  async all(): Promise<readonly KnownConversation[]> {
    return (await this.#read()).values();
  }

  async subscribed(): Promise<readonly string[]> {
    return (await this.all()).flatMap(({ id, isSubscribed }) => (isSubscribed ? [id] : []));
  }

  async find(id: string): Promise<KnownConversation | undefined> {
    return (await this.#read()).get(id);
  }

  /** `person` is who reads it, where one person does. */
  async subscribe({ id, locale, reference }: Conversation, person?: string): Promise<void> {
    this.#renewed.delete(id);
    await this.#change(id, () => ({
      id,
      locale,
      reference,
      isSubscribed: true,
      ...(person !== undefined && { person }),
    }));
  }

  /** Teams says that it is gone: it is told nothing until it asks again. */
  async gone(id: string, gone: { readonly why: string; readonly at: Instant }): Promise<void> {
    await this.#change(id, stored => stored && { ...stored, isSubscribed: false, gone });
  }

  async unsubscribe(id: string): Promise<void> {
    await this.#change(id, stored => stored && { ...stored, isSubscribed: false });
  }

  /**
   * A service address may change: whenever a known conversation speaks, its reference is renewed (T8). Its language stays. Who reads it is
   * learned where an earlier version did not keep that.
   */
  async refresh({ id, reference }: Conversation, person?: string): Promise<void> {
    // Most messages carry the same reference as the one before: those read no document.
    const current = JSON.stringify(reference);
    if (this.#renewed.get(id) === current) return;
    if (this.#renewed.size >= mostRenewed) this.#renewed.clear();
    const isNew = (stored: KnownConversation | undefined): stored is KnownConversation =>
      stored !== undefined &&
      (JSON.stringify(stored.reference) !== current || (stored.person === undefined && person !== undefined));
    if (isNew((await this.#read()).get(id)))
      await this.#change(id, stored =>
        isNew(stored) ? { ...stored, reference, ...(person !== undefined && { person }) } : stored,
      );
    this.#renewed.set(id, current);
  }

  /**
   * Notes what a look told of the person who reads it; gives why the subscription has ended by that, if it has: they left, or no right was
   * seen for 30 days. Of two that look at once, one ends it.
   */
  async looked(id: string, seen: Exclude<Sighting, 'unknown'>, now: Instant): Promise<'left' | 'no-right' | undefined> {
    let ended: 'left' | 'no-right' | undefined;
    await this.#change(id, stored => {
      ended = undefined;
      if (stored?.isSubscribed !== true) return stored;
      const { watch: before, ...rest } = stored;
      if (seen === 'left') {
        ended = 'left';
        return { ...rest, isSubscribed: false };
      }
      const watch = watched(before, seen === 'right', now);
      if (watch.unseenMs < endsAfterMs) return { ...stored, watch };
      ended = 'no-right';
      return { ...rest, isSubscribed: false, tellUntil: now + toldWithinMs };
    });
    return ended;
  }

  /** Takes up telling that a subscription has ended; false where another has, or nothing is to be told. */
  async beginTelling(id: string): Promise<boolean> {
    let isOurs = false;
    await this.#change(id, stored => {
      isOurs = stored?.tellUntil !== undefined;
      if (stored === undefined || !isOurs) return stored;
      const { tellUntil: _tellUntil, ...rest } = stored;
      return rest;
    });
    return isOurs;
  }

  /** They could not be told: it is tried again. */
  async tellLater(id: string, until: Instant): Promise<void> {
    await this.#change(id, stored => stored && { ...stored, tellUntil: until });
  }

  /** Their right was seen while they did something: what was not seen before is forgotten. */
  async sawRightOf(person: string, now: Instant): Promise<void> {
    const missed = (await this.all()).filter(one => one.person === person && (one.watch?.unseenMs ?? 0) > 0);
    for (const { id } of missed) await this.looked(id, 'right', now);
  }

  async #read(): Promise<Records<KnownConversation>> {
    const { conversations } = await this.#document.read();
    if (conversations.damaged > this.#damaged)
      this.#log?.error(
        { damaged: conversations.damaged },
        'conversations are damaged: they are not told; type `alerts here` there again',
      );
    this.#damaged = conversations.damaged;
    return conversations;
  }

  async #change(
    id: string,
    change: (stored: KnownConversation | undefined) => KnownConversation | undefined,
  ): Promise<void> {
    await this.#document.change(before => {
      const stored = before.conversations.get(id);
      const changed = change(stored);
      return changed === undefined || changed === stored
        ? before
        : { conversations: before.conversations.with(id, changed) };
    });
  }
}
