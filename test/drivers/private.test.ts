import assert from 'node:assert/strict';
import { chmodSync, mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import path from 'node:path';
import { openStores } from '../../bot/drivers/stores/stores.ts';
import { systemClock } from '../../bot/drivers/system/clock.ts';
import { someTerms } from '../support/builders.ts';
import { CommandLine } from '../support/command-line.ts';
import { aFolder } from '../support/drivers.ts';
import { walletsOf } from '../support/wallets.ts';

/** Everything in a folder, itself too, with who may do what to it: `documents 700`. */
function modesIn(folder: string): readonly string[] {
  const names = ['', ...readdirSync(folder, { recursive: true }).map(String)].toSorted();
  return names.map(name => `${name} ${(statSync(path.join(folder, name)).mode & 0o777).toString(8)}`);
}

const open = (dataDir: string, as: 'bot' | 'operator' = 'bot') => openStores({ dataDir }, { clock: systemClock, as });

async function written(folder: string): Promise<readonly string[]> {
  const stores = await open(folder);
  const own = stores.of('contoso');
  await walletsOf(own).execute({ kind: 'open-wallet', id: 'open', terms: someTerms }, null);
  await own.documents.change('settings', () => ({ billing: null }));
  const modes = modesIn(folder);
  await stores.close();
  return modes;
}

const all = [
  ...[' 700', 'bot.lock 600', 'documents 700', 'documents/contoso 700', 'documents/contoso/settings.json 600'],
  ...['ledger.head 600', 'ledger.sqlite 600', 'ledger.sqlite-shm 600', 'ledger.sqlite-wal 600'],
];

describe('what is stored in a folder', () => {
  let parent: string;
  let folder: string;
  let usual: number;
  beforeEach(async () => {
    parent = await aFolder();
    folder = path.join(parent, 'new', 'data');
    // As on machines that let everybody do everything.
    usual = process.umask(0);
  });
  afterEach(async () => {
    process.umask(usual);
    await rm(parent, { recursive: true });
  });

  it('can be read by the user of the program alone, its log and drafts too', async () => {
    const modes = await written(folder);
    assert.deepEqual(
      modes.filter(one => !one.startsWith('bot.lock-')),
      all,
    );
    assert.ok(modes.every(one => one.endsWith(' 600') || one.endsWith(' 700')));
  });

  it('by an earlier version is taken from others when it is opened, and what is not ours is left alone', async () => {
    await written(folder);
    const inside = modesIn(folder).map(one => one.slice(0, one.lastIndexOf(' ')));
    for (const name of inside) {
      const place = path.join(folder, name);
      chmodSync(place, statSync(place).isDirectory() ? 0o755 : 0o644);
    }
    writeFileSync(path.join(folder, 'documents/contoso/setup.json.new'), '{}');
    writeFileSync(path.join(folder, 'notes.txt'), 'somebody else’s');
    const stores = await open(folder, 'operator');
    const modes = modesIn(folder);
    await stores.close();
    assert.deepEqual(
      modes.filter(one => !/ [67]00$/.test(one)),
      ['notes.txt 666'],
    );
  });

  it('goes into a backup that is as private', async () => {
    const line = await CommandLine.open();
    await line.json('buy', '--amount', '10');
    const backup = path.join(parent, 'backup');
    mkdirSync(backup, { mode: 0o777 });
    assert.equal((await line.run('backup', backup)).code, 0);
    assert.deepEqual(
      modesIn(backup).filter(one => !/ [67]00$/.test(one)),
      [],
    );
    await line.close();
  });
});
