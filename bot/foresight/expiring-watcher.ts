import { expiringStages } from '../../core/index.ts';
import type { Rows } from '../ports/index.ts';
import type { Ledger } from '../wallets/ledger.ts';
import { outlookOf } from '../wallets/outlook.ts';
import { inWallet } from './in-wallet.ts';
import type { Watcher } from './watcher.ts';

export interface ExpiringWatcherNeeds {
  readonly ledger: Pick<Ledger, 'read'>;
  readonly rows: Rows;
}

/** Tells of credits that will probably expire unused, 90, 30, 7 and 1 day before (L11). */
export const expiringWatcher = (needs: ExpiringWatcherNeeds): Watcher => ({
  name: 'expiring',
  kinds: ['lot-expires'],
  look: ({ at, before }) =>
    inWallet(needs.ledger, async found => {
      const { pace } = await outlookOf(needs, found, at);
      return expiringStages({ wallet: found.wallet, pace, at, before });
    }),
});
