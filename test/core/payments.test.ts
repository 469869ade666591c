import assert from 'node:assert/strict';
import { checkOrder, dayMs, knownMinimum, moneyToCome, standingIn, usualMinimum } from '../../core/index.ts';
import { aCall, money } from '../support/builders.ts';
import {
  after,
  asked,
  bought,
  called,
  declined,
  given,
  ordered,
  ruled,
  settled,
  type Event,
} from '../support/given.ts';

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

describe('money that was asked for, in mirror', () => {
  const byMicrosoft = { kind: 'admin-centre' } as const;
  const mirrored = (...history: readonly Event[]) => given(asked({ kind: 'adopt-mode', mode: 'mirror' }), ...history);
  const person = { reference: 'r', reportedBy: 'person' } as const;
  const confirmed =
    (amount: string, daysAgo: number, key = 'order'): Event =>
    ({ now }) => ({
      ...{ kind: 'settle', id: `${key}/confirmed`, key, ...person },
      asBought: { amount: money(amount), boughtAt: now - daysAgo * dayMs },
    });
  const cancelled = (key = 'order'): Event => asked({ kind: 'cancel', key });
  const linked = (invoice: number): Event => asked({ kind: 'link', key: 'order', invoice });
  const withRule: readonly Event[] = [
    bought('$60'),
    asked({ kind: 'set-payment-method', method: byMicrosoft }),
    ruled(),
    called('$45'),
  ];

  it('opens the lot of what was really bought, from that day on: 40 days late it expires no later', () => {
    const { bench } = mirrored(ordered('$100'), after(40)).when(confirmed('$150', 40)).then('payment-settled');
    const [lot] = bench.wallet.pool.lots;
    assert.deepEqual([lot?.amount, lot?.boughtAt], [money('$150'), bench.now - 40 * dayMs]);
    assert.equal(bench.wallet.openPayments.length, 0);
  });

  it('is not bought in the future, not for nothing, and not for what no form takes', () => {
    assert.equal(mirrored(ordered('$100')).refuses(confirmed('$100', -1)).kind, 'in-future');
    assert.equal(mirrored(ordered('$100')).refuses(confirmed('$0', 0)).kind, 'amount-not-positive');
    const boughtFor =
      (amount: number): Event =>
      ({ now }) => ({
        ...{ kind: 'settle', id: 'order/confirmed', key: 'order', ...person },
        asBought: { amount, boughtAt: now },
      });
    assert.equal(mirrored(ordered('$100')).refuses(boughtFor(1)).kind, 'finer-than-currency');
    assert.equal(mirrored(ordered('$100')).refuses(boughtFor(money('$1000000000') + 10_000)).kind, 'too-large');
  });

  it('that was bought is not taken back by a person’s word that it failed', () => {
    const failed = asked({ kind: 'decline', key: 'order', reason: 'declined', reportedBy: 'person' });
    assert.equal(mirrored(ordered('$100'), confirmed('$100', 0)).refuses(failed).kind, 'no-such-payment');
  });

  it('that was recorded by itself is linked: 150 bought for an order of 100 stay 150', () => {
    const { bench } = mirrored(ordered('$100'), bought('$150')).when(linked(1)).then('payment-linked');
    assert.deepEqual([bench.wallet.pool.lots.length, bench.wallet.openPayments.length], [1, 0]);
    assert.equal(given(...[]).refuses(linked(1)).kind, 'wrong-mode');
  });

  it('is linked to a purchase of its own, once', () => {
    const both = mirrored(bought('$100'), ordered('$100'), linked(1), ordered('$100', 'other'));
    assert.equal(both.refuses(asked({ kind: 'link', key: 'other', invoice: 1 })).kind, 'purchase-has-payment');
    assert.equal(both.refuses(asked({ kind: 'link', key: 'other', invoice: 2 })).kind, 'no-such-purchase');
  });

  it('by mistake can be cancelled: auto-recharge is expected again', () => {
    const { bench } = mirrored(...withRule.slice(0, 3), ordered('$5,000'), called('$45'))
      .when(cancelled())
      .then('payment-cancelled', 'recharge-evaluated', 'payment-requested');
    assert.equal(bench.wallet.openPayments[0]?.payment.key, 'recharge-1');
  });

  it('and was cancelled may turn out to be bought', () =>
    void mirrored(ordered('$100'), cancelled()).when(confirmed('$100', 0)).then('payment-settled'));

  it('by Microsoft’s rule frees its slot after 7 days, and is expected at the next crossing only', () => {
    const { bench } = mirrored(...withRule, after(7))
      .when(asked({ kind: 'catch-up' }))
      .then('payment-cancelled', 'recharge-evaluated');
    assert.equal(bench.wallet.memory.lastReason.reason, 'awaits-crossing');
    assert.equal(
      standingIn(bench.wallet, bench.now).find(({ alert }) => alert.kind === 'recharge-not-come')?.alert.amount,
      money('$50'),
    );
    // The card of the balance said that Microsoft should add: it is another one now.
    const low = standingIn(bench.wallet, bench.now).find(
      ({ alert }) => alert.kind === 'balance-zero' || alert.kind === 'low-balance',
    );
    assert.equal(low?.alert.heldBy, 'awaits-crossing');
    bench.buy('$50');
    assert.equal(bench.wallet.memory.notCome, undefined);
    bench.draw(aCall({ id: 'more', start: bench.now, charge: money('$50') }));
    assert.equal(bench.wallet.openPayments[0]?.payment.key, 'recharge-2');
  });

  it('waits for 7 days, not less', () =>
    assert.equal(mirrored(...withRule, after(6.99), asked({ kind: 'catch-up' })).bench.wallet.openPayments.length, 1));

  it('reminds of an order after 1, 3 and 7 days', () => {
    const { bench } = mirrored(ordered('$100'));
    const steps = [0.9, 1, 2, 3, 7, 30].map(
      days => standingIn(bench.wallet, bench.now + days * dayMs).map(({ alert }) => alert.step)[0],
    );
    assert.deepEqual(steps, [undefined, 1, 1, 3, 7, 7]);
  });
});

