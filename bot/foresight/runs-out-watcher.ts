import { runsOutStage } from '../../core/index.ts';
import type { Rows } from '../ports/index.ts';
import type { Choices } from '../tenant/choices.ts';
import { warnedDaysIn } from '../tenant/warned-days.ts';
import type { Ledger } from '../wallets/ledger.ts';
import { outlookOf } from '../wallets/outlook.ts';
import { inWallet } from './in-wallet.ts';
import type { Watcher } from './watcher.ts';

export interface RunsOutWatcherNeeds {
  readonly ledger: Pick<Ledger, 'read'>;
  readonly rows: Rows;
  readonly choices: Pick<Choices, 'of'>;
}

/** Tells that the credits run out, some days before (L11). */
export const runsOutWatcher = (needs: RunsOutWatcherNeeds): Watcher => ({
  name: 'runs-out',
  kinds: ['runs-out'],
  look: ({ at, before }) =>
    inWallet(needs.ledger, async found => {
      const [{ pace }, { value }] = await Promise.all([outlookOf(needs, found, at), needs.choices.of('warned-days')]);
      const stage = runsOutStage({ wallet: found.wallet, pace, at, days: warnedDaysIn(value), before });
      return stage === undefined ? [] : [stage];
    }),
});
