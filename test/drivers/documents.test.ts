import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { LowdbDocuments } from '../../bot/drivers/lowdb/documents.ts';
import { MemoryDocuments } from '../../bot/drivers/memory/documents.ts';
import type { Documents } from '../../bot/ports.ts';

// One contract for the port, run on every driver of it.
const drivers: Record<string, (folder: string) => Documents> = {
  memory: () => new MemoryDocuments(),
  lowdb: folder => new LowdbDocuments(folder),
};

for (const [name, open] of Object.entries(drivers)) {
  describe(`documents in ${name}`, () => {
    let folder: string;
    let documents: Documents;
    beforeEach(async () => {
      folder = await mkdtemp(path.join(tmpdir(), 'documents-'));
      documents = open(folder);
    });
    afterEach(() => rm(folder, { recursive: true }));

    it('that were never written are null', async () => assert.equal(await documents.read('nothing'), null));

    it('are read as they were written, and each by its name', async () => {
      await documents.write('a', { one: [1, '二'] });
      await documents.write('b', null);
      assert.deepEqual([await documents.read('a'), await documents.read('b')], [{ one: [1, '二'] }, null]);
    });

    it('are not changed by whoever has read them', async () => {
      await documents.write('a', { one: 1 });
      ((await documents.read('a')) as { one: number }).one = 2;
      assert.deepEqual(await documents.read('a'), { one: 1 });
    });

    it('written at the same time end as the last one', async () => {
      await Promise.all([1, 2, 3].map(one => documents.write('a', { one })));
      assert.deepEqual(await documents.read('a'), { one: 3 });
    });
  });
}
