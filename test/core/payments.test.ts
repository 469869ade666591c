import assert from 'node:assert/strict';
import { moneyToCome, usualMinimum, knownMinimum, checkOrder } from '../../core/index.ts';
import { money } from '../support/builders.ts';
import { after, declined, given, ordered, settled } from '../support/given.ts';

describe('money that was asked for', () => {
  it('is recorded before it is charged', () =>
    void given().when(ordered('$50')).then('payment-requested').withEffects('charge order'));

  it('opens its lot when it has settled, and ends being money to come', () => {
    const { bench } = given(ordered('$50')).when(settled()).then('payment-settled');
    assert.deepEqual([moneyToCome(bench.wallet.openPayments), bench.wallet.pool.lots.length], [0, 1]);
  });

  it('counts as money to come while it is open', () =>
    assert.equal(moneyToCome(given(ordered('$50')).bench.wallet.openPayments), money('$50')));

  it('that was declined may still settle for 400 days, and no longer', () => {
    given(ordered('$50'), declined(), after(399)).when(settled()).then('payment-settled');
    const late = given(ordered('$50'), declined(), after(399), ordered('$60', 'other'), after(2), declined('other'));
    assert.equal(late.refuses(settled()).kind, 'no-such-payment');
  });
});

describe('an order', () => {
  it('is refused under the minimum, and taken at it', () => {
    const minimum = money('$50');
    assert.deepEqual(checkOrder(minimum, { minimum }), { ok: true, value: minimum });
    assert.equal(given().refuses(ordered('$49.99')).kind, 'below-minimum');
  });

  it('has a minimum that is known in dollars, and has to be stated in another currency', () =>
    assert.deepEqual([knownMinimum('USD'), knownMinimum('EUR')], [usualMinimum, undefined]));
});
