import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { access, constants, rm } from 'node:fs/promises';
import { Worker } from 'node:worker_threads';
import type { Instant } from '../../../core/index.ts';
import { observed, type BackupMaker, type MadeBackup, type Observation } from '../../ports/index.ts';
import type { Place } from '../stores/stores.ts';
import { backupError, backupFailed, BackupFolder } from './backup-folder.ts';

/** What the thread is told. */
export interface BackupOrder {
  readonly place: Place;
  readonly folder: string;
  readonly draft: string;
  readonly store: string;
  readonly at: Instant;
  readonly program: string;
}

/** What it answers. */
export type BackupOutcome =
  | { readonly kind: 'made'; readonly made: MadeBackup }
  | { readonly kind: 'failed'; readonly code: string; readonly message: string };

/** The thread's own heap: a store that needs more fails its backup, and not the bot. */
const mostMegabytes = 1024;

/** Makes each backup in a thread of its own. */
export class BackupThread implements BackupMaker {
  readonly #place: Place;
  readonly #folder: string;
  readonly #program: string;

  constructor({ place, folder, program }: Pick<BackupOrder, 'place' | 'folder' | 'program'>) {
    this.#place = { dataDir: place.dataDir, databaseUrl: place.databaseUrl };
    this.#folder = folder;
    this.#program = program;
  }

  async make({ store, at, signal }: Parameters<BackupMaker['make']>[0]): Promise<MadeBackup> {
    const draft = new BackupFolder(this.#folder, store).draft(randomUUID());
    const workerData: BackupOrder = {
      ...{ place: this.#place, folder: this.#folder, program: this.#program },
      ...{ draft, store, at },
    };
    const worker = new Worker(new URL('backup-worker.ts', import.meta.url), {
      workerData,
      resourceLimits: { maxOldGenerationSizeMb: mostMegabytes },
    });
    try {
      const [outcome] = (await once(worker, 'message', { signal })) as [BackupOutcome];
      if (outcome.kind === 'made') return outcome.made;
      throw backupError(outcome.code as Parameters<typeof backupError>[0], outcome.message);
    } finally {
      await worker.terminate();
      // Where it was stopped halfway; after a backup there is none.
      await rm(draft, { force: true });
    }
  }

  /** Whether one could be made there now; where it can, nothing is seen. */
  async check(): Promise<readonly Observation[]> {
    const folder = new BackupFolder(this.#folder, '');
    try {
      await folder.check(this.#place.databaseUrl === undefined ? this.#place.dataDir : undefined);
      await access(this.#folder, constants.W_OK);
      await folder.checkRoom();
      return [];
    } catch (error) {
      return [observed('backup', 'backup-place-unfit', { folder: this.#folder, code: backupFailed(error).code })];
    }
  }
}
