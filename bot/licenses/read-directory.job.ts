import { minuteMs } from '../../core/index.ts';
import type { Job } from '../work/job.ts';
import type { Ledger } from '../wallets/ledger.ts';
import type { KeptDirectory } from './kept-directory.ts';

/** Keeps the directory up to date while nobody asks, and reads everybody again each night. */
export const readDirectory: Job<{ readonly keptDirectory: KeptDirectory; readonly ledger: Ledger }> = {
  name: 'read-directory',
  everyMs: 10 * minuteMs,
  run: async ({ keptDirectory, ledger }) => {
    await keptDirectory.bringUpToDate();
    const terms = await ledger.terms();
    if (keptDirectory.isNightDue(terms?.timeZone ?? 'UTC')) await keptDirectory.readEverybody();
  },
};
