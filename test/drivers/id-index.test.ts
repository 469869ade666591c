import assert from 'node:assert/strict';
import { rm } from 'node:fs/promises';
import path from 'node:path';
import { catchUpCallIds } from '../../bot/drivers/sqlite/call-ids.ts';
import { Database } from '../../bot/drivers/sqlite/database.ts';
import { prepare } from '../../bot/drivers/sqlite/format.ts';
import { idHash, IdIndex } from '../../bot/drivers/sqlite/id-index.ts';
import { bytesOf, KeptHashes, RowIds, searchedHashes } from '../../bot/drivers/sqlite/row-ids.ts';
import { loadRows, pageInOrder } from '../../bot/drivers/sqlite/row-table.ts';
import { arrivedRow } from '../../bot/drivers/stored/row.ts';
import { aCall } from '../support/builders.ts';
import { aFolder } from '../support/drivers.ts';

const book = 1;
const count = 3500;
const idOf = (arrival: number): string => `call-${arrival}`;

describe('the index of ids', () => {
  it('finds each of very many, and nothing of others', () => {
    const index = new IdIndex();
    for (let arrival = 1; arrival <= 150_000; arrival += 1) index.add(idHash(book, idOf(arrival)), arrival);
    for (let arrival = 1; arrival <= 150_000; arrival += 1)
      assert.ok(index.find(idHash(book, idOf(arrival))).includes(arrival));
    const strange = Array.from({ length: 1000 }, (_, other) => index.find(idHash(book, `other-${other}`)).length);
    assert.ok(strange.filter(found => found > 0).length < 5);
  });

  it('gives the rows of one hash in the order of their arrival, wherever the tables wrap and grow', () => {
    const index = new IdIndex();
    const last = 0xff_ff_ff_ff;
    for (let arrival = 1; arrival <= 40; arrival += 1) index.add(arrival % 2 === 0 ? last : last - 1, arrival);
    const even = Array.from({ length: 20 }, (_, half) => 2 * half + 2);
    assert.deepEqual(index.find(last), even);
  });
});

describe('the hashes that are kept of ids', () => {
  let folder: string;
  let database: Database;
  beforeEach(async () => {
    folder = await aFolder();
    database = new Database(path.join(folder, 'ledger.sqlite'));
    prepare(database);
    // In two batches, the second without a whole block at its end.
    for (const [from, to] of [
      [1, 3000],
      [3001, count],
    ] as const)
      database.transaction(() => loadRows(database, rows(from, to)));
  });
  afterEach(async () => {
    database.close();
    await rm(folder, { recursive: true });
  });

  const rows = (from: number, to: number) =>
    Array.from({ length: to - from + 1 }, (_, index) => {
      const row = aCall({ id: idOf(from + index) });
      const change = { kind: 'stand', origin: 'new-row', row, version: 'v', cost: 0, creditsCost: 0 } as const;
      return { book, ...arrivedRow(change) };
    });

  it('are searched for one id where they are, and made an index for many: both find the same', async () => {
    const [searching, indexed] = [new RowIds(database), new RowIds(database)];
    await indexed.catchUp();
    for (const arrival of [1, 999, 1000, 1001, 2999, 3000, 3001, count]) {
      assert.deepEqual(searching.find(book, idOf(arrival)), [arrival]);
      assert.deepEqual(indexed.find(book, idOf(arrival)), [arrival]);
    }
    assert.deepEqual(searching.find(book, 'unknown'), []);
  });

  it('are searched while the index is being made: whoever asks for one call does not wait for all', async () => {
    const many = 30_000;
    for (let from = count + 1; from < many; from += 1000)
      database.transaction(() => loadRows(database, rows(from, Math.min(from + 999, many))));
    const ids = new RowIds(database);
    const making = ids.catchUp();
    assert.deepEqual(ids.find(book, idOf(many)), [many]);
    assert.deepEqual(ids.index.find(idHash(book, idOf(many))), []);
    await making;
    assert.deepEqual(ids.find(book, idOf(many)), [many]);
    assert.deepEqual(ids.index.find(idHash(book, idOf(many))), [many]);
  });

  it('are searched whole: the end of one and the begin of the next are none', () => {
    const [first = 0, second = 0] = [1, 2].map(arrival => idHash(book, idOf(arrival)));
    const bytes = Buffer.from(bytesOf([first, second]));
    const between = bytes.readUInt32LE(2);
    assert.deepEqual(searchedHashes(database, 'rowIds', between), { arrivals: [], next: 3001 });
    assert.deepEqual(searchedHashes(database, 'rowIds', second).arrivals, [2]);
  });

  it('are of calls, too, and made once more where there are none', () => {
    const kept = () => database.all('SELECT firstArrival, hashes FROM callIds ORDER BY firstArrival');
    database.transaction(() => loadRows(database, rows(count + 1, count + 1000)));
    const before = kept();
    assert.equal(before.length, 2);
    // As a program that was killed on the way has left it.
    database.run('DELETE FROM callIds WHERE firstArrival > 1');
    catchUpCallIds(database);
    assert.deepEqual(kept(), before);
  });

  it('are read block by block to check the rows, and end with the last block', () => {
    const kept = new KeptHashes(database);
    for (const arrival of [1, 1000, 3000, 2, 2000]) assert.equal(kept.of(arrival), idHash(book, idOf(arrival)));
    assert.equal(kept.of(count), undefined);
  });

  it('stand beside rows whose pages are read in the order of arrival, not sorted anew for each page', () => {
    const plan = database.all(`EXPLAIN QUERY PLAN ${pageInOrder}`, book, 1000, 500).map(({ detail }) => detail);
    assert.deepEqual(plan, ['SEARCH calls USING INTEGER PRIMARY KEY (rowid>?)']);
  });
});
