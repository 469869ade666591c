import { dayOf, startOfPeriod } from '../../core/index.ts';
import type { Card } from '../../cards/card.ts';
import { command } from '../chat/command.ts';
import { forOthers } from '../chat/shared-card.ts';
import { mayMoveMoney } from '../funds/may-move-money.ts';
import { withAnyWallet, type WalletNeeds } from '../tenant/with-wallet.ts';
import { unanswered } from './digest-check.view.ts';
import type { ShownPeople } from './digest-groups.view.ts';
import { digestView } from './digest.view.ts';
import { namedChanges, type NamingNeeds } from './named-changes.ts';
import { readDigest, type DigestNeeds } from './read-digest.ts';

/** The last whole week as it is known now. */
export const digest = command({
  name: 'digest',
  access: 'look',
  arguments: {},
  menus: [],
  run: (needs: DigestNeeds & NamingNeeds & WalletNeeds, turn) =>
    withAnyWallet(needs, turn, async found => {
      const at = needs.clock.now();
      const monday = startOfPeriod(dayOf(at, found.terms.timeZone), 'week');
      const { digest: made, people } = await readDigest(needs, found, { monday, at });
      const isAsked = made.checks !== null && (await mayMoveMoney(needs, turn));
      const seen = await namedChanges(needs, turn, people);
      const draw = (by: ShownPeople): Card =>
        digestView(turn.speech, made, {
          ...{ showsAmounts: true, ...by },
          ...{ card: { monday, at, matter: '' }, state: isAsked ? unanswered : undefined },
        });
      return { card: draw(seen), ...forOthers(seen.sight, sight => draw({ sight, people: [] })) };
    }),
});
