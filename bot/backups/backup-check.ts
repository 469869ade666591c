import type { Instant } from '../../core/index.ts';
import { observed, type Observation } from '../ports/index.ts';
import { missingBackup, type BackupState } from './backup-state.ts';

/** What the last nights have left: a good backup, the first still to come, one try that failed, or none for too long. */
export function backupSeen(state: BackupState | undefined, now: Instant): Observation {
  if (state === undefined) return observed('backup', 'backup-awaited');
  const { made, since, failed } = state;
  const last = { at: made?.at ?? since };
  if (missingBackup({ ...state, failed: null }, now) !== undefined)
    return observed('backup', 'backup-missing', { since: last });
  if (failed !== null) return observed('backup', 'backup-failed', { at: { at: failed.at }, code: failed.failure });
  return made === null ? observed('backup', 'backup-awaited') : observed('backup', 'backup-recent', { at: last });
}
