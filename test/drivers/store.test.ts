import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import fc from 'fast-check';
import { classify, identify, lookAlikeKey, versionOf, type CallRow, type RowChange } from '../../core/index.ts';
import { MemoryStore } from '../../bot/drivers/memory/store.ts';
import { SqliteStore } from '../../bot/drivers/sqlite/store.ts';
import { sha256 } from '../../bot/drivers/system/sha256.ts';
import type { Journal, Rows } from '../../bot/ports.ts';
import { aCall, Bench, money } from '../support/builders.ts';
import { aFreshBench, asked, steps } from '../support/steps.ts';

const tenant = 'contoso';
const batch = (entries = Bench.opened().entries) => ({ entries, rowChanges: [], announcements: [], by: null });

// One contract for the journal and the rows, run on every driver of them.
const drivers: Record<string, () => { readonly store: Journal & Rows; readonly close: () => void }> = {
  memory: () => ({ store: new MemoryStore(), close: () => undefined }),
  sqlite: () => {
    const store = new SqliteStore(':memory:');
    return { store, close: () => store.close() };
  },
};

for (const [name, open] of Object.entries(drivers)) {
  describe(`the store in ${name}`, () => {
    let store: Journal & Rows;
    let close: () => void;
    beforeEach(() => void ({ store, close } = open()));
    afterEach(() => close());

    const changesOf = async (...rows: readonly CallRow[]): Promise<readonly RowChange[]> => {
      const page = {
        ids: rows.map(row => row.id),
        lookAlikeKeys: rows.flatMap(row => lookAlikeKey(row, sha256) ?? []),
      };
      const identified = rows.map(row => identify(row, sha256));
      return classify(identified, await store.known(tenant, page), {
        currency: 'USD',
        isFeeInCharge: false,
        opensAt: null,
        now: Number.MAX_SAFE_INTEGER,
        room: Number.MAX_SAFE_INTEGER,
      }).changes;
    };
    const save = async (rowChanges: readonly RowChange[]) =>
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

    it('gives entries back as they were written, by place and by id', async () => {
      const bench = Bench.opened();
      bench.buy('$10');
      await store.append(tenant, 0, batch(bench.entries));
      assert.deepEqual(await store.entriesAfter(tenant, 0), bench.entries);
      assert.deepEqual(await store.entriesAfter(tenant, 1), bench.entries.slice(1));
      const [, second] = bench.entries;
      assert.deepEqual(await store.entry(tenant, second!.id), second);
      assert.equal(await store.entry('fabrikam', second!.id), undefined);
    });

    it('keeps a held question, and a row that draws nothing, when two processes bring the same page', async () => {
      const known = aCall({ id: 'known', about: { caller: '+1', callee: '+2' } });
      await save(await changesOf(known));
      const page = [{ ...known, id: 'twin' }, aCall({ id: 'free', charge: 0 })];
      const [one, other] = [await changesOf(...page), await changesOf(...page)];
      await save(one);
      await save(other);
      const { rowsKnown, questionsLookAlike } = await store.totals(tenant);
      assert.deepEqual([rowsKnown, questionsLookAlike], [2, 1]);
    });

    it('lets nobody store a version beside one that has just come to stand, though no entry tells of it', async () => {
      const free = aCall({ id: 'a', charge: 0 });
      const late = await changesOf({ ...free, charge: money('$5') });
      assert.equal(await save(await changesOf(free)), 'appended');
      assert.equal(await save(late), 'moved-on');
      assert.equal(await save(await changesOf({ ...free, charge: money('$5') })), 'appended');
      assert.deepEqual((await store.totals(tenant)).rowsKnown, 1);
    });

    it('knows a row by its version, its cost and its numbers', async () => {
      const row = aCall({ id: 'a', charge: money('$3'), about: { caller: '+1', callee: '+2' } });
      await save(await changesOf(row));
      const known = await store.known(tenant, { ids: ['a', 'b'], lookAlikeKeys: [lookAlikeKey(row, sha256)!] });
      assert.deepEqual([...known.byId.keys()], ['a']);
      assert.deepEqual(known.byId.get('a')?.standing?.version, versionOf(row, sha256));
      assert.deepEqual([...known.lookAlikes.values()], [['a']]);
      assert.equal(await store.demandIn(tenant, { from: row.start, to: row.start + 1 }), money('$3'));
      assert.equal(await store.demandIn(tenant, { from: row.start + 1, to: row.start + 2 }), 0);
    });

    it('finds the versions of a row by its id, and those of a call by the call’s', async () => {
      const row = aCall({ id: 'a', about: { callId: 'Call-1' } });
      await save(
        await changesOf(row, { ...row, charge: money('$2') }, aCall({ id: 'b', about: { callId: 'call-1' } })),
      );
      const states = async (id: string) =>
        (await store.versionsOf(tenant, id)).map(({ row, state }) => [row.id, state]);
      assert.deepEqual(await states('a'), [
        ['a', 'superseded'],
        ['a', 'standing'],
      ]);
      assert.equal((await states('call-1')).length, 3);
      assert.deepEqual(await states('nobody'), []);
    });

    it('sums what comes before a call: what began earlier, and with it under a smaller id', async () => {
      const start = 1_000_000;
      await save(
        await changesOf(...['a', 'b', 'c'].map(id => aCall({ id, start })), aCall({ id: 'z', start: start - 1 })),
      );
      assert.equal(await store.demandBefore(tenant, { id: 'b', start, from: 0 }), money('$2'));
      assert.equal(await store.demandBefore(tenant, { id: 'b', start, from: start }), money('$1'));
    });
  });
}

describe('the stores', () => {
  it('law: say the same of the same history', async () => {
    await fc.assert(
      fc.asyncProperty(steps, async history => {
        const bench = aFreshBench();
        const memory = new MemoryStore();
        const sqlite = new SqliteStore(':memory:');
        const stores = [memory, sqlite];
        for (const store of stores) await store.append(tenant, 0, batch(bench.entries));
        for (const step of history) {
          const command = asked(bench, step);
          const decision = command === undefined ? undefined : bench.do(command);
          if (decision?.ok !== true || decision.value.kind !== 'decided') continue;
          const { entries, rowChanges } = decision.value;
          for (const store of stores)
            await store.append(tenant, await store.headSeq(tenant), { ...batch([]), entries, rowChanges });
        }
        const ids = bench.rows.standing().map(({ row }) => row.id);
        const span = { from: bench.now - 4e10, to: bench.now };
        const tell = async (store: Journal & Rows) => ({
          totals: await store.totals(tenant),
          questions: await store.questions(tenant, { limit: 100 }),
          known: (await store.known(tenant, { ids, lookAlikeKeys: [] })).byId,
          usage: await store.usage(tenant, { ...span, top: 5 }),
          demand: await store.demandIn(tenant, span),
          versions: await Promise.all(ids.map(id => store.versionsOf(tenant, id))),
        });
        const [one, other] = [await tell(memory), await tell(sqlite)];
        sqlite.close();
        const sorted = ({ questions, ...rest }: typeof one) => ({
          ...rest,
          questions: questions.toSorted((a, b) => (a.row.id < b.row.id ? -1 : 1)),
        });
        assert.deepEqual(sorted(one), sorted(other));
      }),
      { numRuns: 30, seed: 1 },
    );
  });
});

describe('the store on a disk', () => {
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
});
