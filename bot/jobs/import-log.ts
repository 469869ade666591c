import { hourMs } from '../../core/index.ts';
import { importCalls } from '../import-calls.ts';
import type { Job } from './job.ts';

/** New calls from the log, once the wallet is there for them to draw from. */
export const importLog: Job = {
  name: 'import-log',
  everyMs: hourMs,
  run: async app => {
    const read = await app.wallets.read(app.tenant);
    if (read.ok && read.value.wallet.terms !== undefined) await importCalls(app, null);
  },
};
