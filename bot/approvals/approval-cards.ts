import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import { dayMs, minuteMs, type Instant } from '../../core/index.ts';
import type { Conversation, Documents } from '../ports/index.ts';
import { Records, recordsOf } from '../work/records.ts';
import { TypedDocument } from '../work/typed-document.ts';

const conversation = z.object({ id: z.string(), locale: z.string(), reference: z.unknown() });
const sent = z.object({
  /** Who reads it, where one person does. */
  person: z.string().nullable(),
  conversation,
  /** Null until it has been sent. */
  activityId: z.string().nullable(),
  /** The state that it shows. */
  shown: z.string(),
  /** Whoever is at it has until then; after a failure it is not tried before. */
  notBefore: z.int(),
  attempts: z.int(),
});
/** A group that brings a license to those who are to lose it. */
const removalGroup = z.object({ id: z.string(), name: z.string() });
export type RemovalGroup = z.infer<typeof removalGroup>;

const named = z.object({
  /** From whom a license is to be taken, by object id; nobody once that has begun. */
  people: z.array(z.string()),
  /** The group that brings it to them, where it is to be taken from that. */
  group: removalGroup.exactOptional(),
});
type Named = z.infer<typeof named>;

const record = z.object({
  at: z.int(),
  /** Whether those who may agree have been looked for. */
  isAddressed: z.boolean(),
  /** Whether every card shows its end: it stays for its people alone. */
  isTold: z.boolean().default(false),
  cards: z.record(z.string(), sent),
  ...named.shape,
  /** Who named these; earlier versions did not say. */
  by: z.string().default(''),
  /** The same of others who asked under the same id at the same time, until it is recorded: the journal says which of them asked. */
  others: z.array(named.extend({ by: z.string() })).default([]),
});

/** A card about an approval, sent or to be sent. */
export type ApprovalCard = z.infer<typeof sent>;

/** What stands beside an approval: its cards, and the people that no journal holds (P5). */
export type ApprovalRecord = z.infer<typeof record>;

/** What is asked where, noted before it is asked: a crash in between loses nobody's card. */
export interface Asking {
  readonly at: Instant;
  /** The card on which it was asked. */
  readonly card:
    (Pick<ApprovalCard, 'person'> & { readonly conversation: Conversation; readonly activityId: string }) | undefined;
  readonly people: readonly string[];
  readonly group?: RemovalGroup | undefined;
  /** Who asks, by object id. */
  readonly by?: string | undefined;
}

/** From whom a license is to be taken by what that person has asked for, whoever noted first. */
export const namedBy = (record: ApprovalRecord, asker: string | undefined): Named =>
  record.others.find(({ by }) => by === asker) ?? record;

function withoutGroup({ group: _, ...rest }: ApprovalRecord): ApprovalRecord {
  return rest;
}

/** What could not be told for so long is told no more. */
export const toldWithinMs = 90 * dayMs;

const leaseMs = minuteMs;
const longestWaitMs = 60 * minuteMs;

/** The state that a card shows while nobody has said anything. */
export const waits = 'waiting';

/** The cards of every approval of the last months, wherever they are: shared by all replicas. */
export class ApprovalCards {
  readonly #document: TypedDocument<Records<ApprovalRecord>, Records<ApprovalRecord>>;

  constructor(documents: Documents) {
    this.#document = new TypedDocument(documents, 'approvals', recordsOf(record), new Records());
  }

  async all(): Promise<ReadonlyMap<string, ApprovalRecord>> {
    return new Map(Object.entries((await this.#document.read()).toObject()));
  }

  async of(id: string): Promise<ApprovalRecord | undefined> {
    return (await this.#document.read()).get(id);
  }

  /** Notes it before it is recorded: who asks for the same again, at the same time too, changes nothing of who was told, and names their own anew. */
  async note(id: string, { at, card, people, group, by = '' }: Asking): Promise<void> {
    const cards = card === undefined ? {} : { asked: { ...card, shown: waits, notBefore: 0, attempts: 0 } };
    const asked = { by, people: [...people], ...(group !== undefined && { group }) };
    await this.#document.change(kept => {
      const found = kept.get(id);
      if (found === undefined)
        return kept.with(id, { at, isAddressed: false, isTold: false, cards, others: [], ...asked });
      if (people.length === 0) return kept;
      return kept.with(
        id,
        found.by === by
          ? { ...withoutGroup(found), ...asked }
          : { ...found, others: [...found.others.filter(one => one.by !== by), asked] },
      );
    });
  }

  /** Notes from whom a license is to be taken by what was recorded: what others had noted under the same id is forgotten. */
  async name(id: string, { people, group, by = '' }: Pick<Asking, 'people' | 'group' | 'by'>): Promise<void> {
    await this.#change(id, found => {
      const asked = {
        ...withoutGroup(found),
        by,
        people: [...people],
        others: [],
        ...(group !== undefined && { group }),
      };
      return isDeepStrictEqual(asked, found) ? found : asked;
    });
  }

