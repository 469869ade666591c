import { type Stage } from '../../core/index.ts';
import type { Backups } from '../backups/backups.ts';
import type { Ledger } from '../wallets/ledger.ts';
import type { Watcher } from './watcher.ts';

export interface BackupWatcherNeeds {
  readonly ledger: Pick<Ledger, 'terms'>;
  readonly backups: Pick<Backups, 'missing'> | undefined;
}

/** Tells that the store's backup is missing: the last try failed, or the last good one is older than two nights. */
export const backupWatcher = ({ ledger, backups }: BackupWatcherNeeds): Watcher => ({
  name: 'backups',
  kinds: ['backup-missing'],
  look: async ({ at }) => {
    const missing = await backups?.missing();
    if (missing === undefined) return [];
    const currency = (await ledger.terms())?.currency ?? 'USD';
    const { since, failure: reason } = missing;
    const facts = { ...(since !== undefined && { since }), ...(reason !== undefined && { reason }) };
    const alert = { kind: 'backup-missing', at, currency, balance: 0, ...facts } as const;
    const stage: Stage = { key: 'backup-missing', alert, isBeingMended: false };
    return [stage];
  },
});
