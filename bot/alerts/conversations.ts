import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import { dayMs, secondMs, type Instant } from '../../core/index.ts';
import type { Clock, Conversation, Documents, Log, Whereabouts } from '../ports/index.ts';
import { Records, recordsOf } from '../work/records.ts';
import { TypedDocument } from '../work/typed-document.ts';
import { routeShape, usualRoute, type KeptRoute } from './route.ts';
import { endsAfterMs, watched, type Sighting } from './watch.ts';

const known = z.object({
  id: z.string(),
  locale: z.string(),
  reference: z.unknown(),
  isSubscribed: z.boolean(),
  /** Who reads it, where one person does. */
  person: z.string().optional(),
  /** What it and its team are called, as far as Teams said. */
  name: z.string().optional(),
  team: z.object({ id: z.string(), name: z.string().optional() }).optional(),
  watch: z.object({ lookedAt: z.int(), unseenMs: z.int() }).optional(),
  /** What it asked for; everything where it said nothing. */
  route: routeShape.optional(),
  /** How often that was changed, or it was back: two who change it at once do not undo one another. */
  changes: z.int().optional(),
  /** Why Teams says that it is gone, and since when. */
  gone: z.object({ why: z.string(), at: z.int() }).optional(),
  /** Until when they are to be told that their subscription has ended. */
  tellUntil: z.int().optional(),
});

/** A conversation as it is kept. */
export type KnownConversation = z.infer<typeof known>;

/** Whether alerts are told there: one that is gone keeps what it asked for until it is back. */
export const isTold = ({ isSubscribed, gone }: KnownConversation): boolean => isSubscribed && gone === undefined;

/** What a conversation asks for: who reads it, where one person does; what it is called; and its route, made of the one before. */
export interface Subscribing {
  readonly person?: string | undefined;
  readonly place?: Whereabouts | undefined;
  readonly route?: (before: KeptRoute) => KeptRoute;
}

const document = z.object({ conversations: recordsOf(known) });

const mostRenewed = 10_000;

/** So long the messages of a conversation read no document: another process may have heard meanwhile that it is gone. */
const renewedForMs = 30 * secondMs;

/** How long it is tried to tell somebody that their subscription has ended. */
const toldWithinMs = 7 * dayMs;

/** The conversations that the bot can write to, and which of them asked for alerts. */
export class Conversations {
  readonly #document: TypedDocument<z.infer<typeof document>, z.infer<typeof document>>;
  readonly #log: Pick<Log, 'error'> | undefined;
  readonly #clock: Pick<Clock, 'elapsed'> | undefined;
  /** The last reference seen of each conversation, by its id, and when. */
  readonly #renewed = new Map<string, { readonly reference: string; readonly at: number }>();
  #damaged = 0;

  /** Without a clock every message reads the document. */
  constructor(documents: Documents, log?: Pick<Log, 'error'>, clock?: Pick<Clock, 'elapsed'>) {
    this.#document = new TypedDocument(documents, 'conversations', document, { conversations: new Records() });
    this.#log = log;
    this.#clock = clock;
  }

