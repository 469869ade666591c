import { minuteMs } from '../../core/index.ts';
import type { Job } from '../work/job.ts';
import type { Ledger } from '../wallets/ledger.ts';
import type { Backups } from './backups.ts';

/** Makes the night's backup of the whole store, in the first round of any organization after its night has come. */
export const backUp: Job<{ readonly backups: Backups | undefined; readonly ledger: Pick<Ledger, 'terms'> }> = {
  name: 'back-up',
  everyMs: 10 * minuteMs,
  run: async ({ backups, ledger }) => {
    // Whatever is wrong with the ledger is told elsewhere.
    const terms = await ledger.terms().catch(() => undefined);
    await backups?.makeDue(terms?.timeZone ?? 'UTC');
  },
};
