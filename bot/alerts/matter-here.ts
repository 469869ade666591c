import type { Instant, Matter } from '../../core/index.ts';
import type { Card } from '../../cards/card.ts';
import { notice } from '../chat/notice.view.ts';
import type { Reply, Turn } from '../chat/turn.ts';
import type { Matters } from '../ports/index.ts';
import type { Background } from '../work/background.ts';
import type { Conversations } from './conversations.ts';
import type { Deliveries } from './deliveries.ts';
import type { FollowedMatters } from './followed-matters.ts';
import type { MatterSurroundings } from './matter-surroundings.ts';
import { matterNamed, type NamedMatter } from './named-matter.ts';
import { usualRoute } from './route.ts';
import { shownMattersView } from './shown-matters.view.ts';

/** What it takes to draw a card of matters anew. */
export interface MatterHereNeeds {
  readonly conversations: Pick<Conversations, 'find'>;
  readonly matters: Pick<Matters, 'find' | 'sharing' | 'latestOf'>;
  readonly matterSurroundings: Pick<MatterSurroundings, 'of'>;
}

/** What it takes to change one too: every other card of it shows the change. */
export interface MatterChangeNeeds extends MatterHereNeeds {
  readonly followedMatters: FollowedMatters;
  readonly deliveries: Deliveries;
  readonly background: Background;
}

/** The card as the conversation shows it in which one of a matter's buttons was pressed: with the other matters that it tells of. */
export async function matterHere(
  { conversations, matters, matterSurroundings }: MatterHereNeeds,
  { speech, conversation, cardId }: Pick<Turn, 'speech' | 'conversation' | 'cardId'>,
  matter: Matter,
): Promise<Card> {
  const here = await conversations.find(conversation.id);
  const { showsAmounts, quiet } = here?.route ?? usualRoute;
  const how = { hasMoved: false, showsAmounts, timeZone: quiet?.timeZone, reader: here?.person };
  const posts = cardId === undefined ? [] : await matters.sharing(conversation.id, cardId);
  const besides = await Promise.all(
    posts.filter(post => post.matter !== matter.id).map(post => matters.find(post.matter)),
  );
  const shown = async (one: Matter) => ({
    matter: one,
    surroundings: await matterSurroundings.of(one, how),
  });
  const others = besides.flatMap(one => (one === undefined ? [] : [shown(one)]));
  return shownMattersView(speech, [await shown(matter), ...(await Promise.all(others))]);
}

/** Changes a matter as somebody asked by name, and shows it as it then is. */
export async function changeMatter(
  needs: MatterChangeNeeds,
  turn: Turn,
  named: NamedMatter,
  change: (matter: Matter, asked: { readonly by: string; readonly at: Instant }) => Matter,
): Promise<Reply> {
  const { speech, person } = turn;
  const by = person.name === '' ? speech.say('alert.somebody') : person.name;
  const found = await matterNamed(needs.matters, named);
  const matter = found && (await needs.followedMatters.change(found.id, (before, at) => change(before, { by, at })));
  if (matter === undefined) return { card: notice(speech, speech.say('alerts.title'), [speech.say('alert.gone')]) };
  needs.background.start('show what became of a matter', () => needs.deliveries.run());
  return { card: await matterHere(needs, turn, matter) };
}
