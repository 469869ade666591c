import { open, readdir, realpath, rename, rm, stat, statfs } from 'node:fs/promises';
import path from 'node:path';
import type { Instant } from '../../../core/index.ts';
import { DriverError, type BackupFailure } from '../../ports/index.ts';
import { outlivedBackups } from './kept-backups.ts';

/** What is not written any more once there is less room: whoever else uses the disk, such as the store itself, needs some. */
export const spareBytes = 64 * 1024 * 1024;

/** A file under way that is so old belongs to nobody any more. */
const abandonedAfterMs = 6 * 3600_000;

/** The folder of the backups of one store; others may have theirs there too, and anything else may be in it. */
export class BackupFolder {
  readonly #folder: string;
  readonly #store: string;
  readonly #freeBytes: (folder: string) => Promise<number>;

  constructor(folder: string, store: string, freeBytes = freeBytesOf) {
    this.#folder = folder;
    this.#store = store;
    this.#freeBytes = freeBytes;
  }

  /** Rejects where no backup can be written, or one would be lost with the store. */
  async check(dataDir: string | undefined): Promise<void> {
    const found = await stat(this.#folder);
    if (!found.isDirectory()) throw backupError('no-folder', `${this.#folder} is no folder`);
    if (dataDir !== undefined && isWithin(await realpath(this.#folder), await realpath(dataDir)))
      throw backupError('no-folder', `${this.#folder} is inside ${dataDir}: what takes one takes both`);
  }

  /** Rejects where what is free has become little. */
  async checkRoom(): Promise<void> {
    if ((await this.#freeBytes(this.#folder)) < spareBytes)
      throw backupError('disk-full', `${this.#folder} has too little room left`);
  }

  /** The name of a file under way; `key` tells it from others. */
  draft(key: string): string {
    return path.join(this.#folder, `.credits-${this.#store}-${key}.new`);
  }

  /** Gives a finished file its name, which is that of its instant, or the next second that is free; synced. */
  async keep(draft: string, at: Instant): Promise<string> {
    const taken = new Set(await readdir(this.#folder));
    let second = Math.floor(at / 1000);
    while (taken.has(nameOf(this.#store, second * 1000))) second += 1;
    const file = path.join(this.#folder, nameOf(this.#store, second * 1000));
    await rename(draft, file);
    const folder = await open(this.#folder, 'r');
    try {
      await folder.sync();
    } finally {
      await folder.close();
    }
    return file;
  }

  /** Deletes what need not be kept of this store's backups, and what a process that was killed has left. Never what has another name. */
  async tidy(now: Instant): Promise<void> {
    const names = await readdir(this.#folder);
    const made = names.flatMap(name => {
      const at = this.#instantOf(name);
      return at === undefined ? [] : [{ name, at }];
    });
    const outlived = new Set(
      outlivedBackups(
        made.map(({ at }) => at),
        now,
      ),
    );
    for (const { name } of made.filter(({ at }) => outlived.has(at))) await rm(path.join(this.#folder, name));
    for (const name of names.filter(one => one.startsWith(`.credits-${this.#store}-`) && one.endsWith('.new'))) {
      const file = path.join(this.#folder, name);
      const found = await stat(file).catch(() => undefined);
      if (found !== undefined && found.mtimeMs < now - abandonedAfterMs) await rm(file, { force: true });
    }
  }

  #instantOf(name: string): Instant | undefined {
    const [, store, ...parts] =
      /^credits-([0-9a-f]{8})-(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z\.backup$/.exec(name) ?? [];
    if (store !== this.#store) return undefined;
    const [year, month, day, hour, minute, second] = parts;
    const at = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
    return Number.isNaN(at) ? undefined : at;
  }
}

async function freeBytesOf(folder: string): Promise<number> {
  const { bavail, bsize } = await statfs(folder);
  return bavail * bsize;
}

const nameOf = (store: string, at: Instant): string =>
  `credits-${store}-${new Date(at).toISOString().slice(0, 19).replaceAll(/[-:]/g, '')}Z.backup`;

const isWithin = (folder: string, other: string): boolean => {
  const relative = path.relative(other, folder);
  return relative.split(path.sep)[0] !== '..' && !path.isAbsolute(relative);
};

const failureOf: Readonly<Record<string, BackupFailure>> = {
  ENOENT: 'no-folder',
  ENOTDIR: 'no-folder',
  EACCES: 'folder-not-writable',
  EPERM: 'folder-not-writable',
  EROFS: 'folder-not-writable',
  ENOSPC: 'disk-full',
  EDQUOT: 'disk-full',
  EFBIG: 'disk-full',
};

export const backupError = (code: BackupFailure, message: string, cause?: unknown): DriverError =>
  new DriverError(code, message, cause);

const damages: ReadonlySet<string> = new Set(['store-damaged', 'call-damaged']);

/** Whatever went wrong, by why there is no backup. */
export function backupFailed(error: unknown): DriverError {
  const { code = '', message } = error as NodeJS.ErrnoException;
  if (error instanceof DriverError)
    return damages.has(error.code) ? backupError('ledger-damaged', message, error) : error;
  return backupError(failureOf[code] ?? 'failed', message, error);
}
