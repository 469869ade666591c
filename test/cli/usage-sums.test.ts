import assert from 'node:assert/strict';
import { DatabaseSync } from 'node:sqlite';
import path from 'node:path';
import { Operator } from '../support/operator.ts';

describe('a sum of usage that somebody has changed', () => {
  let operator: Operator;
  before(async () => {
    operator = await Operator.open();
    await operator.run('buy', '--amount', '100', '--at', '2026-07-01', '--reference', 'PO-1');
    await operator.run('import', path.join(import.meta.dirname, '..', 'data', 'Calls.Export.1.zip'));
  });
  after(() => operator.close());

  const change = (sql: string): void => {
    const database = new DatabaseSync(path.join(operator.folder, 'data', 'ledger.sqlite'));
    database.exec(sql);
    database.close();
  };

  it('is found by verify, which names its day', async () => {
    assert.equal((await operator.run('verify')).refused, undefined);
    change('UPDATE usageDays SET seconds = seconds + 1 WHERE dimension = 0');
    const { refused } = await operator.run('verify');
    assert.match(
      refused?.message ?? '',
      /^the usage of 2026-\d\d-\d\d, of all calls is not what the call rows add up to$/,
    );
  });
});
