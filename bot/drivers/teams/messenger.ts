import { z } from 'zod';
import type {
  Clock,
  Conversation,
  Delivery,
  MessageOptions,
  Messenger,
  Observation,
  OfferedFile,
  UploadPlace,
} from '../../ports/index.ts';
import type { TeamsMessage } from './card-message.ts';
import { checkTeams } from './check.ts';
import type { TeamsConnector, TeamsLibrary } from './connector.ts';
import { outcomeOf, outcomeOfError, outcomeOfNamed, retryAfterMsOf } from './delivery-outcomes.ts';
import { fileMessage, offerMessage } from './file-messages.ts';
import { isGuest } from './guests.ts';
import { TeamsLimits } from './limits.ts';
import { messageOf } from './message.ts';

/** What the driver stores of a conversation to write to it later. */
export const teamsReference = z.looseObject({
  serviceUrl: z.string(),
  channelId: z.string(),
  bot: z.looseObject({ id: z.string() }),
  conversation: z.looseObject({
    id: z.string(),
    conversationType: z.string().optional(),
    tenantId: z.string().optional(),
  }),
});
type Reference = z.infer<typeof teamsReference>;

type Undelivered = Exclude<Delivery, { kind: 'delivered' }>;
type Delivered = Omit<Extract<Delivery, { kind: 'delivered' }>, 'kind'>;

/** The connector's timeout: after it the delivery has failed, and the caller tries again. */
const timeoutMs = 30_000;

/** How long somebody waits for a roster, and the most that Teams gives at once. */
const rosterMs = 1500;
const rosterPage = 500;

type Write = (connector: TeamsConnector) => Promise<Delivered>;

/** Proactive messages through the Bot Framework connector: each within the limits, asked once, and given up in time. */
export class TeamsMessenger implements Messenger {
  readonly #library: TeamsLibrary;
  readonly #clock: Clock;
  readonly #limits: TeamsLimits;

  constructor(library: TeamsLibrary, clock: Clock, limits = new TeamsLimits(clock)) {
    this.#library = library;
    this.#clock = clock;
    this.#limits = limits;
  }

  isPersonal({ reference }: Conversation): boolean {
    return teamsReference.safeParse(reference).data?.conversation.conversationType === 'personal';
  }

  async hasGuests({ reference }: Conversation): Promise<boolean | undefined> {
    const stop = new AbortController();
    const cancel = this.#clock.after(rosterMs, () => stop.abort());
    // Whatever is in the way: it is asked for while somebody waits, and nothing else depends on it.
    return this.#anyGuest(teamsReference.parse(reference), stop.signal)
      .catch(() => undefined)
      .finally(cancel);
  }

