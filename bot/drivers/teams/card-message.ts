import { CardFactory, type Activity } from 'botbuilder';

/** A message that is only a card: with text beside it Teams would split it in two and give no id back (T1). */
export const cardMessage = (card: unknown): Partial<Activity> => ({
  type: 'message',
  attachments: [CardFactory.adaptiveCard(card)],
});
