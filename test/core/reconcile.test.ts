import assert from 'node:assert/strict';
import { balanceOf } from '../../core/index.ts';
import { balanceAt } from '../support/balance-at.ts';
import { money } from '../support/builders.ts';
import { after, asked, bought, called, given, shown } from '../support/given.ts';

describe('the balance that the admin center showed', () => {
  it('becomes ours: the difference is usage not yet seen', () => {
    const { bench } = given(bought('$100')).when(shown('$80')).then('balance-reconciled');
    assert.equal(balanceOf(bench.wallet.pool, bench.now), money('$80'));
    assert.equal(bench.wallet.pool.reconciliations[0]?.difference, money('$20'));
  });

  it('or fills a lot of twelve months without an invoice, where there is more than is known', () => {
    const { bench } = given(bought('$100')).when(shown('$130')).then('balance-reconciled');
    assert.deepEqual(
      bench.wallet.pool.lots.map(({ amount, invoice }) => [amount, invoice]),
      [
        [money('$100'), 1],
        [money('$30'), null],
      ],
    );
  });

  it('stays what was shown, when a row arrives that began by then', () => {
    const { bench } = given(bought('$100'), after(2), shown('$80'), after(1)).when(called('$15', 'late', 2));
    assert.equal(balanceAt(bench.entries, { at: bench.wallet.pool.reconciliations[0]!.at }), money('$80'));
    assert.equal(bench.wallet.pool.reconciliations[0]?.difference, money('$5'));
  });

  it('is one for an instant, and never of the future', () => {
    const wallet = given(bought('$100'), shown('$80'));
    const again = asked({ kind: 'reconcile', stated: 1, statedAt: wallet.bench.now });
    assert.equal(wallet.refuses(again).kind, 'already-reconciled');
    assert.equal(wallet.refuses(shown('$1', -1, 'another')).kind, 'in-future');
  });

  it('is reversed with all that followed from it', () => {
    const { bench } = given(bought('$100'), shown('$80'))
      .when(asked({ kind: 'reverse', what: { kind: 'reconciliation', id: 'shown' } }))
      .then('reconciliation-reversed');
    assert.equal(balanceOf(bench.wallet.pool, bench.now), money('$100'));
  });
});
