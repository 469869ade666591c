import { isNews } from '../../core/index.ts';
import { mentionText } from '../../cards/escape.ts';
import { notice } from '../chat/notice.view.ts';
import type { SpeechIn } from '../chat/speech.ts';
import type { Delivery, Messenger } from '../ports/index.ts';
import type { KnownConversation } from './conversations.ts';
import type { MatterSurroundings } from './matter-surroundings.ts';
import type { Message } from './message.ts';
import { usualRoute } from './route.ts';
import { shownMattersSummary, shownMattersView, type ShownMatter } from './shown-matters.view.ts';

/** What it takes to write to a conversation. */
export interface ConversationMeans {
  readonly messenger: Messenger;
  readonly speechIn: SpeechIn;
  readonly matterSurroundings: Pick<MatterSurroundings, 'of'>;
}

/** Posts what a conversation is told, or edits what it was told. Where nobody can be mentioned, such as a tag that was deleted, it is told all the same. */
export async function tellConversation(
  means: ConversationMeans,
  conversation: KnownConversation,
  message: Message,
): Promise<Delivery> {
  const { route = usualRoute } = conversation;
  const told = await written(means, conversation, message);
  const isMentionRefused = told.kind === 'refused' && told.reason === 'malformed' && (route.mentions ?? []).length > 0;
  return isMentionRefused && message.activityId === undefined
    ? written(means, { ...conversation, route: { ...route, mentions: [] } }, message)
    : told;
}

async function written(
  { messenger, speechIn, matterSurroundings }: ConversationMeans,
  conversation: KnownConversation,
  { shown, activityId, threadId }: Message,
): Promise<Delivery> {
  const { showsAmounts, mentions: named = [], isThreaded = false, quiet } = conversation.route ?? usualRoute;
  const [timeZone, reader] = [quiet?.timeZone, conversation.person];
  // An edit notifies nobody, and nobody has to do anything about news.
  const isCall = activityId === undefined && shown.some(({ matter }) => !isNews(matter));
  const mentions = isCall ? named.map(({ kind, id, name }) => ({ kind, id, text: mentionText(name) })) : [];
  const [first, ...others] = await Promise.all(
    shown.map(async ({ matter, hasMoved }): Promise<ShownMatter> => {
      return {
        matter,
        surroundings: await matterSurroundings.of(matter, { hasMoved, showsAmounts, mentions, timeZone, reader }),
      };
    }),
  );
  if (first === undefined) return { kind: 'refused', reason: 'malformed' };
  const speech = await speechIn(conversation);
  const card = shownMattersView(speech, [first, ...others]);
  const options = {
    summary: shownMattersSummary(speech, [first, ...others]),
    isInFeed: true,
    // What began a thread is a message of the channel itself.
    threadId: isThreaded && threadId !== activityId ? threadId : undefined,
  };
  return activityId === undefined
    ? messenger.send(conversation, card, { ...options, ...(mentions.length > 0 && { mentions }) })
    : messenger.update(conversation, activityId, card, options);
}

/** Says that this is a test, where alerts would come. */
export async function testConversation(
  { messenger, speechIn }: Omit<ConversationMeans, 'matterSurroundings'>,
  conversation: KnownConversation,
): Promise<Delivery> {
  const speech = await speechIn(conversation);
  const [title, text] = [speech.say('alerts.test'), speech.say('alerts.test.text')];
  return messenger.send(conversation, notice(speech, title, [text]), { summary: title, isInFeed: true });
}
