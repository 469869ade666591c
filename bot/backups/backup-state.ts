import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { clockSlackMs, hourMs, type Instant } from '../../core/index.ts';
import { backupFailures, type Backup, type BackupFailure, type Documents, type Stores } from '../ports/index.ts';
import { TypedDocument } from '../work/typed-document.ts';

/** What is kept of the backups of a store, for every replica and for whoever watches over it. */
const stateShape = z.object({
  /** Names the store in the names of its backups. */
  store: z.string().regex(/^[0-9a-f]{8}$/),
  /** Since when there should be backups. */
  since: z.int(),
  /** The last good one. */
  made: z.object({ at: z.int(), file: z.string(), bytes: z.int() }).nullable(),
  /** The last attempt that failed, where nothing was made since. */
  failed: z.object({ at: z.int(), failure: z.enum(backupFailures) }).nullable(),
  /** Until when whoever makes one has the right to. */
  leaseUntil: z.int().nullable(),
});

export type BackupState = z.infer<typeof stateShape>;

/** The document of it: nobody's of the organizations, so that its place is no tenant id. */
export const backupStateIn = (stores: Pick<Stores, 'of'>): TypedDocument<BackupState> =>
  backupStateOf(stores.of('_program').documents);

export const backupStateOf = (documents: Documents): TypedDocument<BackupState> =>
  new TypedDocument(documents, 'backups', stateShape);

/** A new name of a store in those of its backups. */
export const newStoreName = (): string => randomUUID().slice(0, 8);

/**
 * A copy of a store is a store of its own, from the backup that it came from, if it was one; nobody is making one of it. Under the name of the
 * other each would give away what the other keeps in the same folder.
 */
export async function noteCopied(stores: Pick<Stores, 'of'>, from?: Backup): Promise<void> {
  await backupStateIn(stores).change(state => {
    if (state === undefined) return state;
    const made = from === undefined ? state.made : { at: from.at, file: from.file, bytes: from.bytes };
    return { ...state, store: newStoreName(), made, failed: null, leaseUntil: null };
  });
}

/** A backup is missing once the last good one is so old. */
export const longestWithoutMs = 48 * hourMs;

export interface MissingBackup {
  /** When the last good one was made; undefined where none ever was. */
  readonly since: Instant | undefined;
  /** Why the last attempt failed; undefined where it did not. */
  readonly failure: BackupFailure | undefined;
}

/** Whether a backup is missing: the last attempt failed, or the last good one is too old, or of a future that is none. */
export function missingBackup({ since, made, failed }: BackupState, now: Instant): MissingBackup | undefined {
  const last = made?.at ?? since;
  const isOld = now - last > longestWithoutMs || last > now + clockSlackMs;
  return isOld || failed !== null ? { since: made?.at, failure: failed?.failure } : undefined;
}
