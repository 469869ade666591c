import assert from 'node:assert/strict';
import { copyFile, mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { crc32 } from 'node:zlib';
import { sandboxTenant } from '../../bot/configuration/tenant-config.ts';
import { LowdbDocuments } from '../../bot/drivers/lowdb/documents.ts';
import { openStores } from '../../bot/drivers/stores/stores.ts';
import { systemClock } from '../../bot/drivers/system/clock.ts';
import { lockFolder } from '../../bot/drivers/system/lock.ts';
import { allowedMs } from '../support/citus.ts';
import { CommandLine } from '../support/command-line.ts';
import { aMatter, toldAs } from '../support/matters.ts';
import { aDatabase } from '../support/postgres.ts';

const data = path.resolve(import.meta.dirname, '../data');
const sample = path.join(data, 'Calls.Export.1.zip');

describe('copies of a store', function () {
  this.timeout(allowedMs(60_000));
  let line: CommandLine;
  before(async () => {
    line = await CommandLine.open();
    await line.json('buy', '--amount', '100', '--at', '2026-07-01', '--reference', 'PO-1');
    await line.json('import', sample);
    await line.json('buy', '--amount', '100', '--at', '2026-09-15', '--reference', 'PO-2');
    const stores = await openStores({ dataDir: line.dataDir }, { clock: systemClock, as: 'operator' });
    const { looks, matters } = stores.of(sandboxTenant);
    await looks.note({ who: 'alex', whom: undefined, at: 1, command: 'usage' });
    await looks.note({ who: 'alex', whom: 'megan', at: 2, command: 'usage' });
    await matters.write({
      changed: [aMatter(1), aMatter(2)].map(matter => ({ matter, from: 0 })),
      taken: [],
      retired: ['matter-2'],
    });
    await matters.address('matter-1', 1, [
      { destination: 'general', dueAt: 5 },
      { destination: 'sales', dueAt: 6 },
    ]);
    const [post] = await matters.claim({ at: 5, leaseMs: 1000, limit: 1 });
    await matters.settle({ ...toldAs(post!, 'm1', 1), isHeld: true, earlier: ['m0'], editedAt: [3] }, 9);
    await stores.close();
    await new LowdbDocuments(path.join(line.dataDir, 'documents')).of(sandboxTenant).change('settings', () => ({
      billing: 'prepaid',
      budget: null,
      importedUntil: null,
    }));
  });
  after(() => line.close());

  /** What is amiss, and what was told of it, with when it is due. */
  const amiss = async (from: CommandLine) => {
    const stores = await openStores(from.place, { clock: systemClock, as: 'operator' });
    const { matters } = stores.of(sandboxTenant);
    const [current, retired] = [await matters.current(), await matters.find('matter-2')];
    const [due, shared] = [await matters.earliestDue(), await matters.sharing('general', 'm1')];
    await stores.close();
    return { current, retired, due, shared };
  };

  const told = async (from: CommandLine) => {
    const [verified, balance, usage, looks] = [
      await from.json('verify'),
      await from.json('balance'),
      await from.json('questions'),
      await from.json('rights', 'looks'),
    ];
    return { verified, balance, usage, looks, amiss: await amiss(from) };
  };

  it('go to PostgreSQL and back with the same head, balance, lots and rows', async () => {
    const database = await aDatabase();
    const shared = line.with({ DATABASE_URL: database.url });
    const before = await told(line);
    const moved = (await line.json('migrate', '--to', database.url))['wallets'] as readonly { head: string }[];
    assert.equal(moved[0]?.head, before.verified['head']);
    assert.equal((before.looks['looks'] as unknown[]).length, 2);
    assert.deepEqual([before.amiss.retired?.id, before.amiss.due, before.amiss.shared.length], ['matter-2', 6, 1]);
    assert.deepEqual(await told(shared), before);

    const again = await line.run('migrate', '--to', database.url);
    assert.deepEqual(
      [again.code, again.err.trim()],
      [1, 'there is something already where it should go: nothing was copied'],
    );

    // What happens there comes back too.
    await shared.json('buy', '--amount', '75', '--at', '2026-10-01', '--reference', 'PO-3');
    const known = await shared.json('import', sample);
    assert.equal(known['rowsKnown'], 2000);
    const folder = path.join(line.folder, 'back');
    await shared.json('migrate', '--to', folder);
    const back = line.with({ DATA_DIR: folder });
    assert.deepEqual(await told(back), await told(shared));
    assert.equal((await back.json('import', sample))['rowsKnown'], 2000);
    const documents = new LowdbDocuments(path.join(folder, 'documents'));
    assert.deepEqual(await documents.of(sandboxTenant).read('settings'), {
      billing: 'prepaid',
      budget: null,
      importedUntil: null,
    });
    await database.drop();
  });

  it('are not made from a folder on which a bot runs, unless as a backup', async () => {
    const bot = lockFolder(line.dataDir);
    const refused = await line.run('migrate', '--to', path.join(line.folder, 'elsewhere'));
    assert.equal(refused.code, 1);
    assert.match(refused.err, /Another bot is running on .*Stop it/);
    const backup = path.join(line.folder, 'backup');
    assert.equal((await line.run('backup', backup)).code, 0);
    bot.release();
    const restored = line.with({ DATA_DIR: path.join(line.folder, 'restored') });
    assert.equal((await restored.run('restore', backup)).code, 0);
    assert.deepEqual(await told(restored), await told(line));
    // A folder whose database is gone says so, and can be restored.
    await rm(path.join(line.folder, 'restored', 'ledger.sqlite'));
    await rm(path.join(line.folder, 'restored', 'documents'), { recursive: true });
    await writeFile(path.join(line.folder, 'restored', 'ledger.head'), `1 99 ${crc32('1 99')}`.padEnd(64));
    assert.match((await restored.run('balance')).err, /lacks the last 99 change\(s\) that were acknowledged/);
    assert.equal((await restored.run('restore', backup)).code, 0);
    assert.deepEqual(await told(restored), await told(line));
    const mistyped = await line.run('migrate', '--to', 'postgre://somebody:secret@host/db');
    assert.deepEqual([mistyped.code, /secret/.test(mistyped.err)], [1, false]);
    const twice = await restored.run('restore', backup);
    assert.deepEqual([twice.code, /something already/.test(twice.err)], [1, true]);
    assert.match((await restored.run('restore', path.join(line.folder, 'nowhere'))).err, /no ledger is there/);
  });

  it('are stores of their own: in one folder no two delete each other’s backups', async () => {
    const BACKUP_DIR = path.join(line.folder, 'backups');
    await mkdir(BACKUP_DIR);
    const at = (name: string) => line.with({ BACKUP_DIR, DATA_DIR: path.join(line.folder, name) });
    const [original, fromFile, fromFolder] = [line.with({ BACKUP_DIR }), at('from-file'), at('from-folder')];
    const { file } = await original.json('backup');
    await original.json('backup', path.join(line.folder, 'copy'));
    await fromFile.json('restore', String(file));
    await fromFolder.json('restore', path.join(line.folder, 'copy'));
    for (const store of [original, fromFile, fromFolder, at('copy')]) await store.json('backup');
    const names = (await readdir(BACKUP_DIR)).map(name => name.split('-')[1]);
    // The first of the original's is outlived by its second of that day.
    assert.deepEqual([names.length, new Set(names).size], [4, 4]);
  });
});

describe('a store in which the disk has changed a call', function () {
  this.timeout(allowedMs(60_000));
  let line: CommandLine;
  before(async () => {
    line = await CommandLine.open();
    await mkdir(path.join(line.folder, 'backups'));
    line = line.with({ BACKUP_DIR: path.join(line.folder, 'backups') });
    await line.json('import', path.join(data, 'format-0.csv'));
    const database = new DatabaseSync(path.join(line.dataDir, 'ledger.sqlite'));
    database.exec("UPDATE calls SET userName = 'somebody else' WHERE arrival = 3");
    database.close();
  });
  after(() => line.close());

  it('is neither moved nor backed up as a good one, in which nobody would find it any more', async () => {
    const to = path.join(line.folder, 'elsewhere');
    for (const args of [['backup'], ['backup', to], ['migrate', '--to', to]]) {
      const refused = await line.run(...args);
      assert.deepEqual([refused.code, /row 3 is damaged/.test(refused.err)], [1, true], refused.err);
    }
    assert.deepEqual(await readdir(path.join(line.folder, 'backups')), []);
  });

  it('is copied as it is where that was asked for', async () => {
    assert.equal((await line.run('backup', '--good', path.join(line.folder, 'as it is'))).code, 0);
  });
});

describe('a store of an older program', function () {
  this.timeout(allowedMs(60_000));
  let line: CommandLine;
  beforeEach(async () => {
    line = await CommandLine.open();
    await mkdir(line.dataDir);
    await copyFile(path.join(data, 'format-0.sqlite'), path.join(line.dataDir, 'ledger.sqlite'));
  });
  afterEach(() => line.close());

  it('is brought to the present format, with the same head, and goes on', async () => {
    const { entries, head } = await line.json('verify');
    assert.deepEqual([entries, head], [6, '570f49805fbc963a81b5cbb77265e85371a5756badcecb423712aa7dda2de47c']);
    const { rowsKnown, questionsLookAlike } = await line.json('import', path.join(data, 'format-0.csv'));
    assert.deepEqual([rowsKnown, questionsLookAlike], [5, 1]);
    assert.equal((await line.json('verify'))['head'], head);
    await line.json('buy', '--amount', '60', '--reference', 'PO-2');
    assert.equal((await line.json('verify'))['entries'], 7);
    assert.equal((await line.json('balance'))['balance'], '159.50');
  });

  it('finds its documents where they were', async () => {
    const documents = path.join(line.dataDir, 'documents');
    await mkdir(documents);
    await writeFile(path.join(documents, `settings-${sandboxTenant}.json`), '{"billing":"postpaid"}');
    await line.json('verify');
    assert.deepEqual(await new LowdbDocuments(documents).of(sandboxTenant).read('settings'), { billing: 'postpaid' });
  });
});
