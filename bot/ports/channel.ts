import type { Card } from '../../cards/card.ts';
import type { Conversation } from './messenger.ts';

/** Who said or pressed something, where, and how an answer should speak. */
interface Origin {
  /** The channel's own id of it: one that is sent again has the same. */
  readonly id: string;
  /** An Entra object id, where the channel knows one. */
  readonly person: { readonly id: string | undefined; readonly name: string };
  readonly conversation: Omit<Conversation, 'locale'>;
  readonly locale: string | undefined;
  readonly timeZone: string | undefined;
  /** Whether others see the conversation too. */
  readonly isShared: boolean;
}

export interface AttachedFile {
  readonly name: string;
  readonly url: string;
}

/** What comes in, parsed once by the driver; a message's text is without mentions of the bot. */
export type Incoming =
  | (Origin & { readonly kind: 'message'; readonly text: string; readonly files: readonly AttachedFile[] })
  /** A button; `cardId` is the message that it is on. What it sends is untrusted. */
  | (Origin & {
      readonly kind: 'press';
      readonly verb: string;
      readonly data: unknown;
      readonly cardId: string | undefined;
    })
  | (Origin & { readonly kind: 'installed' });

/** The way back to whoever sent something, as long as it is being handled. */
export interface Exchange {
  /** A message of its own; gives its id, where the channel tells it. */
  say(card: Card): Promise<string | undefined>;
  /** The answer to a press: a card in the place of the one that was pressed, or a sentence for whoever pressed it. */
  answer(answer: Card | string): Promise<void>;
}

export type Receive = (incoming: Incoming, exchange: Exchange) => Promise<void>;

/** What goes back over HTTP. */
export interface HttpAnswer {
  readonly status: number;
  readonly body: unknown;
}

/** Where people talk with the bot. */
export interface Channel {
  /** Checks who sent an activity, and throws where that is not proved; what it gives handles it, and throws where `receive` does. */
  authenticate(authorization: string, activity: object): Promise<(receive: Receive) => Promise<HttpAnswer>>;
}
