import { z } from 'zod';
import { dayMs, minuteMs, type Instant } from '../../core/index.ts';
import { languages } from '../../cards/words.ts';
import type { Conversation, Documents } from '../ports/index.ts';
import { Records, recordsOf } from '../work/records.ts';
import { TypedDocument } from '../work/typed-document.ts';
import { askedExport } from './asked-export.ts';

/** How long a file is offered, and how long a link to it works. */
const offeredForMs = dayMs;
const linkedForMs = 10 * minuteMs;

/** A file that is still being made after that was being made by a program that has ended. */
const madeWithinMs = 15 * minuteMs;

/** More are not kept: the oldest is forgotten. */
const mostOffers = 500;

const states = ['offered', 'making', 'handed', 'declined', 'failed'] as const;

const offer = z.object({
  asked: askedExport,
  name: z.string(),
  language: z.enum(languages as readonly [(typeof languages)[number]]),
  /** Whose right counts, and who was asked: they differ only in the sandbox (B5). Entra object ids. */
  person: z.string(),
  sender: z.string(),
  /** The chat that it is offered in. */
  chat: z.object({ id: z.string(), locale: z.string(), reference: z.unknown() }),
  at: z.int(),
  state: z.enum(states),
  /** Since when it is in that state. */
  since: z.int(),
  /** Until when the newest link works; null where none does. */
  linkedUntil: z.int().nullable(),
});

/** A file that was offered to somebody, and what became of it. Its content is made when it is handed over, and kept nowhere. */
export type FileOffer = z.infer<typeof offer>;

const document = z.object({ offers: recordsOf(offer) });

/** What is offered, shared by replicas and kept over restarts. */
export class Offers {
  readonly #document: TypedDocument<z.infer<typeof document>, z.infer<typeof document>>;

  constructor(documents: Documents) {
    this.#document = new TypedDocument(documents, 'exports', document, { offers: new Records() });
  }

  /** Notes an offer; false where it is there already. Those that have expired are forgotten. */
  async begin(id: string, made: Omit<FileOffer, 'state' | 'since' | 'linkedUntil'>): Promise<boolean> {
    let isNew = false;
    await this.#document.change(before => {
      isNew = before.offers.get(id) === undefined;
      if (!isNew) return before;
      const live = Object.entries(before.offers.toObject())
        .filter(([, one]) => isLive(one, made.at))
        .slice(1 - mostOffers);
      const begun: FileOffer = { ...made, state: 'offered', since: made.at, linkedUntil: null };
      return { offers: new Records(new Map(live)).with(id, begun) };
    });
    return isNew;
  }

  /** An offer that has not expired. */
  async find(id: string, now: Instant): Promise<FileOffer | undefined> {
    const found = (await this.#document.read()).offers.get(id);
    return found !== undefined && isLive(found, now) ? found : undefined;
  }

  /** Takes up making it: of several that want to, one does. */
  take(id: string, now: Instant): Promise<FileOffer | undefined> {
    return this.#become(id, now, one =>
      one.state === 'offered' || isLeft(one, now)
        ? { ...one, state: 'making', since: now, linkedUntil: null }
        : undefined,
    );
  }

  /** What became of one that was taken up. */
  async end(id: string, state: 'handed' | 'failed', now: Instant): Promise<void> {
    await this.#become(id, now, one => (one.state === 'making' ? { ...one, state, since: now } : undefined));
  }

  decline(id: string, now: Instant): Promise<FileOffer | undefined> {
    return this.#become(id, now, one =>
      one.state === 'offered' ? { ...one, state: 'declined', since: now } : undefined,
    );
  }

  /** A link to it begins to work, and an earlier one ends; undefined where it has been handed over, or is being made. */
  link(id: string, now: Instant): Promise<FileOffer | undefined> {
    return this.#become(id, now, one =>
      one.state === 'handed' || (one.state === 'making' && !isLeft(one, now))
        ? undefined
        : { ...one, linkedUntil: now + linkedForMs },
    );
  }

  /** Uses up the link that works until then, and takes up making it: it works once. */
  takeByLink(id: string, until: Instant, now: Instant): Promise<FileOffer | undefined> {
    return this.#become(id, now, one =>
      one.linkedUntil === until && now < until ? { ...one, state: 'making', since: now, linkedUntil: null } : undefined,
    );
  }

  /** It could not be made: it is as it was before its link was used, which works again. */
  async giveBack(id: string, { state, linkedUntil }: FileOffer, now: Instant): Promise<void> {
    await this.#become(id, now, one =>
      one.state === 'making' && one.linkedUntil === null ? { ...one, state, since: now, linkedUntil } : undefined,
    );
  }

  async #become(
    id: string,
    now: Instant,
    change: (one: FileOffer) => FileOffer | undefined,
  ): Promise<FileOffer | undefined> {
    let changed: FileOffer | undefined;
    await this.#document.change(before => {
      const found = before.offers.get(id);
      changed = found !== undefined && isLive(found, now) ? change(found) : undefined;
      return changed === undefined ? before : { offers: before.offers.with(id, changed) };
    });
    return changed;
  }
}

/** Whether nobody is making it any more. */
const isLeft = ({ state, since }: FileOffer, now: Instant): boolean =>
  state === 'making' && now - since >= madeWithinMs;

const isLive = ({ at }: FileOffer, now: Instant): boolean => now < at + offeredForMs;

/** The conversation that an offer was made in. */
export const chatOf = ({ chat }: FileOffer): Conversation => chat;
