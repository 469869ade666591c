import { existsSync } from 'node:fs';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { DriverError } from '../../ports/index.ts';
import { makePrivate, makePrivateFile } from './private.ts';

/** Whoever asks whether a bot runs holds the lock for a moment: that must not keep one from beginning. */
const askedForMs = 250;

/** SQLITE_BUSY: another connection holds the lock. */
const busy = 5;

/**
 * One bot per data folder. The lock is SQLite's own lock on a small file, held for the life of the process: the operating system releases
 * it however the process ends, so that it is never stale.
 */
export function lockFolder(folder: string): { readonly release: () => void } {
  let database: DatabaseSync;
  try {
    makePrivate(folder);
    const file = path.join(folder, 'bot.lock');
    makePrivateFile(file);
    database = new DatabaseSync(file, { timeout: askedForMs });
  } catch (cause) {
    // In a read-only folder no second bot can write either: no lock is needed.
    if (existsSync(path.join(folder, 'ledger.sqlite'))) return { release: () => undefined };
    const { code = '', message } = cause as NodeJS.ErrnoException;
    const why = ['EEXIST', 'ENOTDIR'].includes(code) ? 'it is a file, or below one' : message;
    throw new DriverError('folder-not-writable', `${folder} cannot be written to: ${why}. Set DATA_DIR.`, cause);
  }
  try {
    database.exec('BEGIN EXCLUSIVE');
  } catch (cause) {
    database.close();
    if ((cause as { errcode?: number }).errcode !== busy)
      throw new DriverError('folder-not-locked', `${folder} cannot be locked: ${(cause as Error).message}`, cause);
    throw new DriverError(
      'folder-in-use',
      `Another bot is running on ${folder}. Stop it, or set DATA_DIR to a folder of its own.`,
      cause,
    );
  }
  return { release: () => database.close() };
}

/** Whether a bot runs on that folder, asked without keeping one from beginning. */
export function isLocked(folder: string): boolean {
  const file = path.join(folder, 'bot.lock');
  if (!existsSync(file)) return false;
  const database = new DatabaseSync(file, { timeout: 0, readOnly: true });
  try {
    database.prepare('SELECT count(*) FROM sqlite_schema').get();
    return false;
  } catch {
    return true;
  } finally {
    database.close();
  }
}
