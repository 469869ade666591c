import { dayOf, startOfPeriod } from '../../core/index.ts';
import { command } from '../chat/command.ts';
import { mayMoveMoney } from '../funds/may-move-money.ts';
import { withAnyWallet, type WalletNeeds } from '../tenant/with-wallet.ts';
import { unanswered } from './digest-check.view.ts';
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
      return {
        card: digestView(turn.speech, made, {
          ...{ showsAmounts: true, ...(await namedChanges(needs, turn, people)) },
          ...{ card: { monday, at, matter: '' }, state: isAsked ? unanswered : undefined },
        }),
      };
    }),
});
