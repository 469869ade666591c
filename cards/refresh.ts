import type { Card } from './card.ts';
import type { Button } from './verbs.ts';

/**
 * A card of which each reader has their own: Teams asks for it when the card comes into view, of everybody in chats and channels of at most
 * 60 people, and shows the card itself to the others (T17). The answer has to carry it too, or it stops.
 */
export const refreshed = (card: Card, { title, verb, data }: Button): Card => ({
  ...card,
  refresh: { action: { type: 'Action.Execute', title, verb, data } },
});
