import assert from 'node:assert/strict';
import type { AlertKind, Instant, Matter } from '../../core/index.ts';
import { lockFolder } from '../../bot/drivers/system/lock.ts';
import { Erasure } from '../../bot/wallets/erasure.ts';
import { aCall, at, someTerms } from '../support/builders.ts';
import { CommandLine } from '../support/command-line.ts';
import { matterOf } from '../support/made-matters.ts';
import { inMemory } from '../support/stores.ts';
import { walletsOf } from '../support/wallets.ts';

const before = at('2026-02-01T00:00:00Z');
const done = async (work: () => Promise<void>) => {
  await work();
  return 'done' as const;
};

async function erasable() {
  const stores = inMemory();
  const ledger = walletsOf(stores);
  await ledger.execute({ kind: 'open-wallet', id: 'open', terms: someTerms }, null);
  await ledger.execute({ kind: 'draw', id: 'page', rows: [aCall({ id: 'a', about: { userName: 'Alex' } })] }, null);
  await ledger.execute({ kind: 'erase-rows', id: 'erase', before }, null);
  const named = async () => (await stores.rows.versionsOf('a')).some(({ row }) => row.about.userName !== '');
  return { ...stores, ledger, named };
}

describe('an erasure', () => {
  it('that broke off after its entry is ended by the next round, in another process too', async () => {
    const { rows, ledger, named, ...stores } = await erasable();
    const broken = {
      ...stores,
      rows: Object.assign(Object.create(rows) as typeof rows, { erase: () => Promise.reject(new Error('killed')) }),
    };
    await assert.rejects(new Erasure(broken, ledger).finish(done), /killed/);
    assert.ok(await named());
    assert.equal(await new Erasure({ ...stores, rows }, walletsOf({ ...stores, rows })).finish(done), 1);
    assert.ok(!(await named()));
  });

  it('leaves no alert that tells whose calls they were, or where they went', async () => {
    const { ledger, ...stores } = await erasable();
    const { matters, documents } = stores;
    const raised = (number: number, kind: AlertKind, raisedAt: Instant): Matter => ({
      ...matterOf(kind),
      ...{ id: `matter-${number}`, raisedAt, version: 1 },
    });
    const open = raised(1, 'fraud-suspected', before - 2);
    const ended = { ...raised(2, 'unusual-spend', before - 3), endedAt: before - 1 };
    const later = raised(3, 'budget-half', before + 1);
    const changed = [open, ended, later].map(matter => ({ matter, from: 0 }));
    await matters.write({ changed, taken: [], retired: ['matter-2'] });
    await documents.change('foresight', () => ({ spend: { lookedAt: 1, stages: [{ alert: open.alert }] } }));
    await new Erasure(stores, ledger).finish(done);
    const kept = await matters.all();
    const text = JSON.stringify([kept, await documents.read('foresight')]);
    assert.ok(open.alert.person !== undefined && !text.includes(open.alert.person), text);
    assert.ok(!text.includes('Latvia'), text);
    assert.deepEqual(kept[2], later);
    await ledger.execute({ kind: 'erase-rows', id: 'more', before: before + 1 }, null);
    await new Erasure(stores, ledger).finish(done);
    assert.deepEqual(await matters.all(), kept, 'erased once');
    assert.ok(kept.every(({ id, endedAt }) => (endedAt === undefined) === (id === 'matter-3')));
  });

  it('is over only when the store has been rewritten, and is then not looked for again', async () => {
    const { ledger, ...stores } = await erasable();
    let rewritten = 0;
    let looked = 0;
    const rows = Object.assign(Object.create(stores.rows) as typeof stores.rows, {
      erase: (instant: number) => {
        looked += 1;
        return stores.rows.erase(instant);
      },
      forgetErased: () => {
        rewritten += 1;
        return Promise.resolve();
      },
    });
    const erasure = new Erasure({ ...stores, rows }, ledger);
    await erasure.finish(() => Promise.resolve('others-write'));
    assert.deepEqual([looked, rewritten], [1, 0]);
    await erasure.finish(done);
    await erasure.finish(done);
    assert.deepEqual([looked, rewritten], [2, 1]);
  });

  it('beside a running bot leaves the rewriting of the file to it', async () => {
    const line = await CommandLine.open();
    try {
      await line.json('buy', '--amount', '100');
      const { release } = lockFolder(line.dataDir);
      const beside = await line.run('erase', '--before', '2026-01-01');
      release();
      assert.equal(beside.code, 0);
      assert.match(beside.err, /a bot is running/);
      assert.equal((await line.run('erase', '--before', '2026-01-01')).err, '');
    } finally {
      await line.close();
    }
  });
});
