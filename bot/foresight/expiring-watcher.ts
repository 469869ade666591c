import { expiringStages, termsOf } from '../../core/index.ts';
import type { Rows } from '../ports/index.ts';
import type { Ledger } from '../wallets/ledger.ts';
import { outlookOf } from '../wallets/outlook.ts';
import type { Watcher } from './watcher.ts';

export interface ExpiringWatcherNeeds {
  readonly ledger: Pick<Ledger, 'read'>;
  readonly rows: Rows;
}

/** Tells of credits that will probably expire unused, 90, 30, 7 and 1 day before (L11). */
export const expiringWatcher = (needs: ExpiringWatcherNeeds): Watcher => ({
  name: 'expiring',
  kinds: ['lot-expires'],
  look: async ({ at, before }) => {
    const read = await needs.ledger.read();
    if (!read.ok) return undefined;
    const { wallet, history } = read.value;
    const terms = termsOf(wallet);
    if (!terms.ok) return [];
    const { pace } = await outlookOf(needs, { wallet, terms: terms.value, history }, at);
    return expiringStages({ wallet, pace, at, before });
  },
});
