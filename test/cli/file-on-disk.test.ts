import assert from 'node:assert/strict';
import { appendFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { devNull } from 'node:os';
import path from 'node:path';
import { fileOnDisk } from '../../bot/cli/file-on-disk.ts';
import { partBytes, type GivenFile } from '../../bot/usage/usage-export.ts';
import { aFolder } from '../support/drivers.ts';

describe('a file on the disk', () => {
  let file: string;
  beforeEach(async () => {
    file = path.join(await aFolder(), 'calls.csv');
    await writeFile(file, Buffer.alloc(2 * partBytes + 7, 'x'));
  });

  const lengths = async ({ parts }: GivenFile): Promise<readonly number[]> =>
    (await Array.fromAsync(parts())).map(({ length }) => length);

  it('is read in parts, from its beginning each time', async () => {
    const given = await fileOnDisk(file);
    assert.equal(given.name, 'calls.csv');
    for (let round = 0; round < 2; round += 1) assert.deepEqual(await lengths(given), [partBytes, partBytes, 7]);
    assert.equal((await given.whole()).length, 2 * partBytes + 7);
  });

  /** The parts that it gives before it is refused. */
  const partsBefore = async ({ parts }: GivenFile, refused: RegExp): Promise<number> => {
    let count = 0;
    await assert.rejects(async () => {
      for await (const part of parts()) count += Math.sign(part.length);
    }, refused);
    return count;
  };
  const changed = /calls\.csv: changed while it was read/;

  it('gives nothing once another is in its place, also of the same size and time', async () => {
    const given = await fileOnDisk(file);
    await lengths(given);
    const { size, mtime } = await stat(file);
    await writeFile(`${file}.new`, Buffer.alloc(size, 'y'));
    await utimes(`${file}.new`, mtime, mtime);
    await rename(`${file}.new`, file);
    assert.equal(await partsBefore(given, changed), 0);
  });

  it('gives nothing once it was written to, and is refused at its end where that was meanwhile', async () => {
    const given = await fileOnDisk(file);
    let count = 0;
    await assert.rejects(async () => {
      for await (const part of given.parts()) {
        if (count === 0) await appendFile(file, 'more');
        count += Math.sign(part.length);
      }
    }, changed);
    assert.equal(count, 3);
    assert.equal(await partsBefore(given, changed), 0);
  });

  it('is refused where there is none, before and after it was opened', async () => {
    await assert.rejects(fileOnDisk(`${file}.not`), /calls\.csv\.not: no such file/);
    const given = await fileOnDisk(file);
    await rm(file);
    await assert.rejects(lengths(given), /calls\.csv: no such file/);
  });

  it('is refused where it is a folder', async () => {
    await assert.rejects(fileOnDisk(path.dirname(file)), /: a folder; name the files in it$/);
  });

  it('comes whole where it can be read only once', async () => {
    const given = await fileOnDisk(devNull);
    assert.deepEqual([await lengths(given), (await given.whole()).length], [[], 0]);
  });
});
