import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { openStores, type Place } from '../../bot/drivers/stores/stores.ts';
import { systemClock } from '../../bot/drivers/system/clock.ts';
import type { Stores } from '../../bot/ports/index.ts';
import { someTerms } from '../support/builders.ts';
import { aFolder } from '../support/drivers.ts';
import { aDatabase } from '../support/postgres.ts';
import { walletsOf } from '../support/wallets.ts';

interface Opened {
  readonly place: Place;
  readonly remove: () => Promise<void>;
}

const places: readonly (readonly [name: string, open: () => Promise<Opened>])[] = [
  [
    'a folder',
    async () => {
      const folder = await aFolder();
      return { place: { dataDir: path.join(folder, 'data') }, remove: () => rm(folder, { recursive: true }) };
    },
  ],
  [
    'PostgreSQL',
    async () => {
      const database = await aDatabase();
      return { place: { dataDir: '', databaseUrl: database.url }, remove: database.drop };
    },
  ],
];

for (const [name, open] of places)
  describe(`a store in ${name} that is moved or restored`, () => {
    let opened: Opened;
    const running: Stores[] = [];
    const as = async (who: 'bot' | 'operator'): Promise<Stores> => {
      const stores = await openStores(opened.place, { clock: systemClock, as: who });
      running.push(stores);
      return stores;
    };
    beforeEach(async () => {
      opened = await open();
    });
    afterEach(async () => {
      for (const stores of running.splice(0).toReversed()) await stores.close();
      await opened.remove();
    });

    it('keeps out every bot until it is released, and every other that would move it', async () => {
      const release = await (await as('operator')).archive.alone();
      await assert.rejects(as('bot'), { name: 'DriverError' });
      await assert.rejects((await as('operator')).archive.alone(), { name: 'DriverError' });
      await release();
      await as('bot');
    });

    it('can be had by the next as soon as it is released', async () => {
      const [{ archive: one }, { archive: next }] = [await as('operator'), await as('operator')];
      for (let times = 0; times < 5; times += 1) {
        const release = await one.alone();
        // It is connected already.
        await next.isEmpty();
        await release();
        const again = await next.alone();
        await again();
      }
    });

    it('is refused while a bot runs, and locks nothing then', async () => {
      const bot = await as('bot');
      const { archive } = await as('operator');
      await assert.rejects(archive.alone(), { name: 'DriverError' });
      running.splice(running.indexOf(bot), 1);
      await bot.close();
      const release = await archive.alone();
      await release();
    });
  });

describe('a load into a folder that is killed', () => {
  const script = path.resolve(import.meta.dirname, '../support/killed-load.ts');
  const using = async <Value>(dataDir: string, work: (stores: Stores) => Promise<Value>): Promise<Value> => {
    const stores = await openStores({ dataDir }, { clock: systemClock, as: 'operator' });
    return work(stores).finally(() => stores.close());
  };
  const told = (stores: Stores) => {
    const { journal, documents } = stores.of('contoso');
    return Promise.all([journal.head(), documents.read('settings')]);
  };
  const begins = async (stores: Stores, id: string): Promise<void> => {
    const { journal, rows } = stores.of('contoso');
    const begun = await walletsOf({ journal, rows }).execute({ kind: 'open-wallet', id, terms: someTerms }, null);
    assert.ok(begun.ok);
  };
  let folder: string;
  let [from, to] = ['', ''];
  beforeEach(async () => {
    folder = await aFolder();
    [from, to] = [path.join(folder, 'from'), path.join(folder, 'to')];
    await using(from, async stores => {
      await begins(stores, 'open');
      await stores.of('contoso').documents.change('settings', () => ({ billing: 'prepaid' }));
    });
  });
  afterEach(() => rm(folder, { recursive: true }));
  const killedAfter = (last: 'documents' | 'books') =>
    assert.rejects(promisify(execFile)(process.execPath, [script, from, to, last]), { signal: 'SIGKILL' });

  it('before its books are there leaves it empty, for another try', async () => {
    await killedAfter('documents');
    await using(to, async stores => {
      assert.equal(await stores.archive.isEmpty(), true);
      assert.deepEqual(await told(stores), [{ book: 0, revision: 0, seq: 0 }, null]);
      await using(from, source => stores.archive.load(source.archive.pages('intact')));
      assert.deepEqual(await told(stores), await using(from, told));
    });
    assert.deepEqual(
      (await readdir(to)).filter(name => name.startsWith('documents')),
      ['documents'],
    );
  });

  it('once they are there leaves both', async () => {
    await killedAfter('books');
    assert.deepEqual(await using(to, told), await using(from, told));
  });

  it('leaves nothing of it to another wallet that is begun there', async () => {
    await killedAfter('documents');
    await using(to, stores => begins(stores, 'another'));
    assert.equal((await using(to, told))[1], null);
    assert.deepEqual(
      (await readdir(to)).filter(name => name.startsWith('documents.new')),
      [],
    );
  });
});