  /** A roster is read page by page, until somebody is found. */
  async #anyGuest(reference: Reference, signal: AbortSignal, token?: string): Promise<boolean> {
    const connector = await this.#library.connector(reference.serviceUrl, signal);
    const page = await connector.members(channelOf(reference), { size: rosterPage, token });
    if (page.members.some(member => isGuest(member, reference.conversation.tenantId))) return true;
    return page.token === undefined || page.token === '' ? false : this.#anyGuest(reference, signal, page.token);
  }

  check(signal: AbortSignal): Promise<readonly Observation[]> {
    return checkTeams(this.#library.token, signal);
  }

  async send(conversation: Conversation, card: unknown, options: MessageOptions = {}): Promise<Delivery> {
    const { threadId } = options;
    const reference = teamsReference.parse(conversation.reference);
    const message = messageIn(reference, card, options);
    const isNewThread = reference.conversation.conversationType === 'channel' && threadId === undefined;
    const delivery = await this.#asked(
      reference,
      isNewThread ? newThread(reference, message) : posted(reference, message, threadId),
      options,
    );
    return delivery.kind === 'delivered' || threadId === undefined ? delivery : outcomeOfNamed(delivery, 'thread');
  }

  offerFile(conversation: Conversation, file: OfferedFile): Promise<Delivery> {
    return this.#posts(conversation, offerMessage(file));
  }

  showFile(conversation: Conversation, place: UploadPlace): Promise<Delivery> {
    return this.#posts(conversation, fileMessage(place));
  }

  async update(
    conversation: Conversation,
    activityId: string,
    card: unknown,
    options: MessageOptions = {},
  ): Promise<Delivery> {
    const { threadId } = options;
    const reference = teamsReference.parse(conversation.reference);
    const message = { ...messageIn(reference, card, options), id: activityId };
    const write: Write = async connector => {
      await connector.update(placeOf(reference, threadId), activityId, message);
      return deliveredAs(activityId, threadId);
    };
    const delivery = await this.#asked(reference, write, options);
    return delivery.kind === 'delivered'
      ? delivery
      : outcomeOfNamed(delivery, threadId === undefined ? 'message' : 'thread');
  }

  #posts(conversation: Conversation, message: TeamsMessage): Promise<Delivery> {
    const reference = teamsReference.parse(conversation.reference);
    return this.#asked(reference, posted(reference, { ...ownOf(reference), ...message }, undefined), {});
  }

  /** Waits for its turn, asks once, and keeps the conversation from being asked before Teams wants it to be. */
  async #asked(reference: Reference, write: Write, { mentions = [] }: MessageOptions): Promise<Delivery> {
    const id = channelOf(reference);
    const hasTag = mentions.some(({ kind }) => kind === 'tag');
    const waitMs = await this.#limits.take(id, { hasTag });
    if (waitMs !== undefined) return { kind: 'failed', reason: 'limited', retryAfterMs: waitMs };
    const delivery = await this.#written(reference, write);
    if (delivery.kind !== 'failed' || delivery.reason !== 'silent') this.#limits.answered();
    if (delivery.kind === 'failed' && delivery.reason !== 'unauthorized' && delivery.retryAfterMs !== undefined)
      this.#limits.pause(id, delivery.retryAfterMs);
    return delivery;
  }

  /** What is given up is aborted, so that it is not posted later: on its way already, it may arrive all the same. */
  async #written({ serviceUrl }: Reference, write: Write): Promise<Delivery> {
    const stop = new AbortController();
    const { promise: late, resolve: giveUp } = Promise.withResolvers<Undelivered>();
    const cancel = this.#clock.after(timeoutMs, () => {
      stop.abort();
      giveUp({ kind: 'failed', reason: 'silent', retryAfterMs: undefined });
    });
    const written = this.#library
      .connector(serviceUrl, stop.signal)
      .then(write)
      .then((delivered): Delivery => ({ kind: 'delivered', ...delivered }))
      .catch((error: unknown) => this.#undelivered(error));
    try {
      return await Promise.race([written, late]);
    } finally {
      cancel();
    }
  }

  /** The connector's answer, or the lack of one, as what has to be done; anything else is a bug. */
  #undelivered(error: unknown): Undelivered {
    const refusal = this.#library.refusalIn(error);
    if (refusal === undefined) {
      const outcome = outcomeOfError(error);
      if (outcome === undefined) throw error;
      return outcome;
    }
    const { status, body, header } = refusal;
    const retryAfterMs = retryAfterMsOf({ retryAfter: header('retry-after'), date: header('date') }, this.#clock.now());
    return outcomeOf({ status, body, retryAfterMs });
  }
}

function messageIn(reference: Reference, card: unknown, options: MessageOptions): object {
  const isPersonal = reference.conversation.conversationType === 'personal';
  const isInFeed = isPersonal && options.isInFeed === true;
  return { ...ownOf(reference), ...messageOf(card, { ...options, isInFeed }) };
}

/** What each message says of where it is and who sends it. */
const ownOf = ({ serviceUrl, channelId, bot, conversation }: Reference): object => ({
  ...{ serviceUrl, channelId, conversation },
  from: bot,
});

const channelOf = ({ conversation: { id } }: Reference): string => id.split(';messageid=')[0] ?? id;

/** A thread is the channel with its first message (T10). */
const placeOf = (reference: Reference, threadId: string | undefined): string =>
  threadId === undefined ? reference.conversation.id : `${channelOf(reference)};messageid=${threadId}`;

const deliveredAs = (activityId: string, threadId: string | undefined): Delivered =>
  threadId === undefined ? { activityId } : { activityId, threadId };

const posted =
  (reference: Reference, message: object, threadId: string | undefined): Write =>
  async connector =>
    deliveredAs(await connector.post(placeOf(reference, threadId), message), threadId);

const newThread =
  (reference: Reference, message: object): Write =>
  async connector => {
    const { bot, conversation } = reference;
    const created = await connector.create({
      isGroup: true,
      bot: { name: '', ...bot },
      channelData: { channel: { id: channelOf(reference) } },
      activity: message,
      tenantId: conversation.tenantId ?? '',
    });
    const id = created.split(';messageid=')[1] ?? created;
    return deliveredAs(id, id);
  };
