import type { Card } from '../../cards/card.ts';
import type { AttachedFile, Conversation } from '../ports/index.ts';
import type { Speech } from './speech.ts';

/** An Entra object id, where the channel knows one, and a name. */
export interface Somebody {
  readonly id: string | undefined;
  readonly name: string;
}

/** One message or button press, as commands and actions see it. */
export interface Turn {
  readonly speech: Speech;
  /** The idempotency key of what this turn asks for: Teams re-sends an activity with the same id. */
  readonly id: string;
  /** Names the activity among all others. */
  readonly key: string;
  /** Who acts: whose roles count, and who is recorded. */
  readonly person: Somebody;
  /** Who sent it: differs from `person` only while somebody acts as another in the sandbox (B5). */
  readonly sender: Somebody;
  readonly conversation: Conversation;
  /** The message whose button was pressed. */
  readonly cardId: string | undefined;
  readonly localTimeZone: string | undefined;
  readonly files: readonly AttachedFile[];
}

/** The answer: a card, and sometimes a second one as a message of its own. */
export interface Reply {
  readonly card: Card;
  readonly also?: Card;
  /** Set where a press has no effect: the card stays as it is, and the person who pressed it reads this text. */
  readonly keepsCard?: string;
}
