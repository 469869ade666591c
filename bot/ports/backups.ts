import type { Instant } from '../../core/index.ts';
import type { MaybeCheckable } from './check.ts';
import type { ArchivePage } from './stores.ts';

/** What a backup holds of an organization's present book. */
export interface BackedUp {
  readonly tenant: string;
  readonly entries: number;
  /** The hash of the last of them. */
  readonly head: string;
}

/** A backup that was opened: every byte of it is as it was written, and the present books in it verify. */
export interface Backup {
  readonly file: string;
  readonly bytes: number;
  /** When it was begun. */
  readonly at: Instant;
  readonly wallets: readonly BackedUp[];
}

/** The same, just made. */
export interface MadeBackup extends Backup {
  /** Whether older ones could be deleted that need not be kept. */
  readonly isTidy: boolean;
}

/** The same, for whoever takes it over. Its pages reject at their end where it has changed since it was opened. */
export interface OpenBackup extends Backup {
  readonly pages: () => AsyncIterable<ArchivePage>;
}

/** Why there is no backup where there should be one. */
export const backupFailures = [
  'no-folder',
  'folder-not-writable',
  'disk-full',
  'ledger-damaged',
  'not-as-written',
  'took-too-long',
  'failed',
] as const;

export type BackupFailure = (typeof backupFailures)[number];

/** Makes backups of the whole store, one file each. */
export interface BackupMaker extends MaybeCheckable {
  /**
   * Writes everything that is stored into a new file, opens it and verifies it: only then it has its name, and older ones of the same store that need
   * not be kept are deleted. Nothing else in the folder is touched. Rejects with a `DriverError` whose code is a `BackupFailure`; after an
   * abort, and after any failure, nothing half is left.
   */
  make(asked: { readonly store: string; readonly at: Instant; readonly signal: AbortSignal }): Promise<MadeBackup>;
}
