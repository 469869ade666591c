import { accessSync, constants, existsSync, statfsSync } from 'node:fs';
import path from 'node:path';
import { DriverError, observed, type Observation } from '../../ports/index.ts';
import type { Database } from '../sqlite/database.ts';
import { isLocked } from '../system/lock.ts';

/** Below this the next backup, or a vacuum, may not fit; and below that a commit may fail at any time. */
const lowBytes = 1 << 30;
const outBytes = 64 << 20;

/** Whether a folder and the database in it can be written to, how much room is left, and whether a bot is at work on it. */
export const checkFolder = (folder: string, database: Database): readonly Observation[] => [
  writable(folder, database),
  space(folder),
  bot(folder),
];

/** Writes nothing. Whoever only looks has a database for reading, and asks the system what others may. */
function writable(folder: string, database: Database): Observation {
  try {
    if (database.isReadOnly && !database.isLooking) return observed('store', 'store-read-only', { folder });
    for (const place of [folder, path.join(folder, 'documents'), database.file])
      if (existsSync(place)) accessSync(place, constants.W_OK);
    const format = Number(database.one('PRAGMA user_version')?.['user_version']);
    return observed('store', 'store-works', { what: 'SQLite', format });
  } catch (error) {
    if (error instanceof DriverError) return observed('store', 'store-failed', { code: error.code });
    return observed('store', 'store-read-only', { folder });
  }
}

function space(folder: string): Observation {
  const { bavail, bsize } = statfsSync(folder);
  return spaceSeen(folder, bavail * bsize);
}

/** What so much room means. */
export function spaceSeen(folder: string, bytes: number): Observation {
  const kind = bytes < outBytes ? 'space-out' : bytes < lowBytes ? 'space-low' : 'space-enough';
  return observed('store', kind, { free: { bytes }, folder });
}

const bot = (folder: string): Observation => observed('store', isLocked(folder) ? 'bot-runs' : 'bot-absent');
