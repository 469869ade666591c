import { dayMs } from '../../core/index.ts';
import type { Log } from '../ports/index.ts';
import type { Job } from '../work/job.ts';
import type { Audits } from './audits.ts';

/** A wallet is opened from its snapshot; every entry before it is checked here, soon after the start and then daily. Its log line is a head kept elsewhere (L12). */
export const audit: Job<{ readonly audits: Audits; readonly log: Log }> = {
  name: 'audit',
  everyMs: dayMs,
  run: async ({ audits, log }) => {
    const checked = await audits.run();
    if (!checked.ok) {
      log.error(
        { seq: checked.refusal.seq, invariant: checked.refusal.invariant },
        'the ledger is damaged: nothing is written',
      );
      return;
    }
    const { seq, head } = checked.value;
    if (seq > 0) log.info({ head: `${seq}:${head}` }, 'the ledger verifies; verify --head holds it to this later');
  },
};
