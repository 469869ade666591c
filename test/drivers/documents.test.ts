import assert from 'node:assert/strict';
import { rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { LowdbDocuments } from '../../bot/drivers/lowdb/documents.ts';
import type { Documents } from '../../bot/ports/index.ts';
import { aFolder, documentDrivers, type DocumentsPort, type Opened } from '../support/drivers.ts';

// One contract for the port, run on every driver of it.
for (const driver of documentDrivers) {
  describe(`documents in ${driver.name}`, () => {
    let port: DocumentsPort;
    let documents: Documents;
    let close: Opened<DocumentsPort>['close'];
    beforeEach(async () => {
      ({ port, close } = await driver.open());
      documents = port.of('contoso');
    });
    afterEach(() => close());

    const read = (name: string, tenant = 'contoso'): Promise<unknown> => port.of(tenant).read(name);
    const write = (name: string, document: unknown, tenant = 'contoso'): Promise<void> =>
      port.of(tenant).change(name, () => document);

    it('that were never written are null', async () => assert.equal(await read('nothing'), null));

    it('are read as they were written, each by its name and its tenant', async () => {
      await write('a', { one: [1, '二'] });
      await write('b', null);
      await write('a', { other: true }, 'fabrikam');
      assert.deepEqual(
        [await read('a'), await read('b'), await read('a', 'fabrikam')],
        [{ one: [1, '二'] }, null, { other: true }],
      );
    });

    it('are not changed by whoever has read them', async () => {
      await write('a', { one: 1 });
      ((await read('a')) as { one: number }).one = 2;
      assert.deepEqual(await read('a'), { one: 1 });
    });

    it('changed by many at the same time keep every change', async () => {
      const add = (one: number): Promise<void> =>
        documents.change('a', before => [...((before as readonly number[] | null) ?? []), one]);
      const numbers = Array.from({ length: 30 }, (_, index) => index);
      await Promise.all(numbers.map(add));
      assert.deepEqual(
        ((await read('a')) as number[]).toSorted((one, other) => one - other),
        numbers,
      );
    });

    it('whose change fails, or changes nothing, stay as they are', async () => {
      await write('a', { one: 1 });
      const fails = documents.change('a', () => {
        throw new RangeError('no');
      });
      await assert.rejects(fails, RangeError);
      await documents.change('a', before => before);
      assert.deepEqual(await read('a'), { one: 1 });
    });

    it('whose change fails among others that are made at the same time keep the others', async () => {
      const made = await Promise.allSettled(
        [1, 2, 3, 4].map(one =>
          documents.change('a', before => {
            if (one % 2 === 0) throw new RangeError('no');
            return [...((before as readonly number[] | null) ?? []), one];
          }),
        ),
      );
      assert.deepEqual(
        made.map(({ status }) => status),
        ['fulfilled', 'rejected', 'fulfilled', 'rejected'],
      );
      assert.deepEqual(((await read('a')) as number[]).toSorted(), [1, 3]);
    });

    it('have names that lead nowhere else', async () => {
      for (const name of ['../a', 'a/b', '', '.']) await assert.rejects(write(name, {}), /not the name of a document/);
      await assert.rejects(write('a', {}, '../x'), /not the name of a document/);
    });
  });
}

describe('documents in a folder', () => {
  it('that an operator changes beside the bot are read anew, and changed from there', async () => {
    const folder = await aFolder();
    const [bot, operator] = [new LowdbDocuments(folder).of('contoso'), new LowdbDocuments(folder).of('contoso')];
    assert.equal(await bot.read('rights'), null);
    await operator.change('rights', () => ({ given: 1 }));
    assert.deepEqual(await bot.read('rights'), { given: 1 });
    await bot.change('rights', before => ({ ...(before as object), taken: 2 }));
    await operator.change('rights', before => ({ ...(before as object), narrowed: 3 }));
    assert.deepEqual(await bot.read('rights'), { given: 1, taken: 2, narrowed: 3 });
    const file = path.join(folder, 'contoso', 'rights.json');
    await writeFile(file, '{');
    await assert.rejects(bot.read('rights'), { code: 'damaged-document' });
    await rm(file);
    assert.equal(await bot.read('rights'), null);
    await rm(folder, { recursive: true });
  });
});
