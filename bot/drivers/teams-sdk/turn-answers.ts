import type { Exchange, HttpAnswer, SuggestedChoice } from '../../ports/index.ts';
import type { ParsedActivity } from '../teams/activity.ts';
import { cardMessage } from '../teams/card-message.ts';
import type { TeamsConnector } from '../teams/connector.ts';
import { pressAnswer, searchAnswer, type InvokeAnswer } from '../teams/invoke-answers.ts';

/** What one activity is answered with: an invoke over HTTP; messages by the connector, or over HTTP too where the sender wants them there. */
export class TurnAnswers implements Exchange {
  readonly #activity: ParsedActivity;
  readonly #connect: () => TeamsConnector;
  readonly #replies: object[] = [];
  #invoke: InvokeAnswer | undefined;

  constructor(activity: ParsedActivity, connect: () => TeamsConnector) {
    this.#activity = activity;
    this.#connect = connect;
  }

  async say(card: unknown): Promise<string | undefined> {
    const { id, from, recipient, conversation, channelId, serviceUrl, locale } = this.#activity;
    const message = {
      ...cardMessage(card),
      ...{ channelId, serviceUrl, conversation, locale, replyToId: id },
      ...{ from: recipient, recipient: from },
    };
    if (!this.#isCollected) return this.#connect().post(conversation.id, message);
    this.#replies.push(message);
    return undefined;
  }

  answer(answer: unknown): Promise<void> {
    this.#invoke = pressAnswer(answer);
    return Promise.resolve();
  }

  suggest(suggestions: readonly SuggestedChoice[]): Promise<void> {
    this.#invoke = searchAnswer(suggestions);
    return Promise.resolve();
  }

  /** The answer over HTTP, once the activity is handled. */
  http(): HttpAnswer {
    const { type, name } = this.#activity;
    if (this.#isCollected) return { status: 200, body: { activities: this.#replies } };
    if (type !== 'invoke') return { status: 200, body: undefined };
    if (this.#invoke !== undefined) return { status: 200, body: this.#invoke };
    // The answer to a file's offer has no body; what becomes of it is told by messages.
    return { status: name === 'fileConsent/invoke' ? 200 : 501, body: undefined };
  }

  /** For clients without a connector, such as tests; the library has no such mode. */
  get #isCollected(): boolean {
    return this.#activity.deliveryMode === 'expectReplies';
  }
}
