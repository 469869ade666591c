import { parentPort, workerData } from 'node:worker_threads';
import { DriverError } from '../../ports/index.ts';
import { pagesIn, type Place } from '../stores/stores.ts';
import { BackupFolder } from './backup-folder.ts';
import { makeBackup } from './make-backup.ts';
import type { BackupOrder, BackupOutcome } from './backup-thread.ts';

// A thread of its own makes one backup: reading a large store, packing it and verifying it must hold up no answer of the bot.

const { place, folder, ...order } = workerData as BackupOrder & { readonly place: Place };
const outcome: BackupOutcome = await makeBackup({
  ...order,
  folder: new BackupFolder(folder, order.store),
  dataDir: place.databaseUrl === undefined ? place.dataDir : undefined,
  pages: () => pagesIn(place),
}).then(
  made => ({ kind: 'made', made }),
  (error: unknown) => ({
    kind: 'failed',
    code: error instanceof DriverError ? error.code : 'failed',
    message: (error as Error).message,
  }),
);
parentPort?.postMessage(outcome);
