import { dayMs } from '../../core/index.ts';
import type { Job } from '../work/job.ts';

/** A wallet is opened from its snapshot; every entry before it is checked here, soon after the start and then daily. */
export const audit: Job = {
  name: 'audit',
  everyMs: dayMs,
  run: async app => {
    const checked = await app.wallets.audit(app.tenant);
    if (!checked.ok)
      app.log.error(
        { seq: checked.refusal.seq, invariant: checked.refusal.invariant },
        'the ledger is damaged: nothing is written',
      );
  },
};
