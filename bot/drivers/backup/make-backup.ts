import { rm } from 'node:fs/promises';
import type { Instant } from '../../../core/index.ts';
import type { ArchivePage, MadeBackup } from '../../ports/index.ts';
import { writeBackup } from './backup-file.ts';
import { backupFailed, type BackupFolder } from './backup-folder.ts';
import { openBackup } from './open-backup.ts';

export interface BackupWork {
  readonly folder: BackupFolder;
  readonly draft: string;
  readonly dataDir: string | undefined;
  readonly store: string;
  readonly at: Instant;
  readonly program: string;
  readonly pages: () => AsyncIterable<ArchivePage>;
}

/** So many lines are written between two looks at how much room there is. */
const linesBetweenLooks = 50;

/** Makes one backup: written, opened, verified, named, and only then are others deleted. */
export async function makeBackup({
  folder,
  draft,
  dataDir,
  store,
  at,
  program,
  pages,
}: BackupWork): Promise<MadeBackup> {
  try {
    await folder.check(dataDir);
    await folder.checkRoom();
    let lines = 0;
    let room = Promise.resolve();
    const watch = async (): Promise<void> => {
      if (lines % linesBetweenLooks === 0) room = folder.checkRoom();
      lines += 1;
      await room;
    };
    await writeBackup(draft, { head: { store, at, program }, pages: pages(), watch });
    const { bytes, wallets } = await openBackup(draft);
    const file = await folder.keep(draft, at);
    const isTidy = await folder.tidy(at).then(
      () => true,
      () => false,
    );
    return { file, bytes, at, wallets, isTidy };
  } catch (error) {
    await rm(draft, { force: true });
    throw backupFailed(error);
  }
}
