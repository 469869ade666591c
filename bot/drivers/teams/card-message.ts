/** A card in an answer or in a message. */
export const cardType = 'application/vnd.microsoft.card.adaptive';

/** A message as it is sent: one attachment, since text beside it would be a second message (T1). */
export interface TeamsMessage {
  readonly type: 'message';
  readonly attachments: {
    readonly contentType: string;
    readonly content: unknown;
    readonly name?: string;
    readonly contentUrl?: string;
  }[];
}

/** A message that is only a card: with text beside it Teams would split it in two and give no id back (T1). */
export const cardMessage = (card: unknown): TeamsMessage => ({
  type: 'message',
  attachments: [{ contentType: cardType, content: card }],
});
