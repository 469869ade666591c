import assert from 'node:assert/strict';
import { rm } from 'node:fs/promises';
import path from 'node:path';
import { classify, identify, type Alert, type CallRow } from '../../core/index.ts';
import type { Post } from '../../bot/ports/index.ts';
import { LowdbDocuments } from '../../bot/drivers/lowdb/documents.ts';
import { SqliteStore } from '../../bot/drivers/sqlite/store.ts';
import { sha256 } from '../../bot/drivers/system/sha256.ts';
import { aCall } from '../support/builders.ts';
import { aFolder } from '../support/drivers.ts';
import { aMatter, anAlert, toldAs } from '../support/matters.ts';
import { batch } from '../support/pages.ts';

const tenant = 'contoso';

describe('two processes on one SQLite file', () => {
  let folder: string;
  let file: string;
  let bot: SqliteStore;
  let operator: SqliteStore;
  beforeEach(async () => {
    folder = await aFolder();
    file = path.join(folder, 'ledger.sqlite');
    bot = new SqliteStore(file);
    operator = new SqliteStore(file);
  });
  afterEach(async () => {
    bot.close();
    operator.close();
    await rm(folder, { recursive: true });
  });

  const calls = (from: number, to: number): readonly CallRow[] =>
    Array.from({ length: to - from }, (_, index) => aCall({ id: `call-${from + index}` }));
  const ids = (rows: readonly CallRow[]) => ({ ids: rows.map(({ id }) => id), lookAlikes: [] });
  const terms = {
    currency: 'USD' as const,
    isFeeInCharge: false,
    spans: [{ from: null, to: null }],
    now: Number.MAX_SAFE_INTEGER,
    room: Number.MAX_SAFE_INTEGER,
  };
  async function save(store: SqliteStore, page: readonly CallRow[], alerts: readonly Alert[] = []): Promise<void> {
    const { journal, rows } = store.of(tenant);
    const identified = page.map(row => identify(row, sha256));
    const { changes } = classify(identified, await rows.known(ids(page)), terms);
    await journal.append(await journal.head(), {
      entries: [],
      rowChanges: changes,
      alerts,
      actors: [],
    });
  }

  it('know all of each other’s calls, however these were cut into batches', async () => {
    const all = calls(0, 4700);
    await save(bot, all.slice(0, 500));
    await bot.of(tenant).rows.known(ids(all));
    for (let from = 500; from < 3500; from += 1000) await save(operator, all.slice(from, from + 1000));
    assert.equal((await bot.of(tenant).rows.known(ids(all))).byId.size, 3500);
    for (const from of [3500, 3507, 4100]) await save(bot, all.slice(from, from === 3500 ? 3507 : from + 593));
    assert.equal((await operator.of(tenant).rows.known(ids(all))).byId.size, 4693);
    const fresh = new SqliteStore(file);
    assert.equal((await fresh.of(tenant).rows.known(ids(all))).byId.size, 4693);
    assert.equal(await fresh.inspect(tenant), undefined);
    fresh.close();
  });

  it('know nothing of a batch that was given up, and all of the next one', async () => {
    const row = aCall({ id: 'a' });
    await save(bot, calls(0, 3));
    // An alert that cannot be stored fails the batch after its rows were written.
    await assert.rejects(save(bot, [row, { ...row, charge: 7 }], [null as never]));
    assert.equal((await bot.of(tenant).rows.known(ids([row]))).byId.size, 0);
    const next = [aCall({ id: 'b' }), aCall({ id: 'c' })];
    await save(bot, next);
    assert.deepEqual([...(await bot.of(tenant).rows.known(ids([row, ...next]))).byId.keys()], ['b', 'c']);
  });

  it('are both opened while the other one writes', async () => {
    for (let count = 0; count < 50; count += 1) {
      await save(bot, calls(count, count + 1));
      const other = new SqliteStore(file);
      assert.equal(await other.inspect(tenant), undefined);
      other.close();
    }
    bot.database.exec('BEGIN IMMEDIATE');
    const reader = new SqliteStore(file);
    assert.equal((await reader.of(tenant).rows.totals()).rowsKnown, 50);
    reader.close();
    bot.database.exec('ROLLBACK');
  });
});

describe('a document that was given up', () => {
  it('is gone for the next process too', async () => {
    const folder = await aFolder();
    const documents = new LowdbDocuments(folder);
    await documents.of(tenant).change('snapshot', () => ({ one: 1 }));
    await documents.of(tenant).change('snapshot', () => null);
    assert.equal(await new LowdbDocuments(folder).of(tenant).read('snapshot'), null);
    await rm(folder, { recursive: true });
  });
});

