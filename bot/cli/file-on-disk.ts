import type { Stats } from 'node:fs';
import { open, readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { inMemory, partBytes, type GivenFile } from '../usage/usage-export.ts';
import { Refused } from './terminal.ts';

/**
 * A file of the disk, of which a part at a time is in memory, however large it is. What is no file, such as a pipe, can be read only once, and is
 * held. Refuses what cannot be read; what was replaced since, before any of it is read again; and what changes while it is.
 */
export async function fileOnDisk(file: string): Promise<GivenFile> {
  const name = path.basename(file);
  const whole = (): Promise<Buffer> => readFile(file).catch((error: unknown) => refuse(file, error));
  const found = await stat(file).catch((error: unknown) => refuse(file, error));
  if (!found.isFile()) return inMemory({ name, bytes: await whole() });
  const refuseChanged = (now: Stats): void => {
    if (!isSame(now, found)) throw new Refused(`${file}: changed while it was read. ${advice}`);
  };
  return {
    name,
    whole,
    parts: async function* () {
      const handle = await open(file).catch((error: unknown) => refuse(file, error));
      try {
        refuseChanged(await handle.stat());
        for (;;) {
          const part = Buffer.allocUnsafe(partBytes);
          const { bytesRead } = await handle.read(part).catch((error: unknown) => refuse(file, error));
          if (bytesRead === 0) break;
          yield part.subarray(0, bytesRead);
        }
        refuseChanged(await handle.stat());
      } finally {
        await handle.close();
      }
    },
  };
}

const advice =
  'Calls read before that may be recorded: import it again once it is complete. None counts twice, and what is else now is a correction.';

/** Whether nothing was written to it: a file system keeps the time of its last change itself. */
const isSame = (one: Stats, other: Stats): boolean =>
  one.dev === other.dev && one.ino === other.ino && one.size === other.size && one.ctimeMs === other.ctimeMs;

const reasons: Readonly<Record<string, string>> = { ENOENT: 'no such file', EISDIR: 'a folder; name the files in it' };

function refuse(file: string, error: unknown): never {
  const { code = '', message } = error as NodeJS.ErrnoException;
  throw new Refused(`${file}: ${reasons[code] ?? message}`);
}
