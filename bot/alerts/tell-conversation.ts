import { isNews } from '../../core/index.ts';
import { notice } from '../chat/notice.view.ts';
import type { SpeechIn } from '../chat/speech.ts';
import type { Delivery, Messenger } from '../ports/index.ts';
import type { KnownConversation } from './conversations.ts';
import { matterSummary } from './matter-summary.view.ts';
import { matterView } from './matter.view.ts';
import type { Message } from './message.ts';
import { usualRoute } from './route.ts';

/** What it takes to write to a conversation. */
export interface ConversationMeans {
  readonly messenger: Messenger;
  readonly speechIn: SpeechIn;
}

/** Posts what a conversation is told, or edits what it was told. */
export async function tellConversation(
  { messenger, speechIn }: ConversationMeans,
  conversation: KnownConversation,
  { shown, activityId }: Message,
): Promise<Delivery> {
  const [first] = shown;
  if (first === undefined) return { kind: 'refused', reason: 'malformed' };
  const speech = await speechIn(conversation);
  const { showsAmounts, mentions = [] } = conversation.route ?? usualRoute;
  const surroundings = { hasMoved: first.hasMoved, showsAmounts };
  const card = matterView(speech, first.matter, surroundings);
  const options = { summary: matterSummary(speech, first.matter, surroundings), isInFeed: true };
  if (activityId !== undefined) return messenger.update(conversation, activityId, card, options);
  // An edit notifies nobody, and nobody has to do anything about news.
  const isCall = shown.some(({ matter }) => !isNews(matter));
  return messenger.send(conversation, card, { ...options, ...(isCall && mentions.length > 0 && { mentions }) });
}

/** Says that this is a test, where alerts would come. */
export async function testConversation(
  { messenger, speechIn }: ConversationMeans,
  conversation: KnownConversation,
): Promise<Delivery> {
  const speech = await speechIn(conversation);
  const [title, text] = [speech.say('alerts.test'), speech.say('alerts.test.text')];
  return messenger.send(conversation, notice(speech, title, [text]), { summary: title, isInFeed: true });
}
