import { acknowledged } from '../../core/index.ts';
import { action } from '../chat/action.ts';
import { notice } from '../chat/notice.view.ts';
import type { Matters } from '../ports/index.ts';
import type { Background } from '../work/background.ts';
import type { Deliveries } from './deliveries.ts';
import type { FollowedMatters } from './followed-matters.ts';
import { matterView } from './matter.view.ts';
import { matterNamed, namedMatter } from './named-matter.ts';

/** Records who acknowledged a matter: all its cards then name them, and no longer ask. */
export const acknowledge = action(
  'acknowledge',
  'subscribe',
  namedMatter,
  async (
    {
      matters,
      followedMatters,
      deliveries,
      background,
    }: {
      readonly matters: Matters;
      readonly followedMatters: FollowedMatters;
      readonly deliveries: Deliveries;
      readonly background: Background;
    },
    { speech, person },
    data,
  ) => {
    const found = await matterNamed(matters, data);
    const by = person.name === '' ? speech.say('alert.somebody') : person.name;
    const matter = found && (await followedMatters.change(found.id, (before, at) => acknowledged(before, { by, at })));
    if (matter === undefined) return { card: notice(speech, speech.say('alerts.title'), [speech.say('alert.gone')]) };
    background.start('show who acknowledged', () => deliveries.run());
    return { card: matterView(speech, matter, { hasMoved: false, showsAmounts: true }) };
  },
);
