import assert from 'node:assert/strict';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { refuseStoreOfOthers } from '../../bot/app/own-store.ts';
import { openEmbedded } from '../../bot/drivers/stores/embedded.ts';
import { openStores } from '../../bot/drivers/stores/stores.ts';
import { systemClock } from '../../bot/drivers/system/clock.ts';
import { sha256 } from '../../bot/drivers/system/sha256.ts';
import { Ledger } from '../../bot/wallets/ledger.ts';
import { Snapshots } from '../../bot/wallets/snapshots.ts';
import { believed } from '../support/believed.ts';
import { someTerms } from '../support/builders.ts';
import { aFolder } from '../support/drivers.ts';

describe('a store that is not the bot’s own', () => {
  let folder: string;
  beforeEach(async () => void (folder = await aFolder()));
  afterEach(() => rm(folder, { recursive: true }));

  const made = (sql: string) => async (): Promise<string> => {
    const database = new DatabaseSync(path.join(folder, 'ledger.sqlite'));
    database.exec(sql);
    database.close();
    return Promise.resolve(folder);
  };
  const inFile = (name: string, text: string, below: string) => async (): Promise<string> => {
    await writeFile(path.join(folder, name), text);
    return path.join(folder, below);
  };
  const rows: readonly (readonly [what: string, make: () => Promise<string>, code: string, says: RegExp])[] = [
    ['of another program', made('CREATE TABLE notes (text)'), 'store-foreign', /of another program; .* Set DATA_DIR/],
    ['of a library', made('CREATE TABLE books (title)'), 'store-foreign', /of another program; .* Set DATA_DIR/],
    [
      'of another program that counts its versions',
      made('CREATE TABLE notes (text); PRAGMA user_version = 2'),
      ...(['store-foreign', /of another program; .* Set DATA_DIR/] as const),
    ],
    ['of a newer version', made('PRAGMA user_version = 99'), 'store-newer', /newer version .*Update the program/],
    ['that is no database', inFile('ledger.sqlite', 'hello'.repeat(999), '.'), 'store-not-opened', /not a database/],
    [
      'whose folder is a file',
      inFile('x', '', 'x'),
      'folder-not-writable',
      /it is a file, or below one\. Set DATA_DIR/,
    ],
    [
      'whose folder is below a file',
      inFile('x', '', 'x/y'),
      'folder-not-writable',
      /a file, or below one\. Set DATA_DIR/,
    ],
  ];
  for (const [what, make, code, says] of rows)
    it(`${what} is refused in one sentence, and left as it is`, async () => {
      const dataDir = await make();
      await assert.rejects(openStores({ dataDir }, { clock: systemClock, as: 'bot' }), { code, message: says });
    });

  it('whose database is a folder is refused', async () => {
    await mkdir(path.join(folder, 'ledger.sqlite'));
    await assert.rejects(openStores({ dataDir: folder }, { clock: systemClock, as: 'bot' }), {
      code: 'store-not-opened',
    });
  });

  it('but another organization’s is refused, unless one of those served has a book in it', async () => {
    const [own, other, sandbox] = ['own', 'other', 'sandbox'];
    const refuses = (kept: readonly string[], ...served: readonly string[]): void =>
      refuseStoreOfOthers(kept, served, { sandbox });
    assert.throws(() => refuses([other], own), {
      code: 'store-of-others',
      message: /\(other\) and none of own\. Correct/,
    });
    assert.throws(() => refuses([other, sandbox], sandbox), { code: 'store-of-others' });
    refuses([], own);
    refuses([sandbox], own);
    refuses([own], own);
    refuses([other, own], own);
    refuses([other], own, other);
    const stores = openEmbedded(folder, systemClock);
    assert.deepEqual(await stores.tenants(), []);
    await stores.of(own).journal.head();
    assert.deepEqual(await stores.tenants(), [], 'one that was only opened holds nothing');
    const { journal } = stores.of(other);
    const terms = { kind: 'open-wallet', id: 'open', terms: someTerms } as const;
    const ledger = new Ledger({
      ...{ ...stores.of(other), clock: believed(systemClock), hash: sha256 },
      snapshots: new Snapshots(stores.of(other).documents, sha256),
    });
    await ledger.execute(terms, null);
    assert.ok((await journal.head()).seq > 0);
    assert.deepEqual(await stores.tenants(), [other]);
    await stores.close();
  });
});
