import { hourMs } from '../../core/index.ts';
import type { Log } from '../ports/index.ts';
import type { Job } from '../work/job.ts';
import type { Erasure } from './erasure.ts';

/** Ends an erasure that was asked for at the command line beside the bot, or interrupted. */
export const eraseRows: Job<{ readonly erasure: Erasure; readonly log: Log }> = {
  name: 'erase',
  everyMs: hourMs,
  run: async ({ erasure, log }) => {
    // The bot holds the folder's lock: it is the one that may rewrite the file.
    const rows = await erasure.finish(async work => {
      await work();
      return 'done';
    });
    if (rows > 0) log.info({ rows }, 'people and numbers of old calls were erased');
  },
};