describe('money that a gateway was asked for', () => {
  const unknown = asked({ kind: 'leave-unknown', key: 'order' });
  const byPerson = (kind: 'settle' | 'decline'): Event =>
    kind === 'settle'
      ? asked({ kind, id: 'said', key: 'order', reference: 'r', reportedBy: 'person' })
      : asked({ kind, id: 'said', key: 'order', reason: 'not-charged', reportedBy: 'person' });

  it('is settled or declined by a person only where its outcome is unknown', () => {
    given(ordered('$50'), unknown).when(byPerson('settle')).then('payment-settled');
    given(ordered('$50'), unknown).when(byPerson('decline')).then('payment-declined');
    for (const kind of ['settle', 'decline'] as const)
      assert.equal(given(ordered('$50')).refuses(byPerson(kind)).kind, 'in-flight');
  });

  it('and is unknown stands until somebody knows', () => {
    const { bench } = given(ordered('$50'), unknown);
    assert.deepEqual(
      standingIn(bench.wallet, bench.now).map(({ alert }) => alert.kind),
      ['order-unknown'],
    );
  });

  it('is not cancelled: the gateway has it', () =>
    assert.equal(given(ordered('$50')).refuses(asked({ kind: 'cancel', key: 'order' })).kind, 'wrong-mode'));

  it('settles as the gateway says, in another amount', () => {
    const { bench } = given(ordered('$50'))
      .when(({ now }) => ({
        ...{ kind: 'settle', id: 's', key: 'order', reference: 'r', reportedBy: 'gateway' },
        asBought: { amount: money('$49'), boughtAt: now },
      }))
      .then('payment-settled');
    assert.equal(bench.wallet.pool.lots[0]?.amount, money('$49'));
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
