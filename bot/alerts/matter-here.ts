import type { Matter } from '../../core/index.ts';
import type { Card } from '../../cards/card.ts';
import type { Turn } from '../chat/turn.ts';
import type { Conversations } from './conversations.ts';
import { matterView } from './matter.view.ts';
import { usualRoute } from './route.ts';

/** A matter's card as the conversation shows it in which one of its buttons was pressed. */
export async function matterHere(
  { conversations }: { readonly conversations: Pick<Conversations, 'find'> },
  { speech, conversation }: Pick<Turn, 'speech' | 'conversation'>,
  matter: Matter,
): Promise<Card> {
  const { showsAmounts } = (await conversations.find(conversation.id))?.route ?? usualRoute;
  return matterView(speech, matter, { hasMoved: false, showsAmounts });
}
