import assert from 'node:assert/strict';
import { statSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { Transaction } from '../../bot/ports/index.ts';
import { SqliteStore } from '../../bot/drivers/sqlite/store.ts';
import { aCall, at, Bench } from '../support/builders.ts';
import { aFolder } from '../support/drivers.ts';
import { batch } from '../support/pages.ts';

// What a commit costs is the pages that it changes: each is written whole to the log, and synced.
describe('a commit of the embedded store', () => {
  let folder: string;
  let file: string;
  let store: SqliteStore;
  let bench: Bench;
  beforeEach(async () => {
    folder = await aFolder();
    file = path.join(folder, 'ledger.sqlite');
    store = new SqliteStore(file);
    bench = Bench.opened();
    bench.buy('$100');
    bench.now = at('2026-01-11T00:00:00Z');
    await append({ entries: bench.entries });
    await append(bench.draw(aCall({ id: 'one' })));
  });
  afterEach(async () => {
    store.close();
    await rm(folder, { recursive: true });
  });

  /** How many pages appending that writes. */
  async function append(parts: Partial<Transaction>): Promise<number> {
    const { journal } = store.of('contoso');
    const log = new DatabaseSync(file);
    log.exec('PRAGMA wal_checkpoint(TRUNCATE)');
    log.close();
    const appended = await journal.append(await journal.head(), batch(parts));
    assert.notEqual(appended, 'moved-on');
    // The log has a head of 32 bytes, and before each page one of 24 (sqlite.org/fileformat2.html).
    return (statSync(`${file}-wal`).size - 32) / (8192 + 24);
  }

  it('of one entry writes its page, that of its id, and that of the book', async () => {
    const before = bench.entries.length;
    bench.must({ kind: 'set-thresholds', thresholds: [] });
    assert.equal(await append({ entries: bench.entries.slice(before) }), 3);
  });

  it('of one call writes the pages of its row, its start, its entry, its sums by day and by month, and that of the book', async () => {
    assert.equal(await append(bench.draw(aCall({ id: 'another' }))), 6);
  });
});
