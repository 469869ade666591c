import { createReadStream, type Stats } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { partBytes, type GivenFile } from '../usage/usage-export.ts';
import { Refused } from './terminal.ts';

/**
 * A file of the disk, of which a part at a time is in memory, however large it is. What is no file, such as a pipe, can be read only once, and
 * comes whole. Refuses what cannot be read, and what changes while it is.
 */
export async function fileOnDisk(file: string): Promise<GivenFile | { readonly name: string; readonly bytes: Buffer }> {
  const name = path.basename(file);
  const whole = (): Promise<Buffer> => readFile(file).catch((error: unknown) => refuse(file, error));
  const found = await stat(file).catch((error: unknown) => refuse(file, error));
  if (!found.isFile()) return { name, bytes: await whole() };
  return {
    name,
    whole,
    parts: async function* () {
      try {
        yield* createReadStream(file, { highWaterMark: partBytes }) as AsyncIterable<Buffer>;
        if (isSame(await stat(file), found)) return;
      } catch (error) {
        refuse(file, error);
      }
      throw new Refused(`${file}: changed while it was read. Try again once it is complete; no call counts twice.`);
    },
  };
}

const isSame = (one: Stats, other: Stats): boolean =>
  one.ino === other.ino && one.size === other.size && one.mtimeMs === other.mtimeMs;

const reasons: Readonly<Record<string, string>> = { ENOENT: 'no such file', EISDIR: 'a folder; name the files in it' };

function refuse(file: string, error: unknown): never {
  const { code = '', message } = error as NodeJS.ErrnoException;
  throw new Refused(`${file}: ${reasons[code] ?? message}`);
}
