import { hourMs } from '../../core/index.ts';
import { importCalls } from './import-log.ts';
import { readUntil } from '../tenant/settings.ts';
import type { Job } from '../work/job.ts';

/** What is due of the log, once there is a wallet; and an alert when it has not been read to its end for too long. */
export const importLog: Job = {
  name: 'import-log',
  everyMs: hourMs,
  run: async app => {
    const { tenant, wallets, settings } = app;
    const read = await wallets.read(tenant);
    if (!read.ok || read.value.wallet.terms === undefined) return;
    try {
      const imported = await importCalls(app, null, 'what-is-due');
      if (!imported.ok) app.log.error({ refusal: imported.refusal.kind }, 'usage could not be imported');
    } finally {
      const completeAt = readUntil(await settings.read(tenant), app.callLogs);
      const noted = await wallets.execute(tenant, { kind: 'note-import', id: 'note-import', completeAt }, null);
      if (!noted.ok) app.log.error({ refusal: noted.refusal.kind }, 'the import could not be noted');
    }
  },
};