  /** Forgets what somebody has noted whose asking was refused; what others noted under the same id stays. */
  async forget(id: string, by = ''): Promise<void> {
    await this.#document.change(kept => {
      const found = kept.get(id);
      if (found === undefined) return kept;
      const [next, ...others] = found.others.filter(one => one.by !== by);
      if (found.by !== by) return kept.with(id, { ...found, others: next === undefined ? [] : [next, ...others] });
      return next === undefined
        ? kept.without(one => one.id === id)
        : kept.with(id, { ...withoutGroup(found), ...next, others });
    });
  }

  /** What was agreed to has begun: whose licenses they were need not stand here any more. */
  async begun(id: string): Promise<void> {
    await this.#change(id, found => (found.people.length === 0 ? found : { ...found, people: [], others: [] }));
  }

  /** Forgets what is over and shown everywhere, or told no more; but not from whom a license is still to be taken. */
  async over(
    id: string,
    { shown, isGranted, isLate }: { readonly shown: string; readonly isGranted: boolean; readonly isLate: boolean },
  ): Promise<void> {
    await this.#document.change(kept => {
      const found = kept.get(id);
      if (found === undefined) return kept;
      if (!isLate && Object.values(found.cards).some(card => card.shown !== shown)) return kept;
      return isGranted && found.people.length > 0
        ? kept.with(id, { ...found, isTold: true })
        : kept.without(one => one.id === id);
    });
  }

  /** Those who may agree, each by a key of their own: nobody gets a second card. */
  address(id: string, chats: ReadonlyMap<string, Conversation>): Promise<void> {
    return this.#change(id, found => {
      const cards = [...chats].map(([person, chat]) => {
        const { id: chatId, locale, reference } = chat;
        const card = { person, conversation: { id: chatId, locale, reference }, activityId: null, shown: '' };
        return [`person ${person}`, { ...card, notBefore: 0, attempts: 0 }] as const;
      });
      return { ...found, isAddressed: true, cards: { ...Object.fromEntries(cards), ...found.cards } };
    });
  }

  /** Takes up a card that shows another state; nothing where somebody else is at it, or it is not due. */
  async claim(
    id: string,
    key: string,
    { shown, now }: { readonly shown: string; readonly now: Instant },
  ): Promise<ApprovalCard | undefined> {
    let claimed: ApprovalCard | undefined;
    await this.#change(id, found => {
      const card = found.cards[key];
      claimed = undefined;
      if (card === undefined || card.shown === shown || card.notBefore > now) return found;
      claimed = card;
      return withCard(found, key, { ...card, notBefore: now + leaseMs });
    });
    return claimed;
  }

  async settled(id: string, key: string, now: { readonly activityId: string; readonly shown: string }): Promise<void> {
    await this.#change(id, found => {
      const card = found.cards[key];
      return card === undefined ? found : withCard(found, key, { ...card, ...now, notBefore: 0, attempts: 0 });
    });
  }

  /** Tried again later, each time after twice as long. */
  async failed(id: string, key: string, now: Instant): Promise<void> {
    await this.#change(id, found => {
      const card = found.cards[key];
      if (card === undefined) return found;
      const wait = Math.min(leaseMs * 2 ** card.attempts, longestWaitMs);
      return withCard(found, key, { ...card, notBefore: now + wait, attempts: card.attempts + 1 });
    });
  }

  /** The card or its conversation is gone. */
  async drop(id: string, key: string): Promise<void> {
    await this.#change(id, found => {
      const { [key]: _gone, ...cards } = found.cards;
      return { ...found, cards };
    });
  }

  async #change(id: string, edit: (found: ApprovalRecord) => ApprovalRecord): Promise<void> {
    await this.#document.change(kept => {
      const found = kept.get(id);
      const edited = found === undefined ? undefined : edit(found);
      return edited === undefined || edited === found ? kept : kept.with(id, edited);
    });
  }
}

const withCard = (found: ApprovalRecord, key: string, card: ApprovalCard): ApprovalRecord => ({
  ...found,
  cards: { ...found.cards, [key]: card },
});
