import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { chmod, cp, mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { sandboxTenant } from '../../bot/configuration/tenant-config.ts';
import { openEmbedded } from '../../bot/drivers/stores/embedded.ts';
import { systemClock } from '../../bot/drivers/system/clock.ts';
import { sha256 } from '../../bot/drivers/system/sha256.ts';
import { Ledger } from '../../bot/wallets/ledger.ts';
import { Snapshots } from '../../bot/wallets/snapshots.ts';
import { believed } from '../support/believed.ts';
import { aCall, someTerms } from '../support/builders.ts';
import { textOf } from '../support/card.ts';
import { CommandLine } from '../support/command-line.ts';
import { aFolder } from '../support/drivers.ts';
import { Office } from '../support/office.ts';
import { inMemory, sandboxOf } from '../support/stores.ts';
import { walletsOf } from '../support/wallets.ts';

describe('a store that fails', function () {
  this.timeout(30_000);

  it('for want of room says so, has written nothing half, goes on telling, and takes up again', async () => {
    const stores = inMemory();
    const office = await new Office(stores).open();
    await office.setsUp();
    const pages = Number(stores.database.one('PRAGMA page_count')?.['page_count']);
    const before = await office.entries();
    stores.database.exec(`PRAGMA max_page_count = ${pages}`);
    const ledger = office.tenant.ledger;
    const rows = Array.from({ length: 500 }, (_, index) => aCall({ id: `call-${index}`, start: office.clock.now() }));
    const draw = () => ledger.execute({ kind: 'draw', id: 'draw', rows }, null);
    await assert.rejects(draw(), {
      code: 'store-read-only',
      message: /cannot be written to: database or disk is full$/,
    });
    assert.deepEqual(await office.entries(), before);
    assert.equal((await stores.rows.known({ ids: ['call-0'], lookAlikes: [] })).byId.size, 0);
    assert.match(textOf(await office.types('balance')), /\$100\.00/);
    assert.match(textOf(await office.types('lots')), /\$100\.00/);
    stores.database.exec(`PRAGMA max_page_count = ${pages * 1000}`);
    assert.ok((await draw()).ok);
    await office.close();
  });

  it('with a damaged document tells which, and answers what does not need it', async () => {
    const folder = await aFolder();
    const first = await new Office(sandboxOf(openEmbedded(folder, systemClock))).open();
    await first.setsUp();
    await first.types('alerts here', { conversation: 'general', kind: 'channel' });
    await first.close();
    await first.stores.close();
    const file = path.join(folder, 'documents', sandboxTenant, 'conversations.json');
    await writeFile(file, '{"conversations":');
    const second = await new Office(sandboxOf(openEmbedded(folder, systemClock))).open();
    assert.match(textOf(await second.types('balance', { conversation: 'general', kind: 'channel' })), /\$100\.00/);
    assert.match(
      textOf(await second.types('alerts here')),
      /Something went wrong[\s\S]*give the bot's operator this reference/,
    );
    await assert.rejects(
      second.tenant.conversations.subscribed(),
      /conversations\.json is not valid JSON: mend it or move it away/,
    );
    await second.close();
    await rm(folder, { recursive: true });
  });

  it('in a folder where nothing can be written is read, and refuses every change in a sentence', async () => {
    const folder = await aFolder();
    const stores = openEmbedded(folder, systemClock);
    const ledger = walletsOf(stores.of('contoso'));
    await ledger.execute({ kind: 'open-wallet', id: 'open', terms: someTerms }, null);
    const boughtAt = systemClock.now();
    await ledger.execute({ kind: 'buy', id: 'buy', amount: 5_000_000, boughtAt, reference: '' }, null);
    await ledger.execute({ kind: 'draw', id: 'draw', rows: [aCall({ id: 'a' })] }, null);
    await stores.close();
    await chmod(path.join(folder, 'ledger.sqlite'), 0o444);
    await chmod(folder, 0o555);
    const script = path.resolve(import.meta.dirname, '../support/as-nobody.ts');
    const { stdout } = await promisify(execFile)(process.execPath, [script, folder]);
    await chmod(folder, 0o755);
    const { invoices, rows, buy, document } = JSON.parse(stdout) as Record<string, unknown>;
    assert.deepEqual([invoices, rows], [1, 1]);
    assert.match(String(buy), /ledger\.sqlite cannot be written to: nothing is recorded/);
    assert.match(String(document), /cannot write .*settings\.json: EACCES/);
    await rm(folder, { recursive: true });
  });

  it('in a folder where nothing can be written shows what is only in its log, too, or says that it cannot', async () => {
    const source = await aFolder();
    const folder = path.join(await aFolder(), 'a #1? copy');
    const stores = openEmbedded(source, systemClock);
    const ledger = walletsOf(stores.of('contoso'));
    await ledger.execute({ kind: 'open-wallet', id: 'open', terms: someTerms }, null);
    await ledger.execute({ kind: 'draw', id: 'draw', rows: [aCall({ id: 'a' })] }, null);
    // As a crash leaves it, or a snapshot of the disk beside a running bot.
    await cp(source, folder, { recursive: true });
    await chmod(path.dirname(folder), 0o755);
    await stores.close();
    const script = path.resolve(import.meta.dirname, '../support/as-nobody.ts');
    const reads = async (): Promise<string> => {
      for (const file of await readdir(folder)) await chmod(path.join(folder, file), 0o444);
      await chmod(folder, 0o555);
      try {
        return (await promisify(execFile)(process.execPath, [script, folder])).stdout;
      } catch (error) {
        return (error as { stderr: string }).stderr;
      } finally {
        await chmod(folder, 0o755);
      }
    };
    assert.match(await reads(), /"rows":1,/);
    await rm(path.join(folder, 'ledger.sqlite-shm'));
    assert.match(await reads(), /cannot open the store .*: there are changes in its log/);
    await rm(source, { recursive: true });
    await rm(path.dirname(folder), { recursive: true });
  });

  it('because its file is no database, or a newer one, stops with a sentence', async () => {
    const line = await CommandLine.open();
    await mkdir(line.dataDir);
    const file = path.join(line.dataDir, 'ledger.sqlite');
    await writeFile(file, 'not a database at all, but long enough to look like a file of some use'.repeat(20));
    const broken = await line.run('balance');
    assert.equal(broken.code, 1);
    assert.match(broken.err, /ledger\.sqlite.*file is not a database/);
    assert.equal(broken.out, '');
    await rm(file);
    await line.json('buy', '--amount', '10');
    const stores = openEmbedded(line.dataDir, systemClock);
    await stores.close();
    const { DatabaseSync } = await import('node:sqlite');
    const database = new DatabaseSync(file);
    database.exec('PRAGMA user_version = 9');
    database.close();
    const newer = await line.run('verify');
    assert.equal(newer.code, 1);
    assert.match(
      newer.err,
      /written by a newer version of this program \(format 9; this one knows up to 4\)\. Update the program/,
    );
    await line.close();
  });
});

describe('a snapshot', () => {
  async function aWallet(count: number) {
    const stores = inMemory();
    const ports = {
      ...stores,
      clock: believed(systemClock),
      hash: sha256,
      snapshots: new Snapshots(stores.documents, sha256),
    };
    const ledger = new Ledger(ports);
    await ledger.execute({ kind: 'open-wallet', id: 'open', terms: someTerms }, null);
    for (let number = 0; number < count; number += 1)
      await ledger.execute({ kind: 'draw', id: `draw-${number}`, rows: [aCall({ id: `call-${number}` })] }, null);
    const read = async (from = new Ledger(ports)) => {
      const result = await from.read();
      assert.ok(result.ok);
      const { wallet, history } = result.value;
      return { wallet, quarters: history.quarters() };
    };
    return { stores, ports, ledger, read };
  }

  it('affects cost, never meaning: with it, without it, behind, damaged, or from the future', async () => {
    const { stores, ledger, read } = await aWallet(5);
    const without = await read();
    await ledger.snapshot();
    const kept = (await stores.documents.read('snapshot')) as { digest: string; state: string };
    assert.deepEqual(await read(), without);
    const put = (document: unknown) => stores.documents.change('snapshot', () => document);

    await ledger.execute({ kind: 'draw', id: 'later', rows: [aCall({ id: 'later' })] }, null);
    const later = await read();
    assert.equal(later.wallet.seq, without.wallet.seq + 1);
    assert.deepEqual(later, await read(ledger));

    await put(null);
    assert.deepEqual(await read(), later);
    await put({ ...kept, state: kept.state.replace('"seq":6', '"seq":7') });
    assert.deepEqual(await read(), later);
    const future = kept.state.replace('"seq":6', '"seq":99');
    await put({ digest: sha256(future), state: future });
    assert.deepEqual(await read(), later);
    const stranger = kept.state.replace(/"head":"..../, '"head":"0000');
    await put({ digest: sha256(stranger), state: stranger });
    assert.deepEqual(await read(), later);
  });

  it('that the entries do not lead to is noticed by the audit, and given up', async () => {
    const { stores, ports, ledger, read } = await aWallet(3);
    const right = await read();
    await ledger.snapshot();
    const { state } = (await stores.documents.read('snapshot')) as { state: string };
    const wrong = state.replace('"owed":3000000', '"owed":1000000');
    assert.notEqual(wrong, state);
    await stores.documents.change('snapshot', () => ({ digest: sha256(wrong), state: wrong }));
    const deceived = new Ledger(ports);
    assert.equal((await read(deceived)).wallet.pool.owed, 1_000_000);
    assert.ok((await deceived.audit()).ok);
    assert.deepEqual((await read(deceived)).wallet, right.wallet);
  });

  it('hides no damage of the entries before it from the audit, which stops all writing', async () => {
    const { stores, ports, ledger } = await aWallet(4);
    await ledger.snapshot();
    stores.database.exec('UPDATE calls SET cost = cost + 1 WHERE entrySeq = 3');
    const opened = new Ledger(ports);
    assert.ok((await opened.read()).ok);
    const audited = await opened.audit();
    assert.deepEqual(!audited.ok && [audited.refusal.seq, audited.refusal.invariant], [3, 'hash']);
    const refused = await opened.execute({ kind: 'catch-up', id: 'c' }, null);
    assert.deepEqual(!refused.ok && refused.refusal.kind, 'damaged');
  });
});
