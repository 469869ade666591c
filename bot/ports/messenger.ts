/** A conversation that can be written to without being asked; what Teams needs for it is the driver's own affair. */
export interface Conversation {
  readonly id: string;
  readonly locale: string;
  readonly reference: unknown;
}

export type Delivery =
  | { readonly kind: 'delivered'; readonly activityId: string }
  /** The conversation is gone (403, 404): unsubscribe it. */
  | { readonly kind: 'gone' }
  | { readonly kind: 'failed'; readonly retryAfterMs: number | undefined; readonly reason: string };

/** Writes to conversations on the bot's own initiative. */
export interface Messenger {
  /** A new message; in a channel, a new thread. */
  send(conversation: Conversation, card: unknown): Promise<Delivery>;
  /** Replaces a message of the bot's own. */
  update(conversation: Conversation, activityId: string, card: unknown): Promise<Delivery>;
}
