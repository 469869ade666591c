import { acknowledged } from '../../core/index.ts';
import { action } from '../chat/action.ts';
import { notice } from '../chat/notice.view.ts';
import type { Matters } from '../ports/index.ts';
import type { Background } from '../work/background.ts';
import type { Conversations } from './conversations.ts';
import type { Deliveries } from './deliveries.ts';
import type { FollowedMatters } from './followed-matters.ts';
import { matterHere } from './matter-here.ts';
import { matterNamed, namedMatter } from './named-matter.ts';

/** Records who acknowledged a matter: all its cards then name them, and no longer ask. */
export const acknowledge = action(
  'acknowledge',
  'subscribe',
  namedMatter,
  async (
    {
      conversations,
      matters,
      followedMatters,
      deliveries,
      background,
    }: {
      readonly conversations: Conversations;
      readonly matters: Matters;
      readonly followedMatters: FollowedMatters;
      readonly deliveries: Deliveries;
      readonly background: Background;
    },
    turn,
    data,
  ) => {
    const { speech, person } = turn;
    const found = await matterNamed(matters, data);
    const by = person.name === '' ? speech.say('alert.somebody') : person.name;
    const matter = found && (await followedMatters.change(found.id, (before, at) => acknowledged(before, { by, at })));
    if (matter === undefined) return { card: notice(speech, speech.say('alerts.title'), [speech.say('alert.gone')]) };
    background.start('show who acknowledged', () => deliveries.run());
    return { card: await matterHere({ conversations }, turn, matter) };
  },
);
