import assert from 'node:assert/strict';
import { appendFile, rm, writeFile } from 'node:fs/promises';
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

  const opened = async (): Promise<GivenFile> => {
    const given = await fileOnDisk(file);
    if ('bytes' in given) throw new Error('it is read in parts');
    return given;
  };
  const lengths = async ({ parts }: GivenFile): Promise<readonly number[]> =>
    (await Array.fromAsync(parts())).map(({ length }) => length);

  it('is read in parts, from its beginning each time', async () => {
    const given = await opened();
    assert.equal(given.name, 'calls.csv');
    for (let round = 0; round < 2; round += 1) assert.deepEqual(await lengths(given), [partBytes, partBytes, 7]);
    assert.equal((await given.whole()).length, 2 * partBytes + 7);
  });

  it('is refused where it changed since it was opened: what was read before was of another', async () => {
    const given = await opened();
    await lengths(given);
    await appendFile(file, 'more');
    await assert.rejects(lengths(given), /calls\.csv: changed while it was read/);
  });

  it('is refused where there is none, before and after it was opened', async () => {
    await assert.rejects(fileOnDisk(`${file}.not`), /calls\.csv\.not: no such file/);
    const given = await opened();
    await rm(file);
    await assert.rejects(lengths(given), /calls\.csv: no such file/);
  });

  it('is refused where it is a folder', async () => {
    await assert.rejects(fileOnDisk(path.dirname(file)), /: a folder; name the files in it$/);
  });

  it('comes whole where it can be read only once', async () => {
    const given = await fileOnDisk(devNull);
    assert.ok('bytes' in given && given.bytes.length === 0);
  });
});
