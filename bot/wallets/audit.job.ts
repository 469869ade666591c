import { dayMs } from '../../core/index.ts';
import type { Log } from '../ports/index.ts';
import type { Job } from '../work/job.ts';
import type { Wallets } from './wallets.ts';

/** A wallet is opened from its snapshot; every entry before it is checked here, soon after the start and then daily. */
export const audit: Job<{ readonly tenant: string; readonly wallets: Wallets; readonly log: Log }> = {
  name: 'audit',
  everyMs: dayMs,
  run: async ({ tenant, wallets, log }) => {
    const checked = await wallets.audit(tenant);
    if (!checked.ok)
      log.error(
        { seq: checked.refusal.seq, invariant: checked.refusal.invariant },
        'the ledger is damaged: nothing is written',
      );
  },
};
