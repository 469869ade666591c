import type { OfferedFile, UploadPlace } from './files.ts';

/** A conversation that the bot can write to proactively. `reference` is the driver's own, opaque to everything else. */
export interface Conversation {
  readonly id: string;
  readonly locale: string;
  readonly reference: unknown;
}

/** The result of sending or updating a message. */
export type Delivery =
  | { readonly kind: 'delivered'; readonly activityId: string }
  /** The conversation is gone: unsubscribe it. */
  | { readonly kind: 'gone' }
  /** Only the message that was to be replaced is. */
  | { readonly kind: 'message-gone' }
  | { readonly kind: 'failed'; readonly retryAfterMs: number | undefined; readonly reason: string };

/** Writes to conversations proactively. */
export interface Messenger {
  /** Whether one person alone reads it. */
  isPersonal(conversation: Conversation): boolean;
  /** A new message; in a channel, a new thread. */
  send(conversation: Conversation, card: unknown): Promise<Delivery>;
  /** Asks one person whether to save a file for them; in a chat of theirs only. */
  offerFile(conversation: Conversation, file: OfferedFile): Promise<Delivery>;
  /** Shows a file that was saved. */
  showFile(conversation: Conversation, place: UploadPlace): Promise<Delivery>;
  /** Replaces a message of the bot's own. */
  update(conversation: Conversation, activityId: string, card: unknown): Promise<Delivery>;
}
