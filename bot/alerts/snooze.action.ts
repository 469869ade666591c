import { z } from 'zod';
import { snoozeChoices, snoozed, snoozeUntil, type TimeZone } from '../../core/index.ts';
import { action } from '../chat/action.ts';
import { notice } from '../chat/notice.view.ts';
import type { Matters } from '../ports/index.ts';
import type { Ledger } from '../wallets/ledger.ts';
import type { Background } from '../work/background.ts';
import type { Conversations } from './conversations.ts';
import type { Deliveries } from './deliveries.ts';
import type { FollowedMatters } from './followed-matters.ts';
import { matterHere } from './matter-here.ts';
import { matterNamed, namedMatter } from './named-matter.ts';

/** Puts a matter off for everybody; what becomes critical meanwhile is told all the same (A6). */
export const snooze = action(
  'snooze',
  'subscribe',
  namedMatter.and(z.object({ for: z.enum(snoozeChoices) })),
  async (
    {
      conversations,
      matters,
      followedMatters,
      deliveries,
      ledger,
      background,
    }: {
      readonly conversations: Conversations;
      readonly matters: Matters;
      readonly followedMatters: FollowedMatters;
      readonly deliveries: Deliveries;
      readonly ledger: Pick<Ledger, 'terms'>;
      readonly background: Background;
    },
    turn,
    { for: choice, ...named },
  ) => {
    const { speech, person } = turn;
    const found = await matterNamed(matters, named);
    const by = person.name === '' ? speech.say('alert.somebody') : person.name;
    const timeZone: TimeZone = (await ledger.terms().catch(() => undefined))?.timeZone ?? 'UTC';
    const matter =
      found &&
      (await followedMatters.change(found.id, (before, at) =>
        snoozed(before, { by, at, until: snoozeUntil(choice, at, timeZone) }),
      ));
    if (matter === undefined) return { card: notice(speech, speech.say('alerts.title'), [speech.say('alert.gone')]) };
    background.start('show that it is snoozed', () => deliveries.run());
    return { card: await matterHere({ conversations }, turn, matter) };
  },
);
