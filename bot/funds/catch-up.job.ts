import { randomUUID } from 'node:crypto';
import { minuteMs } from '../../core/index.ts';
import type { Job } from '../work/job.ts';

/** What falls due without anybody asking: expiries, retries of a recharge, charges that a crash left open. */
export const catchUp: Job = {
  name: 'catch-up',
  everyMs: minuteMs,
  run: async app => {
    await app.charges.resume(app.tenant);
    const read = await app.wallets.read(app.tenant);
    if (read.ok && read.value.wallet.terms !== undefined) {
      await app.wallets.execute(app.tenant, { kind: 'catch-up', id: `catch-up-${randomUUID()}` }, null);
    }
  },
};
