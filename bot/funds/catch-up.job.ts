import { randomUUID } from 'node:crypto';
import { minuteMs } from '../../core/index.ts';
import type { Wallets } from '../wallets/wallets.ts';
import type { Job } from '../work/job.ts';
import type { Charges } from './charges.ts';

/** Does what falls due without a request: expiries, retries of a recharge, charges that a crash left open. */
export const catchUpDue: Job<{ readonly tenant: string; readonly wallets: Wallets; readonly charges: Charges }> = {
  name: 'catch-up',
  everyMs: minuteMs,
  run: async ({ tenant, wallets, charges }) => {
    await charges.resume(tenant);
    const read = await wallets.read(tenant);
    if (read.ok && read.value.wallet.terms !== undefined) {
      await wallets.execute(tenant, { kind: 'catch-up', id: `catch-up-${randomUUID()}` }, null);
    }
  },
};
