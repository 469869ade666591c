import { hourMs } from '../../core/index.ts';
import type { Log } from '../ports/index.ts';
import { readUntil } from '../tenant/log-cursors.ts';
import type { Job } from '../work/job.ts';
import { importLog, type ImportNeeds } from './import-log.ts';

/** Imports what is due, once there is a wallet, notes up to when the logs are complete (if that is too long ago, an alert follows), and lets what looks ahead look at them. */
export const importDueLogs: Job<
  ImportNeeds & { readonly log: Log; readonly foresight: { readonly look: () => Promise<void> } }
> = {
  name: 'import-log',
  everyMs: hourMs,
  run: async needs => {
    const { ledger, logCursors, callLogs, log } = needs;
    const read = await ledger.read();
    if (!read.ok || read.value.wallet.terms === undefined) return;
    try {
      const imported = await importLog(needs, null, 'what-is-due');
      if (!imported.ok) log.error({ refusal: imported.refusal.kind }, 'usage could not be imported');
    } finally {
      const completeAt = readUntil(await logCursors.read(), callLogs);
      const noted = await ledger.execute({ kind: 'note-import', id: 'note-import', completeAt }, null);
      if (!noted.ok) log.error({ refusal: noted.refusal.kind }, 'the import could not be noted');
      await needs.foresight.look();
    }
  },
};
