import { randomUUID } from 'node:crypto';
import { minuteMs } from '../../core/index.ts';
import type { Ledger } from '../wallets/ledger.ts';
import type { Job } from '../work/job.ts';
import type { Charges } from './charges.ts';

/** Does what falls due without a request: expiries, retries of a recharge, charges that a crash left open. */
export const catchUpDue: Job<{ readonly ledger: Ledger; readonly charges: Charges }> = {
  name: 'catch-up',
  everyMs: minuteMs,
  run: async ({ ledger, charges }) => {
    const read = await ledger.read();
    if (read.ok && read.value.wallet.terms !== undefined) {
      await ledger.execute({ kind: 'catch-up', id: `catch-up-${randomUUID()}` }, null);
    }
    // A gateway may take long to answer: what is due does not wait for it.
    await charges.resume();
  },
};
