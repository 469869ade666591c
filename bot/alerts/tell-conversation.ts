import type { SpeechIn } from '../chat/speech.ts';
import type { Delivery, Messenger } from '../ports/index.ts';
import type { Conversations } from './conversations.ts';
import type { Message } from './deliveries.ts';
import type { Destination } from './destinations.ts';
import { matterSummary } from './matter-summary.view.ts';
import { matterView } from './matter.view.ts';
import { usualRoute } from './route.ts';

/** Posts what a conversation is told, or edits what it was told. */
export async function tellConversation(
  {
    conversations,
    messenger,
    speechIn,
  }: { readonly conversations: Conversations; readonly messenger: Messenger; readonly speechIn: SpeechIn },
  { id }: Destination,
  { shown, activityId }: Message,
): Promise<Delivery> {
  const conversation = await conversations.find(id);
  const [first] = shown;
  if (conversation === undefined || first === undefined) return { kind: 'gone', reason: 'not-found' };
  const speech = await speechIn(conversation);
  const { showsAmounts } = conversation.route ?? usualRoute;
  const surroundings = { hasMoved: first.hasMoved, showsAmounts };
  const card = matterView(speech, first.matter, surroundings);
  const options = { summary: matterSummary(speech, first.matter, surroundings), isInFeed: true };
  return activityId === undefined
    ? messenger.send(conversation, card, options)
    : messenger.update(conversation, activityId, card, options);
}
