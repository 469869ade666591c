import assert from 'node:assert/strict';
import { copyFile, readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { lineOf, verify } from '../../core/index.ts';
import { Database } from '../../bot/drivers/sqlite/database.ts';
import { prepare } from '../../bot/drivers/sqlite/format.ts';
import { SqliteStore } from '../../bot/drivers/sqlite/store.ts';
import { unpackedText } from '../../bot/drivers/stored/packed-text.ts';
import { sha256 } from '../../bot/drivers/system/sha256.ts';
import { aFolder } from '../support/drivers.ts';

// A file of format 2, and what its own program told of it: two organizations with two books each, with corrections, questions, reversed and erased
// calls, and a clock that was set back.

const data = path.join(import.meta.dirname, '..', 'data');
const tenants = ['contoso', 'fabrikam'];

describe('a SQLite file of format 2', () => {
  let folder: string;
  let file: string;
  let told: unknown;
  before(async () => void (told = JSON.parse(await readFile(path.join(data, 'format-2.json'), 'utf8'))));
  beforeEach(async () => {
    folder = await aFolder();
    file = path.join(folder, 'ledger.sqlite');
    await copyFile(path.join(data, 'format-2.sqlite'), file);
  });
  afterEach(() => rm(folder, { recursive: true }));

  function changed(sql: string): void {
    const database = new Database(file);
    database.exec(sql);
    database.close();
  }

  async function opened<Value>(work: (store: SqliteStore) => Promise<Value> | Value): Promise<Value> {
    const store = new SqliteStore(file);
    try {
      return await work(store);
    } finally {
      store.close();
    }
  }

  const toldOf = async (store: SqliteStore, tenant: string) => {
    const { rows, books } = store.of(tenant);
    const heads = await books.all();
    const lines = await Promise.all(heads.map(async ({ book }) => (await books.entriesOf(book, 0)).map(lineOf)));
    const ids = new Set(store.database.all('SELECT id FROM calls').map(({ id }) => unpackedText(id)));
    const totals = await rows.totals();
    return {
      heads,
      entries: lines.flat().length,
      lines: sha256(lines.flat().join('\n')),
      rows: sha256(JSON.stringify(await Promise.all([...ids].toSorted().map(id => rows.versionsOf(id))))),
      totals: { ...totals, drawn: String(totals.drawn) },
      wrong: (await rows.wrongSum()) ?? null,
      inspect: (await store.inspect(tenant)) ?? null,
    };
  };
  const all = async (store: SqliteStore) =>
    Object.fromEntries(await Promise.all(tenants.map(async tenant => [tenant, await toldOf(store, tenant)] as const)));

  it('tells the same in the present one, once and for all, in less room', async () => {
    const before = (await readFile(file)).length;
    assert.deepEqual(await opened(all), told);
    await opened(({ database }) => {
      assert.deepEqual(database.all('SELECT seq FROM entries WHERE id IS NULL'), []);
      assert.deepEqual(database.all("SELECT name FROM sqlite_schema WHERE name IN ('rows', 'callEntries')"), []);
      assert.throws(() => database.exec('DELETE FROM entries'), /never deleted/);
      assert.throws(() => database.exec('DELETE FROM draws'), /never deleted/);
    });
    assert.deepEqual(await opened(all), told);
    assert.ok((await readFile(file)).length < before);
  });

  it('tells the same wherever its calls stand', async () => {
    changed('UPDATE rows SET arrival = arrival * 1000');
    assert.deepEqual(await opened(all), told);
  });

  it('gives the entries that are asked for, each once and in order', () =>
    opened(async store => {
      const { journal } = store.of('contoso');
      const entries = await journal.entriesAfter(0);
      for (const step of [1, 2, 5, 11]) {
        const seqs = entries.flatMap(({ seq }) => (seq % step === 0 ? [seq] : []));
        const given = await journal.entriesAt([...seqs.toReversed(), 999, ...seqs]);
        assert.deepEqual(
          given,
          entries.filter(({ seq }) => seqs.includes(seq)),
        );
        assert.deepEqual(await journal.entriesAfter(step, 3), entries.slice(step, step + 3));
      }
    }));

  it('is brought there by the next that opens it, wherever one was killed', async () => {
    for (let kills = 0, isDone = false; !isDone; kills += 1) {
      await copyFile(path.join(data, 'format-2.sqlite'), file);
      await rm(`${file}-wal`, { force: true });
      isDone = !isKilledAfter(kills);
      assert.deepEqual(await opened(all), told, `after ${kills}`);
    }
  });

  /** Ends the work after so many transactions; whether there were more. */
  function isKilledAfter(transactions: number): boolean {
    const database = new Database(file);
    const transaction = database.transaction.bind(database);
    let left = transactions;
    database.transaction = work => {
      if (left === 0) throw new Error('killed');
      left -= 1;
      return transaction(work);
    };
    try {
      prepare(database, 30);
      return false;
    } catch (error) {
      assert.equal((error as Error).message, 'killed');
      return true;
    } finally {
      database.close();
    }
  }

  it('is still damaged where it was: a call', async () => {
    changed('UPDATE rows SET seconds = seconds + 1 WHERE arrival = 9');
    assert.deepEqual(await opened(store => Promise.all(tenants.map(tenant => store.inspect(tenant)))), [
      'call row 9 is damaged or missing',
      undefined,
    ]);
  });

  it('is still damaged where it was: a call’s entry', async () => {
    changed(
      `DROP TRIGGER entriesAreNotUpdated; UPDATE entries SET entry = replace(entry, '"cost":', '"Cost":') WHERE book = 2 AND seq = 9`,
    );
    await opened(async store => {
      const entries = await store.of('contoso').journal.entriesAfter(0);
      const verified = verify(entries, sha256);
      assert.deepEqual(!verified.ok && [verified.refusal.seq, verified.refusal.invariant], [9, 'format']);
      assert.match(lineOf(entries[8]!), /"Cost"/);
    });
  });
});
