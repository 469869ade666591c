import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { classify, lookAlikeKey, versionOf, type CallRow } from '../../core/index.ts';
import { SqliteStore } from '../../bot/drivers/sqlite/store.ts';
import { sha256 } from '../../bot/drivers/system/sha256.ts';
import { aCall, Bench, money } from '../support/builders.ts';

describe('the store', () => {
  const tenant = 'contoso';
  let store: SqliteStore;
  beforeEach(() => void (store = new SqliteStore(':memory:')));
  afterEach(() => store.close());

  const batch = (entries = Bench.opened().entries) => ({ entries, rowChanges: [], announcements: [], by: null });
  const rowsOf = async (...rows: readonly CallRow[]) => {
    const page = { ids: rows.map(row => row.id), lookAlikeKeys: rows.flatMap(row => lookAlikeKey(row, sha256) ?? []) };
    const known = await store.known(tenant, page);
    return classify(rows, known, {
      currency: 'USD',
      isFeeInCharge: false,
      opensAt: null,
      now: Number.MAX_SAFE_INTEGER,
      room: Number.MAX_SAFE_INTEGER,
      hash: sha256,
    }).changes;
  };
  const save = async (rowChanges: Awaited<ReturnType<typeof rowsOf>>) =>
    store.append(tenant, await store.headSeq(tenant), { ...batch([]), rowChanges });

  it('appends only where the journal still ends', async () => {
    assert.equal(await store.append(tenant, 0, batch()), 'appended');
    assert.equal(await store.append(tenant, 0, batch()), 'moved-on');
    assert.equal(await store.headSeq(tenant), 1);
  });

  it('writes a batch whole or not at all', async () => {
    const [entry] = Bench.opened().entries;
    await assert.rejects(async () => store.append(tenant, 0, batch([entry!, entry!])), /refused to write/);
    assert.equal(await store.headSeq(tenant), 0);
    assert.equal(await store.append(tenant, 0, batch()), 'appended');
  });

  it('never changes or deletes an entry', async () => {
    const folder = await mkdtemp(path.join(tmpdir(), 'store-'));
    const file = path.join(folder, 'ledger.sqlite');
    const onDisk = new SqliteStore(file);
    await onDisk.append(tenant, 0, batch());
    const database = new DatabaseSync(file);
    for (const sql of ['UPDATE entries SET id = 1', 'DELETE FROM entries'])
      assert.throws(() => database.exec(sql), /entries are never/);
    database.close();
    onDisk.close();
    await rm(folder, { recursive: true });
  });

  it('keeps a held question, and a row that draws nothing, when two processes bring the same page', async () => {
    const known = aCall({ id: 'known', about: { caller: '+1', callee: '+2' } });
    await save(await rowsOf(known));
    const page = [{ ...known, id: 'twin' }, aCall({ id: 'free', charge: 0 })];
    const [one, other] = [await rowsOf(...page), await rowsOf(...page)];
    await save(one);
    await save(other);
    const { rowsKnown, questionsLookAlike } = await store.totals(tenant);
    assert.deepEqual([rowsKnown, questionsLookAlike], [2, 1]);
  });

  it('knows a row by its version, its cost and its numbers', async () => {
    const row = aCall({ id: 'a', charge: money('$3'), about: { caller: '+1', callee: '+2' } });
    await save(await rowsOf(row));
    const known = await store.known(tenant, { ids: ['a', 'b'], lookAlikeKeys: [lookAlikeKey(row, sha256)!] });
    assert.deepEqual([...known.byId.keys()], ['a']);
    assert.deepEqual(known.byId.get('a')?.standing?.version, versionOf(row, sha256));
    assert.deepEqual([...known.lookAlikes.values()], [['a']]);
    assert.equal(await store.demandIn(tenant, { from: row.start, to: row.start + 1 }), money('$3'));
    assert.equal(await store.demandIn(tenant, { from: row.start + 1, to: row.start + 2 }), 0);
  });
});
