import type { Activity } from 'botbuilder';
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
import type { TeamsAdapter } from './adapter.ts';
import { checkTeams } from './check.ts';
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

type Connector = Awaited<ReturnType<TeamsAdapter['connector']>>;
type Undelivered = Exclude<Delivery, { kind: 'delivered' }>;
type Delivered = Omit<Extract<Delivery, { kind: 'delivered' }>, 'kind'>;

/** The connector's timeout: after it the delivery has failed, and the caller tries again. */
const timeoutMs = 30_000;

/** How long somebody waits for a roster, and the most that Teams gives at once. */
const rosterMs = 1500;
const rosterPage = 500;

/** One request to the connector, which ends when the signal aborts. */
type Write = (connector: Connector, options: { readonly abortSignal: AbortSignal }) => Promise<Delivered>;

/** Proactive messages through the Bot Framework connector: each within the limits, asked once, and given up in time. */
export class TeamsMessenger implements Messenger {
  readonly #adapter: TeamsAdapter;
  readonly #appId: string;
  readonly #clock: Clock;
  readonly #limits: TeamsLimits;

  constructor(adapter: TeamsAdapter, appId: string, clock: Clock, limits = new TeamsLimits(clock)) {
    this.#adapter = adapter;
    this.#appId = appId;
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
  async #anyGuest(reference: Reference, abortSignal: AbortSignal, token?: string): Promise<boolean> {
    const connector = await this.#adapter.connector(this.#appId, reference.serviceUrl);
    // By the library's types there is always a token; the first page is asked for without one, and the last has none.
    const asked = { pageSize: rosterPage, abortSignal, continuationToken: token as string };
    const page = await connector.conversations.getConversationPagedMembers(channelOf(reference), asked);
    if (page.members.some(member => isGuest(member, reference.conversation.tenantId))) return true;
    const next = page.continuationToken as string | undefined;
    return next === undefined || next === '' ? false : this.#anyGuest(reference, abortSignal, next);
  }

  check(signal: AbortSignal): Promise<readonly Observation[]> {
    return checkTeams(this.#adapter.token, signal);
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
    const write: Write = async (connector, request) => {
      await connector.conversations.updateActivity(placeOf(reference, threadId), activityId, message, request);
      return deliveredAs(activityId, threadId);
    };
    const delivery = await this.#asked(reference, write, options);
    return delivery.kind === 'delivered'
      ? delivery
      : outcomeOfNamed(delivery, threadId === undefined ? 'message' : 'thread');
  }

  #posts(conversation: Conversation, message: Partial<Activity>): Promise<Delivery> {
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
    const written = this.#adapter
      .connector(this.#appId, serviceUrl)
      .then(connector => write(connector, { abortSignal: stop.signal }))
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
    const { statusCode, response } = error as {
      readonly statusCode?: number;
      readonly response?: { readonly bodyAsText?: string | null; readonly headers?: Headers };
    };
    if (statusCode === undefined) {
      const outcome = outcomeOfError(error);
      if (outcome === undefined) throw error;
      return outcome;
    }
    const header = (name: string): string | undefined => response?.headers?.get(name) ?? undefined;
    const retryAfterMs = retryAfterMsOf({ retryAfter: header('retry-after'), date: header('date') }, this.#clock.now());
    return outcomeOf({ status: statusCode, body: response?.bodyAsText ?? '', retryAfterMs });
  }
}

function messageIn(reference: Reference, card: unknown, options: MessageOptions): Partial<Activity> {
  const isPersonal = reference.conversation.conversationType === 'personal';
  const isInFeed = isPersonal && options.isInFeed === true;
  return { ...ownOf(reference), ...messageOf(card, { ...options, isInFeed }) };
}

/** What each message says of where it is and who sends it. */
const ownOf = ({ serviceUrl, channelId, bot, conversation }: Reference): Partial<Activity> =>
  ({ serviceUrl, channelId, from: bot, conversation }) as unknown as Partial<Activity>;

const channelOf = ({ conversation: { id } }: Reference): string => id.split(';messageid=')[0] ?? id;

/** A thread is the channel with its first message (T10). */
const placeOf = (reference: Reference, threadId: string | undefined): string =>
  threadId === undefined ? reference.conversation.id : `${channelOf(reference)};messageid=${threadId}`;

const deliveredAs = (activityId: string, threadId: string | undefined): Delivered =>
  threadId === undefined ? { activityId } : { activityId, threadId };

const posted =
  (reference: Reference, message: Partial<Activity>, threadId: string | undefined): Write =>
  async (connector, options) => {
    const { id } = await connector.conversations.sendToConversation(placeOf(reference, threadId), message, options);
    return deliveredAs(id, threadId);
  };

const newThread =
  (reference: Reference, message: Partial<Activity>): Write =>
  async (connector, options) => {
    const { bot, conversation } = reference;
    const created = await connector.conversations.createConversation(
      {
        isGroup: true,
        bot: { name: '', ...bot },
        channelData: { channel: { id: channelOf(reference) } },
        activity: message as Activity,
        tenantId: conversation.tenantId ?? '',
      },
      options,
    );
    const id = created.id.split(';messageid=')[1] ?? created.id;
    return deliveredAs(id, id);
  };
