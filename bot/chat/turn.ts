import type { Card } from '../../cards/card.ts';
import type { AttachedFile, Conversation } from '../ports/index.ts';
import type { Speech } from './speech.ts';

/** One message or button press, as commands and actions see it. */
export interface Turn {
  readonly speech: Speech;
  /** The idempotency key of what this turn asks for: Teams re-sends an activity with the same id. */
  readonly id: string;
  /** Names the activity among all others. */
  readonly key: string;
  readonly person: { readonly id: string | undefined; readonly name: string };
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
