import type { MaybeCheckable } from './check.ts';
import type { OfferedFile, UploadPlace } from './files.ts';

/** A conversation that the bot can write to proactively. `reference` is the driver's own, opaque to everything else. */
export interface Conversation {
  readonly id: string;
  readonly locale: string;
  readonly reference: unknown;
}

/**
 * Why a conversation is gone: whoever reads it blocked the bot, the bot was removed, an admin disabled it, or there is no such conversation;
 * or an address of mail: its server refused it for good.
 */
export type GoneReason = 'blocked' | 'removed' | 'disabled-by-admin' | 'not-found' | 'address-refused';

/** Why a message was not delivered this time. After `unavailable`, `unreachable` and `silent` it may have arrived all the same. */
export type FailureReason =
  /** Not asked: the rate limits are used up, or the conversation was told to wait. */
  | 'limited'
  | 'throttled'
  /** The bot's credentials: no conversation gets anything until they are mended. */
  | 'unauthorized'
  /** A policy, a proxy, or a code that is not known. */
  | 'forbidden'
  | 'not-found'
  /** Something else was done to the conversation at the same time. */
  | 'conflict'
  | 'unavailable'
  | 'unreachable'
  | 'silent'
  /** The mail server did not take it. */
  | 'mail'
  /** A webhook's receiver did not take it this time, or would not take it as it is. */
  | 'webhook'
  | 'webhook-refused'
  /** The caller's own failure, before anything was asked. */
  | 'threw';

/** The result of sending or updating a message. */
export type Delivery =
  /** In a channel, `threadId` is the thread that the message is in; its first message has the same id. */
  | { readonly kind: 'delivered'; readonly activityId: string; readonly threadId?: string }
  /** The conversation is gone: unsubscribe it. */
  | { readonly kind: 'gone'; readonly reason: GoneReason }
  /** Only the message that was to be replaced is, or the thread that was to be replied in. */
  | { readonly kind: 'message-gone' }
  /** Teams will never take it as it is: a mistake of ours, or more than a message holds. */
  | { readonly kind: 'refused'; readonly reason: 'malformed' | 'too-large' }
  /** To be tried again, not before `retryAfterMs` where it is given. */
  | { readonly kind: 'failed'; readonly retryAfterMs: number | undefined; readonly reason: FailureReason };

/** Somebody, or a tag of a team, whom a message notifies. */
export interface Mentioned {
  readonly kind: 'person' | 'tag';
  /** A person's Entra object id or id in Teams; a tag's id in Graph. */
  readonly id: string;
  /** `mentionText` of the name, as it stands in the card: without it there nobody is notified. */
  readonly text: string;
}

/** What a message may have beside its card. */
export interface MessageOptions {
  /** What the notification says: plain text, cut to 150 characters. */
  readonly summary?: string;
  readonly mentions?: readonly Mentioned[];
  /** Whether it is in the activity feed too, of a chat with one person. */
  readonly isInFeed?: boolean;
  /** The thread of a channel that the message is in; a new message begins one without it. */
  readonly threadId?: string | undefined;
}

/** Writes to conversations proactively, within the limits of each and of the organization. */
export interface Messenger extends MaybeCheckable {
  /** Whether one person alone reads it. */
  isPersonal(conversation: Conversation): boolean;
  /** Whether guests, or people of other organizations, read it; undefined where that cannot be known in a moment. */
  hasGuests(conversation: Conversation): Promise<boolean | undefined>;
  /** A new message; in a channel, in a new thread or in the one that is named. */
  send(conversation: Conversation, card: unknown, options?: MessageOptions): Promise<Delivery>;
  /** Asks one person whether to save a file for them; in a chat of theirs only. */
  offerFile(conversation: Conversation, file: OfferedFile): Promise<Delivery>;
  /** Shows a file that was saved. */
  showFile(conversation: Conversation, place: UploadPlace): Promise<Delivery>;
  /** Replaces a message of the bot's own. */
  update(conversation: Conversation, activityId: string, card: unknown, options?: MessageOptions): Promise<Delivery>;
}