describe('what is amiss, in a SQLite file that is damaged', () => {
  let store: SqliteStore;
  beforeEach(async () => {
    store = new SqliteStore(':memory:');
    const { matters } = store.of(tenant);
    const changed = [1, 2].map(number => ({ matter: aMatter(number, { subject: 'credits' }), from: 0 }));
    await matters.write({ changed, taken: [], retired: [] });
    await matters.address('matter-1', 1, [{ destination: 'general', dueAt: 1 }]);
    const [post] = await matters.claim({ at: 1, leaseMs: 1, limit: 1 });
    await matters.settle(toldAs(post!, 'm1', 1), 5);
  });
  afterEach(() => store.close());

  it('is said, and a damaged matter is not taken for what it was', async () => {
    const { matters } = store.of(tenant);
    assert.equal(await store.inspect(tenant), undefined);
    store.database.exec(
      "UPDATE matters SET matter = replace(matter, 'low-balance', 'low-valance') WHERE id = 'matter-2'",
    );
    assert.equal(await store.inspect(tenant), 'the matter matter-2 is damaged');
    const { matters: current, next } = await matters.current();
    assert.deepEqual([current.map(({ matter }) => matter.id), next], [['matter-1'], 3]);
    assert.deepEqual([await matters.find('matter-2'), await matters.latestOf('credits')], [undefined, undefined]);
  });

  it('is told again where what was told of it is damaged', async () => {
    store.database.exec('UPDATE posts SET shown = 9');
    assert.equal(await store.inspect(tenant), 'what was told of the matter matter-1 is damaged');
    const [post] = await store.of(tenant).matters.claim({ at: 5, leaseMs: 1, limit: 1 });
    assert.deepEqual([post?.shown, post?.activityId], [0, null]);
    await store.of(tenant).matters.settle(toldAs(post!, 'm2', 1), null);
    assert.equal(await store.inspect(tenant), undefined);
  });
});

describe('what was told, in a SQLite file of a program that knew no threads', () => {
  it('is known, and written on with its thread', async () => {
    const folder = await aFolder();
    const file = path.join(folder, 'ledger.sqlite');
    const told = async (store: SqliteStore, change: Partial<Post>): Promise<Post> => {
      const { matters } = store.of(tenant);
      await matters.address('matter-1', 1, [{ destination: 'general', dueAt: 1 }]);
      const [post] = await matters.claim({ at: 1, leaseMs: 1, limit: 1 });
      await matters.settle({ ...toldAs(post!, 'm1', 1), ...change }, null);
      return post!;
    };
    const before = new SqliteStore(file);
    await told(before, {});
    before.database.exec('ALTER TABLE posts DROP COLUMN threadId');
    before.close();
    const after = new SqliteStore(file);
    const known = await told(after, { threadId: 'm1' });
    assert.deepEqual([known.activityId, known.threadId], ['m1', null]);
    assert.equal((await told(after, {})).threadId, 'm1');
    assert.equal(await after.inspect(tenant), undefined);
    after.close();
    await rm(folder, { recursive: true });
  });
});

describe('what was announced, in a SQLite file that is damaged', () => {
  it('is taken up where it is intact; a damaged alert holds up no other, and is said to be one', async () => {
    const store = new SqliteStore(':memory:');
    const { journal, matters } = store.of(tenant);
    const ids = ['alert-1', 'alert-2', 'alert-3'];
    await journal.append(await journal.head(), batch({ alerts: ids.map(anAlert) }));
    store.database.exec("UPDATE outbox SET alert = replace(alert, '\"balance\":1', 'x') WHERE id = 'alert-2'");
    const announced = async () => (await matters.announced()).map(({ id }) => id);
    assert.deepEqual(await announced(), ['alert-1', 'alert-3']);
    assert.equal(await matters.write({ changed: [], taken: ids, retired: [] }), 'written');
    assert.deepEqual(await announced(), []);
    assert.match((await store.inspect(tenant)) ?? '', /alert-2/);
    store.close();
  });
});

describe('a post that was under way when its process ended', () => {
  it('is due at once for the next one on the folder', async () => {
    const folder = await aFolder();
    const open = () => new SqliteStore(path.join(folder, 'ledger.sqlite'));
    const claim = (store: SqliteStore) => store.of(tenant).matters.claim({ at: 1, leaseMs: 1e9, limit: 10 });
    const before = open();
    await before.of(tenant).matters.address('matter-1', 1, [{ destination: 'general', dueAt: 1 }]);
    assert.deepEqual([(await claim(before)).length, (await claim(before)).length], [1, 0]);
    before.close();
    const after = open();
    assert.equal((await claim(after)).length, 1);
    after.close();
    await rm(folder, { recursive: true });
  });
});
