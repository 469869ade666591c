import assert from 'node:assert/strict';
import { hourMs } from '../../core/index.ts';
import { callMixes } from '../../bot/drivers/sqlite/call-mixes.ts';
import { Database } from '../../bot/drivers/sqlite/database.ts';
import { prepare } from '../../bot/drivers/sqlite/format.ts';
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
});
