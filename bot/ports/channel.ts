import type { Card } from '../../cards/card.ts';
import type { UploadPlace } from './files.ts';
import type { Conversation } from './messenger.ts';

/** What a conversation is called, and the team that it is a channel of, as far as the channel says. */
export interface Whereabouts {
  readonly name: string | undefined;
  readonly team: { readonly id: string; readonly name?: string } | undefined;
}

/** Who sent a message or pressed a button, where, and in which locale and time zone to answer. */
interface Origin {
  /** The channel's id of the activity; a re-sent one has the same id. */
  readonly id: string;
  /** An Entra object id, where the channel knows one. */
  readonly person: { readonly id: string | undefined; readonly name: string };
  /** Differs between any two activities, of different kinds or threads too; of one that is sent again it is the same. */
  readonly key: string;
  readonly conversation: Omit<Conversation, 'locale'>;
  readonly locale: string | undefined;
  readonly timeZone: string | undefined;
  /** Whether others see the conversation too. */
  readonly isShared: boolean;
  /** Who may read the channel, where it is one and Teams says so: the team, some of the team, or people of other teams and organizations too. */
  readonly channelType: 'standard' | 'private' | 'shared' | undefined;
  readonly where: Whereabouts;
}

/** Somebody whom a message mentions, beside the bot, or a tag: the name as it stands in the text, and the Entra object id where Teams gives it. */
export interface Mention {
  readonly kind: 'person' | 'tag';
  readonly name: string;
  readonly personId: string | undefined;
  /** The id by which the bot can mention it too. */
  readonly teamsId: string;
}

/** A file attached to a message, by its name and download address. */
export interface AttachedFile {
  readonly name: string;
  readonly url: string;
}

/** What comes in, parsed once by the driver; a message's text is without mentions of the bot, and with the names of others whom it mentions. */
export type Incoming =
  | (Origin & {
      readonly kind: 'message';
      readonly text: string;
      readonly mentions: readonly Mention[];
      readonly files: readonly AttachedFile[];
    })
  /** A button; `cardId` is the message that it is on. What it sends is untrusted. */
  | (Origin & {
      readonly kind: 'press';
      readonly verb: string;
      readonly data: unknown;
      readonly cardId: string | undefined;
      /** Whether the client pressed by itself, to show a card as it is now. */
      readonly isAutomatic: boolean;
    })
  /** What is typed into a field of a card that asks for its choices (T15). It comes with each pause of the typing. */
  | (Origin & { readonly kind: 'search'; readonly dataset: string; readonly text: string })
  | (Origin & { readonly kind: 'installed' })
  /** The bot was removed, or a channel or the team deleted; in a team `gone` is the team, and every channel of it is. */
  | (Origin & {
      readonly kind: 'removed';
      readonly gone: { readonly what: 'conversation' | 'team'; readonly id: string };
    })
  /** A channel or a team has another name. */
  | (Origin & { readonly kind: 'renamed'; readonly renamed: { readonly id: string; readonly name: string } })
  /** An offered file was accepted, with the place to save it, or declined. `context` came with the offer; all of it is untrusted. */
  | (Origin & {
      readonly kind: 'file-answered';
      readonly context: unknown;
      readonly place: UploadPlace | undefined;
      /** The message that offered it. */
      readonly cardId: string | undefined;
    });

/** A choice in a field that is typed into. */
export interface SuggestedChoice {
  readonly title: string;
  readonly value: string;
}

/** Answers the sender of an activity while it is being handled. */
export interface Exchange {
  /** Sends a separate message; returns its id, if the channel has one. */
  say(card: Card): Promise<string | undefined>;
  /** Answers a press with a card in place of the pressed one, or with a sentence for the person who pressed. */
  answer(answer: Card | string): Promise<void>;
  /** Answers a search. */
  suggest(suggestions: readonly SuggestedChoice[]): Promise<void>;
}

/** Handles one parsed activity. */
export type Receive = (incoming: Incoming, exchange: Exchange) => Promise<void>;

/** What goes back over HTTP. */
export interface HttpAnswer {
  readonly status: number;
  readonly body: unknown;
}

/** Where people talk with the bot. */
export interface Channel {
  /** Verifies the sender of an activity, or throws. The function that it returns handles the activity, and throws when `receive` does. */
  authenticate(authorization: string, activity: object): Promise<(receive: Receive) => Promise<HttpAnswer>>;
}
