import type { Card } from '../../cards/card.ts';
import type { AttachedFile, Conversation, Incoming, Mention, Whereabouts } from '../ports/index.ts';
import type { Meanwhile } from './meanwhile.ts';
import type { Speech } from './speech.ts';

/** An Entra object id, where the channel knows one, and a name. */
export interface Somebody {
  readonly id: string | undefined;
  readonly name: string;
}

/** One message or button press, as commands and actions see it. */
export interface Turn {
  readonly speech: Speech;
  /** Names what this turn asks for, among all conversations; of an activity that is sent again it is the same (request-id.ts). */
  readonly id: string;
  /** What an earlier version named it by, for request-id.ts, in the first minutes of the program. */
  readonly earlierId: string | undefined;
  /** Names the activity among all others. */
  readonly key: string;
  /** Who acts: whose roles count, and who is recorded. */
  readonly person: Somebody;
  /** Who sent it: differs from `person` only while somebody acts as another in the sandbox (B5). */
  readonly sender: Somebody;
  readonly conversation: Conversation;
  readonly where: Whereabouts;
  /** Who may read the channel, where it is one and Teams says so. */
  readonly channelType: Incoming['channelType'];
  /** The message whose button was pressed. */
  readonly cardId: string | undefined;
  readonly localTimeZone: string | undefined;
  /** The client's, with its region: how numbers are written there. */
  readonly locale: string | undefined;
  readonly files: readonly AttachedFile[];
  /** What is shown while the answer takes long. */
  readonly meanwhile?: Meanwhile;
  /** Whom a message mentions beside the bot. */
  readonly mentions: readonly Mention[];
}

/** The answer: a card, and sometimes a second one as a message of its own. */
export interface Reply {
  readonly card: Card;
  readonly also?: Card;
  /** What the others see in place of a card that was pressed where others see it, if not the answer: theirs has other buttons. */
  readonly shared?: Card;
  /** Set where a press has no effect: the card stays as it is, and the person who pressed it reads this text. */
  readonly keepsCard?: string;
}
