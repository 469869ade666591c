import assert from 'node:assert/strict';
import { hourMs } from '../../core/index.ts';
import { callMixes } from '../../bot/drivers/sqlite/call-mixes.ts';
import { Database } from '../../bot/drivers/sqlite/database.ts';
import { prepare } from '../../bot/drivers/sqlite/format.ts';
import { partsOfWindow } from '../../bot/drivers/sqlite/parts-of-window.ts';
import { loadRows } from '../../bot/drivers/sqlite/row-table.ts';
import { arrivedRow } from '../../bot/drivers/stored/row.ts';
import { aCall } from '../support/builders.ts';

describe('what very many calls have in common', () => {
  const book = 1;
  const day = { from: 0, to: 24 * hourMs };
  let database: Database;
  before(() => {
    database = new Database(':memory:');
    prepare(database);
    const calls = Array.from({ length: 300 }, (_, index) =>
      aCall({
        ...{ id: `call-${index}`, start: Math.floor((index * day.to) / 300), durationSeconds: index % 130 },
        about: {
          userPrincipalName: `person${index % 7}@contoso.example`,
          destination: ['Germany', 'India'][index % 2] ?? '',
        },
      }),
    );
    const rows = calls.map(row => {
      const change = {
        kind: 'stand',
        origin: 'new-row',
        row,
        version: row.id,
        cost: 10_000,
        creditsCost: 9000,
      } as const;
      return { book, ...arrivedRow(change) };
    });
    database.transaction(() => loadRows(database, rows));
  });
  after(() => database.close());

  it('is the same, in however many parts the day is added up', async () => {
    const whole = new Set((await callMixes(database, { book, window: day })).map(mix => Object.values(mix).join(' ')));
    assert.equal(whole.size, 14);
    for (const together of [1, 7, 100, 299]) {
      const inParts = await callMixes(database, { book, window: day }, together);
      assert.deepEqual(new Set(inParts.map(mix => Object.values(mix).join(' '))), whole);
    }
  });

  it('is read in parts of so many calls, which follow each other, however unevenly these began', async () => {
    const uneven = Array.from({ length: 40 }, (_, index) =>
      aCall({ id: `uneven-${index}`, start: 2 * day.to + (index < 35 ? 7 * hourMs + index : index * 1000) }),
    ).map(row => ({
      book: 2,
      ...arrivedRow({ kind: 'stand', origin: 'new-row', row, version: row.id, cost: 1, creditsCost: 1 }),
    }));
    database.transaction(() => loadRows(database, uneven));
    const window = { from: 2 * day.to, to: 3 * day.to };
    const parts = await Array.fromAsync(partsOfWindow(database, { book: 2, window }, 6));
    const began = 'SELECT count(*) AS calls FROM calls WHERE book = 2 AND start >= ? AND start < ?';
    assert.deepEqual(
      parts.map(({ from }) => from),
      [window.from, ...parts.slice(0, -1).map(({ to }) => to)],
    );
    assert.equal(parts.at(-1)?.to, window.to);
    const counts = parts.map(({ from, to }) => Number(database.one(began, from, to)?.['calls']));
    assert.ok(
      counts.every(count => count <= 6),
      counts.join(' '),
    );
    const atOnce = { from: 2 * day.to + 7 * hourMs, to: 2 * day.to + 7 * hourMs + 1 };
    assert.deepEqual(await Array.fromAsync(partsOfWindow(database, { book: 2, window: atOnce }, 0)), [atOnce]);
  });
});
