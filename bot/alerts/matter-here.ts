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
import { matterView } from './matter.view.ts';
import { matterNamed, type NamedMatter } from './named-matter.ts';
import { usualRoute } from './route.ts';

/** What it takes to show a matter where one of its buttons was pressed. */
export interface MatterHereNeeds {
  readonly conversations: Pick<Conversations, 'find'>;
  readonly matters: Matters;
  readonly matterSurroundings: MatterSurroundings;
}

/** What it takes to change one too: every other card of it shows the change. */
export interface MatterChangeNeeds extends MatterHereNeeds {
  readonly followedMatters: FollowedMatters;
  readonly deliveries: Deliveries;
  readonly background: Background;
}

/** A matter's card as the conversation shows it in which one of its buttons was pressed. */
export async function matterHere(
  { conversations, matterSurroundings }: MatterHereNeeds,
  { speech, conversation }: Pick<Turn, 'speech' | 'conversation'>,
  matter: Matter,
): Promise<Card> {
  const { showsAmounts } = (await conversations.find(conversation.id))?.route ?? usualRoute;
  return matterView(speech, matter, await matterSurroundings.of(matter, { hasMoved: false, showsAmounts }));
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
