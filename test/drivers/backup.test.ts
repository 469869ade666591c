import assert from 'node:assert/strict';
import { mkdir, readdir, rm, stat, symlink, utimes, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { Readable } from 'node:stream';
import { dayMs, hourMs } from '../../core/index.ts';
import { BackupFolder, spareBytes } from '../../bot/drivers/backup/backup-folder.ts';
import { outlivedBackups } from '../../bot/drivers/backup/kept-backups.ts';
import { makeBackup } from '../../bot/drivers/backup/make-backup.ts';
import { openBackup } from '../../bot/drivers/backup/open-backup.ts';
import { openEmbedded } from '../../bot/drivers/stores/embedded.ts';
import { systemClock } from '../../bot/drivers/system/clock.ts';
import type { ArchivePage } from '../../bot/ports/index.ts';
import { aCall, at, someTerms } from '../support/builders.ts';
import { aFolder } from '../support/drivers.ts';
import { walletsOf } from '../support/wallets.ts';

const now = at('2026-11-26T02:00:00Z');
const store = '1a2b3c4d';

describe('a folder of backups', () => {
  let folder: string;
  let pages: readonly ArchivePage[];
  before(async () => {
    const data = await aFolder();
    const stores = openEmbedded(data, systemClock);
    const ledger = walletsOf(stores.of('contoso'));
    await ledger.execute({ kind: 'open-wallet', id: 'open', terms: someTerms }, null);
    await ledger.execute({ kind: 'draw', id: 'draw', rows: [aCall({ id: 'a' })] }, null);
    pages = await Array.fromAsync(stores.archive.pages('intact'));
    await stores.close();
    await rm(data, { recursive: true });
  });
  beforeEach(async () => {
    folder = path.join(await aFolder(), 'backups');
    await mkdir(folder);
  });
  afterEach(() => rm(path.dirname(folder), { recursive: true }));

  const make = (given: Partial<Parameters<typeof makeBackup>[0]> & { readonly free?: number } = {}) => {
    const { free = Infinity, ...work } = given;
    const own = new BackupFolder(folder, work.store ?? store, () => Promise.resolve(free));
    return makeBackup({
      ...{ folder: own, draft: own.draft('1'), dataDir: undefined, store, at: now, program: 'test' },
      pages: () => Readable.from(pages),
      ...work,
    });
  };

  it('gets a file that its user alone reads, under its name when it is right', async () => {
    const { file, wallets } = await make();
    assert.equal(path.basename(file), 'credits-1a2b3c4d-20261126T020000Z.backup');
    assert.equal((await stat(file)).mode & 0o777, 0o600);
    assert.deepEqual(wallets, (await openBackup(file)).wallets);
    assert.equal(wallets[0]?.tenant, 'contoso');
    // The clock was set back to the same second: nothing is written over.
    assert.equal(path.basename((await make()).file), 'credits-1a2b3c4d-20261126T020001Z.backup');
  });

  it('has nothing half in it where one fails, and says why', async () => {
    const failing = (code: string, after = 2) =>
      async function* () {
        yield* pages.slice(0, after);
        await Promise.reject(Object.assign(new Error(code), { code }));
      };
    const damaged = pages.map(({ table, rows }) => ({
      table,
      rows:
        table === 'entries' ? rows.map(row => ({ ...row, entry: String(row['entry']).replace('USD', 'EUR') })) : rows,
    }));
    await symlink(path.dirname(folder), path.join(path.dirname(folder), 'data'));
    const elsewhere = path.join(path.dirname(folder), 'nowhere');
    const cases = [
      ['no-folder', { folder: new BackupFolder(elsewhere, store) }],
      ['no-folder', { folder: new BackupFolder(import.meta.filename, store) }],
      // Through a link, too.
      ['no-folder', { dataDir: path.join(path.dirname(folder), 'data') }],
      ['disk-full', { free: spareBytes - 1 }],
      ['disk-full', { pages: failing('ENOSPC') }],
      ['folder-not-writable', { pages: failing('EROFS') }],
      ['failed', { pages: failing('EIO') }],
      ['ledger-damaged', { pages: () => Readable.from(damaged) }],
      ['ledger-damaged', { pages: () => Readable.from(pages.filter(({ table }) => table !== 'entries')) }],
    ] as const;
    for (const [code, given] of cases) {
      await assert.rejects(make(given), { name: 'DriverError', code }, code);
      assert.deepEqual(await readdir(folder), []);
    }
    assert.ok(await make());
  });

  it('is not taken over where it names what no backup has, though it is whole', async () => {
    const [first] = pages.filter(({ table }) => table === 'entries');
    const odd: readonly (readonly [string, ArchivePage])[] = [
      ['another table', { table: 'matters; DROP TABLE books' as 'matters', rows: [{ tenant: 'contoso' }] }],
      [
        'another column',
        { table: 'actors', rows: [{ ...first?.rows[0], seq: 1, 'person) SELECT 1, 2, ?, ?, ? --': 'x' }] },
      ],
    ];
    for (const [what, page] of odd) {
      const made = () => make({ pages: () => Readable.from([...pages, page]) });
      const data = await aFolder();
      const stores = openEmbedded(data, systemClock);
      await assert.rejects(
        async () => stores.archive.load((await openBackup((await made()).file)).pages()),
        /not as it was written/,
        what,
      );
      assert.equal(await stores.archive.isEmpty(), true, what);
      await stores.close();
      await rm(data, { recursive: true });
    }
  });

  it('loses only what is outlived of this store’s, and never what has another name', async () => {
    const others = ['credits-ffffffff-20200101T000000Z.backup', 'credits-1a2b3c4d-2020.backup', 'notes.txt', 'credits'];
    for (const name of others) await writeFile(path.join(folder, name), '');
    for (let day = 1; day <= 30; day += 1) await make({ at: now - (31 - day) * dayMs });
    const drafts = [`.credits-${store}-old.new`, `.credits-${store}-new.new`];
    for (const name of drafts) await writeFile(path.join(folder, name), '');
    await utimes(path.join(folder, drafts[0] ?? ''), (now - 7 * hourMs) / 1000, (now - 7 * hourMs) / 1000);
    await utimes(path.join(folder, drafts[1] ?? ''), now / 1000, now / 1000);
    await make();
    const kept = (await readdir(folder)).toSorted();
    assert.deepEqual(
      kept.filter(name => !others.includes(name)).map(name => /-2026(\d{4})T/.exec(name)?.[1] ?? name),
      [drafts[1], '1031', '1108', '1115', ...['1120', '1121', '1122', '1123', '1124', '1125', '1126']],
    );
    for (const name of others) assert.ok(kept.includes(name), name);
  });

  it('keeps 7 days, 4 weeks and 12 months, whatever the gaps; what is dated in the future is left alone', () => {
    const daily = Array.from({ length: 800 }, (_, day) => now - day * dayMs);
    const outlived = new Set(outlivedBackups(daily, now));
    assert.equal(daily.filter(one => !outlived.has(one)).length, 7 + 2 + 11);
    // Made night after night with each deletion in between, the same stay.
    let kept: readonly number[] = [];
    for (const one of daily.toReversed()) {
      const made = [...kept, one];
      const gone = new Set(outlivedBackups(made, one));
      kept = made.filter(other => !gone.has(other));
    }
    assert.deepEqual(kept, daily.filter(one => !outlived.has(one)).toReversed());
    const [early, future] = [at('2020-01-01T00:00:00Z'), at('2030-01-01T00:00:00Z')];
    assert.deepEqual(outlivedBackups([early, future, now, now - 1], now), [now - 1]);
    assert.deepEqual(outlivedBackups([early], now), []);
  });
});
