import { type Activity, type ConversationReference, type TurnContext } from 'botbuilder';
import { z } from 'zod';
import {
  DriverError,
  type Clock,
  type Conversation,
  type Delivery,
  type Messenger,
  type OfferedFile,
  type UploadPlace,
} from '../../ports/index.ts';
import type { TeamsAdapter } from './adapter.ts';
import { cardMessage } from './card-message.ts';
import { fileMessage, offerMessage } from './file-messages.ts';

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

/** The connector's timeout: after it the delivery has failed, and the outbox tries again. */
const timeoutMs = 30_000;

/** Proactive messages through the Bot Framework connector. */
export class TeamsMessenger implements Messenger {
  readonly #adapter: TeamsAdapter;
  readonly #appId: string;
  readonly #clock: Clock;

  constructor(adapter: TeamsAdapter, appId: string, clock: Clock) {
    this.#adapter = adapter;
    this.#appId = appId;
    this.#clock = clock;
  }

  isPersonal({ reference }: Conversation): boolean {
    return teamsReference.safeParse(reference).data?.conversation.conversationType === 'personal';
  }

  send(conversation: Conversation, card: unknown): Promise<Delivery> {
    return attempt(this.#clock, async () => {
      const reference = teamsReference.parse(conversation.reference);
      if (reference.conversation.conversationType === 'channel') return this.#newThread(reference, card);
      return this.#inConversation(reference, async context => (await context.sendActivity(cardMessage(card)))?.id);
    });
  }

  offerFile(conversation: Conversation, file: OfferedFile): Promise<Delivery> {
    return this.#sent(conversation, offerMessage(file));
  }

  showFile(conversation: Conversation, place: UploadPlace): Promise<Delivery> {
    return this.#sent(conversation, fileMessage(place));
  }

  #sent(conversation: Conversation, message: Partial<Activity>): Promise<Delivery> {
    return attempt(this.#clock, () =>
      this.#inConversation(
        teamsReference.parse(conversation.reference),
        async context => (await context.sendActivity(message))?.id,
      ),
    );
  }

  update(conversation: Conversation, activityId: string, card: unknown): Promise<Delivery> {
    const written = attempt(this.#clock, () =>
      this.#inConversation(teamsReference.parse(conversation.reference), async context => {
        await context.updateActivity({ ...cardMessage(card), id: activityId });
        return activityId;
      }),
    );
    return written.then(delivery =>
      delivery.kind === 'failed' && delivery.reason === 'not-found' ? { kind: 'message-gone' } : delivery,
    );
  }

  async #newThread(
    { serviceUrl, channelId, bot, conversation }: z.infer<typeof teamsReference>,
    card: unknown,
  ): Promise<string> {
    let id = '';
    const channel = conversation.id.split(';')[0] ?? conversation.id;
    await this.#adapter.createConversationAsync(
      this.#appId,
      channelId,
      serviceUrl,
      'https://api.botframework.com',
      {
        isGroup: true,
        bot: { name: '', ...bot },
        channelData: { channel: { id: channel } },
        activity: cardMessage(card) as Activity,
        tenantId: conversation.tenantId ?? '',
      },
      context => {
        id = context.activity.conversation.id;
        return Promise.resolve();
      },
    );
    return id.split(';messageid=')[1] ?? id;
  }

  async #inConversation(
    reference: z.infer<typeof teamsReference>,
    write: (context: TurnContext) => Promise<string | undefined>,
  ): Promise<string> {
    let id = '';
    await this.#adapter.continueConversationAsync(
      this.#appId,
      reference as unknown as Partial<ConversationReference>,
      async context => {
        id = (await write(context)) ?? '';
      },
    );
    return id;
  }
}

/** What Teams says of a conversation that is gone (T3); a proxy, a tenant's policy or a deleted message answer 403 and 404 as well. */
const goneCodes =
  /\b(?:ConversationBlockedByUser|BotNotInConversationRoster|BotDisabledByAdmin|MessageWritesBlocked|ConversationNotFound)\b/;

/** The connector's response as a value (T3): delivered, gone, or failed this time. */
async function attempt(clock: Clock, write: () => Promise<string>): Promise<Delivery> {
  let cancel = (): void => undefined;
  try {
    const late = new Promise<never>((_, reject) => {
      cancel = clock.after(timeoutMs, () => reject(new DriverError('teams-silent', 'the connector does not answer')));
    });
    return { kind: 'delivered', activityId: await Promise.race([write(), late]) };
  } catch (error) {
    const { statusCode, response } = error as {
      statusCode?: number;
      response?: { bodyAsText?: string | null; headers?: { get?: (name: string) => string | undefined } };
    };
    const body = response?.bodyAsText ?? '';
    if ((statusCode === 403 || statusCode === 404) && goneCodes.test(body))
      return { kind: 'gone', reason: 'not-found' };
    const seconds = Number(response?.headers?.get?.('retry-after') ?? Number.NaN);
    return {
      kind: 'failed',
      retryAfterMs: seconds > 0 ? seconds * 1000 : undefined,
      reason: statusCode === undefined ? 'unreachable' : statusCode === 404 ? 'not-found' : 'unavailable',
    };
  } finally {
    cancel();
  }
}
