import assert from 'node:assert/strict';
import { balanceOf } from '../../core/index.ts';
import { checkPurchase } from '../../core/purchases.ts';
import { money } from '../support/builders.ts';
import { asked, bought, called, given } from '../support/given.ts';

describe('a purchase made elsewhere', () => {
  it('is recorded as it happened, and yields one invoice', () => {
    const { bench } = given().when(bought('$12.34', 30)).then('credits-bought');
    assert.deepEqual([bench.wallet.invoices, balanceOf(bench.wallet.pool, bench.now)], [1, money('$12.34')]);
  });

  it('that has already expired is recorded, and written off', () =>
    void given().when(bought('$100', 400)).then('credits-bought', 'lots-expired', 'alert-raised'));

  it('pays what is owed first', () => {
    const { bench } = given(called('$30')).when(bought('$100')).then('credits-bought');
    assert.deepEqual([bench.wallet.pool.owed, bench.wallet.pool.lots[0]?.drawn], [0, money('$30')]);
  });

  it('is checked in a fixed order: above zero, not too large, not in the future', () => {
    const { wallet } = given().bench;
    const kind = (amount: number, boughtAt: number) => {
      const checked = checkPurchase(wallet, { amount, boughtAt }, 0);
      return checked.ok ? 'ok' : checked.refusal.kind;
    };
    assert.deepEqual(
      [kind(0, 1), kind(5e15, 1), kind(1, 1), kind(1, 0)],
      ['amount-not-positive', 'too-large', 'in-future', 'ok'],
    );
  });

  it('is reversed as if it never was: what it had paid is owed', () => {
    const { bench } = given(bought('$100'), called('$30'))
      .when(asked({ kind: 'reverse', what: { kind: 'purchase', invoice: 1 } }))
      .then('purchase-reversed', 'alert-raised');
    assert.equal(bench.wallet.pool.owed, money('$30'));
  });

  it('is refunded no further than what is left', () => {
    const { entries } = given(bought('$100'), called('$30')).when(
      asked({ kind: 'refund', invoice: 1, amount: money('$90') }),
    );
    const [refund] = entries;
    assert.ok(refund?.kind === 'credits-refunded');
    assert.deepEqual([refund.facts.amount, refund.facts.asked], [money('$70'), money('$90')]);
  });
});
