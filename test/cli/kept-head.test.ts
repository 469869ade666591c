import assert from 'node:assert/strict';
import { WrongUsage } from '../../bot/cli/terminal.ts';
import { Operator } from '../support/operator.ts';

describe('a head kept elsewhere', () => {
  let operator: Operator;
  let forged: Operator;
  before(async () => {
    [operator, forged] = await Promise.all([Operator.open(), Operator.open()]);
    await operator.run('buy', '--amount', '100', '--at', '2026-07-01', '--reference', 'PO-1');
    await forged.run('buy', '--amount', '900', '--at', '2026-07-01', '--reference', 'PO-1');
  });
  after(() => Promise.all([operator.close(), forged.close()]));

  const kept = async (): Promise<string> => {
    const { entries, head } = await operator.json('verify');
    return `${String(entries)}:${String(head)}`;
  };

  it('finds a journal that was written anew and sealed, which verifies by itself', async () => {
    const head = await kept();
    assert.equal((await forged.run('verify')).refused, undefined);
    assert.match((await forged.run('verify', '--head', head)).refused?.message ?? '', /another hash than was kept/);
  });

  it('is found again in the journal that has gone on since', async () => {
    const head = await kept();
    operator.clock.advance(1000);
    await operator.run('buy', '--amount', '50', '--at', '2026-07-02', '--reference', 'PO-2');
    assert.equal((await operator.run('verify', '--head', head)).refused, undefined);
  });

  it('finds a journal whose end is missing', async () => {
    const later = (await kept()).replace(/^\d+/, '99');
    assert.match((await operator.run('verify', '--head', later)).refused?.message ?? '', /ends before entry 99/);
  });

  it('is what a statement prints', async () => {
    const printed = await operator.text('statement', '--month', '2026-11');
    const head = /head (\d+:[0-9a-f]{64})/.exec(printed)?.[1] ?? '';
    assert.equal((await operator.run('verify', '--head', head)).refused, undefined);
  });

  it('must be a head', () => assert.rejects(operator.run('verify', '--head', '12'), WrongUsage));
});