  async all(): Promise<readonly KnownConversation[]> {
    return (await this.#read()).values();
  }

  async subscribed(): Promise<readonly string[]> {
    return (await this.all()).flatMap(one => (isTold(one) ? [one.id] : []));
  }

  async find(id: string): Promise<KnownConversation | undefined> {
    return (await this.#read()).get(id);
  }

  /** Turns alerts on, and gives the conversation as it is kept then. One that asks again keeps what it does not say anew. */
  async subscribe(
    { id, locale, reference }: Conversation,
    { person, place, route = same => same }: Subscribing = {},
  ): Promise<KnownConversation> {
    this.#renewed.delete(id);
    const asked = await this.#change(id, stored => ({
      ...{ id, locale, reference, isSubscribed: true },
      ...(person !== undefined && { person }),
      ...namedBy(place, stored),
      route: route(stored?.route ?? usualRoute),
      changes: (stored?.changes ?? 0) + 1,
    }));
    if (asked === undefined) throw new Error('a conversation asked for alerts, and is not there');
    return asked;
  }

  /** Changes what it asked for, if that is still what was seen; undefined where somebody else was first, or it asks for nothing. */
  async reroute(
    id: string,
    seen: number,
    route: (before: KeptRoute) => KeptRoute,
  ): Promise<KnownConversation | undefined> {
    let changed: KnownConversation | undefined;
    await this.#change(id, stored => {
      changed = undefined;
      if (stored?.isSubscribed !== true || (stored.changes ?? 0) !== seen) return stored;
      const before = stored.route ?? usualRoute;
      const after = route(before);
      changed = isDeepStrictEqual(after, before) ? stored : { ...stored, route: after, changes: seen + 1 };
      return changed;
    });
    return changed;
  }

  /**
   * Teams says that it is gone: it is told nothing until it is back, and then what it asked for. One that asked for nothing is noted where it
   * is `met`, such as a chat that files were offered in.
   */
  async gone(
    id: string,
    gone: { readonly why: string; readonly at: Instant },
    met?: Conversation & { readonly person: string },
  ): Promise<void> {
    await this.#change(id, stored => {
      if (stored !== undefined) return { ...stored, gone };
      return met && { id, locale: met.locale, reference: met.reference, person: met.person, isSubscribed: false, gone };
    });
    // Not before: a message that comes between the two would find it there.
    this.#renewed.delete(id);
  }

  /** Those of a team are gone with it. */
  async teamGone(team: string, gone: { readonly why: string; readonly at: Instant }): Promise<void> {
    for (const one of await this.all()) if (one.team?.id === team) await this.gone(one.id, gone);
  }

  /** Of these, those that were gone are back; gives those of them that are told alerts again. */
  async back(isMeant: (one: KnownConversation) => boolean): Promise<readonly KnownConversation[]> {
    const revived: KnownConversation[] = [];
    for (const { id } of (await this.all()).filter(one => one.gone !== undefined && isMeant(one))) {
      const known = (await this.#revive(id)) ? await this.find(id) : undefined;
      if (known !== undefined) revived.push(known);
    }
    return revived;
  }

  /** Whether it is told alerts again by this: of two who hear at once that it is back, one says so. */
  async #revive(id: string): Promise<boolean> {
    let isBack = false;
    await this.#change(id, stored => {
      isBack = stored?.gone !== undefined && stored.isSubscribed;
      if (stored?.gone === undefined) return stored;
      const { gone: _gone, ...rest } = stored;
      return { ...rest, changes: (stored.changes ?? 0) + 1 };
    });
    return isBack;
  }

  /** A channel or a team has another name. */
  async renamed({ id, name }: { readonly id: string; readonly name: string }): Promise<void> {
    const meant = (await this.all()).filter(one => one.id === id || one.team?.id === id);
    for (const one of meant)
      await this.#change(one.id, stored => {
        if (stored === undefined) return stored;
        // The channel that every team has bears the id of the team.
        const { team } = stored;
        return team?.id === id ? { ...stored, team: { ...team, name } } : { ...stored, name };
      });
  }

  async unsubscribe(id: string): Promise<void> {
    await this.#change(id, stored => stored && { ...stored, isSubscribed: false });
  }

  /**
   * A service address may change: whenever a known conversation speaks, its reference is renewed (T8). Its language stays. Who reads it is
   * learned where an earlier version did not keep that. Gives it where it was gone and is told alerts again.
   */
  async refresh(
    { id, reference }: Conversation,
    { person, place }: Omit<Subscribing, 'route'> = {},
  ): Promise<KnownConversation | undefined> {
    // Most messages carry the same reference as the one before: those read no document.
    const current = JSON.stringify(reference);
    if (this.#isRenewed(id, current)) return undefined;
    this.#noteRenewed(id, current);
    try {
      return await this.#renew({ id, reference }, { person, place });
    } catch (error) {
      this.#renewed.delete(id);
      throw error;
    }
  }

  async #renew(
    { id, reference }: Pick<Conversation, 'id' | 'reference'>,
    { person, place }: Omit<Subscribing, 'route'>,
  ): Promise<KnownConversation | undefined> {
    const current = JSON.stringify(reference);
    const isNew = (stored: KnownConversation | undefined): stored is KnownConversation =>
      stored !== undefined &&
      (JSON.stringify(stored.reference) !== current ||
        (stored.person === undefined && person !== undefined) ||
        (stored.team === undefined && place?.team !== undefined));
    const before = (await this.#read()).get(id);
    if (isNew(before))
      await this.#change(id, stored =>
        isNew(stored)
          ? { ...stored, reference, ...(person !== undefined && { person }), ...namedBy(place, stored) }
          : stored,
      );
    return before?.gone === undefined ? undefined : (await this.back(one => one.id === id))[0];
  }

  #isRenewed(id: string, reference: string): boolean {
    const last = this.#renewed.get(id);
    const isRecent = last !== undefined && (this.#clock?.elapsed() ?? Infinity) - last.at < renewedForMs;
    return isRecent && last.reference === reference;
  }

  #noteRenewed(id: string, reference: string): void {
    if (this.#renewed.size >= mostRenewed) this.#renewed.clear();
    this.#renewed.set(id, { reference, at: this.#clock?.elapsed() ?? 0 });
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
  ): Promise<KnownConversation | undefined> {
    const after = await this.#document.change(before => {
      const stored = before.conversations.get(id);
      const changed = change(stored);
      return changed === undefined || changed === stored
        ? before
        : { conversations: before.conversations.with(id, changed) };
    });
    return after.conversations.get(id);
  }
}

/** What it is called, by what Teams says now or said before. */
function namedBy(place: Whereabouts | undefined, before: KnownConversation | undefined): Partial<KnownConversation> {
  const name = place?.name ?? before?.name;
  const said = place?.team ?? before?.team;
  const teamName = said?.name ?? before?.team?.name;
  return {
    ...(name !== undefined && { name }),
    ...(said !== undefined && { team: { id: said.id, ...(teamName !== undefined && { name: teamName }) } }),
  };
}
