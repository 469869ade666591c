import { runsOutStage, termsOf } from '../../core/index.ts';
import type { Rows } from '../ports/index.ts';
import type { Choices } from '../tenant/choices.ts';
import { warnedDaysIn } from '../tenant/warned-days.ts';
import type { Ledger } from '../wallets/ledger.ts';
import { outlookOf } from '../wallets/outlook.ts';
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
  look: async ({ at, before }) => {
    const read = await needs.ledger.read();
    if (!read.ok) return undefined;
    const { wallet, history } = read.value;
    const terms = termsOf(wallet);
    if (!terms.ok) return [];
    const [{ pace }, { value }] = await Promise.all([
      outlookOf(needs, { wallet, terms: terms.value, history }, at),
      needs.choices.of('warned-days'),
    ]);
    const stage = runsOutStage({ wallet, pace, at, days: warnedDaysIn(value), before });
    return stage === undefined ? [] : [stage];
  },
});
