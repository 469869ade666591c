import assert from 'node:assert/strict';
import { Operator } from '../support/operator.ts';

describe('amounts and references as they are typed', () => {
  let operator: Operator;
  before(async () => {
    operator = await Operator.open();
    await operator.run('buy', '--amount', '100', '--at', '2026-07-01', '--reference', 'PO-1');
  });
  after(() => operator.close());

  for (const [typed, words] of [
    ['50²', /“50²” is not an amount/],
    ['1.250', /USD has 2 digits after the decimal point\. Write 1\.25 or 1250\./],
    ['1.250,50', /Write 1250\.50\./],
    ['1e3', /“1e3” is not an amount/],
    ['-5', /“-5” is not an amount/],
  ] as const)
    it(`refuses --amount=${typed} and says what would be right, as chat does`, async () => {
      const { refused } = await operator.run('buy', `--amount=${typed}`);
      assert.match(refused?.message ?? '', words);
    });

  it('takes one reference with space, in another form or with invisible marks for the same purchase', async () => {
    for (const reference of [' PO-1', 'PO-1\u00a0', '\u200ePO-1'])
      assert.match(
        await operator.text('buy', '--amount', '100', '--at', '2026-07-01', '--reference', reference),
        /recorded before/,
      );
    assert.equal((await operator.json('balance'))['balance'], '100.00');
    const refund = (reference: string) =>
      operator.json('refund', '--invoice', '1', '--amount', '1', '--reference', reference);
    assert.deepEqual(await refund(' Re\u0301f'), await refund('R\u00e9f'));
    assert.equal((await operator.json('balance'))['balance'], '99.00');
  });

  it('takes a reference of nothing that can be seen for none', () =>
    assert.rejects(operator.run('refund', '--invoice', '1', '--amount', '1', '--reference', ' \u200b'), /is needed/));
});
