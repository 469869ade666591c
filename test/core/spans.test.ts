import assert from 'node:assert/strict';
import { balanceOf, dayMs, hourMs, spansAfter, spansFrom, neverOpens, verify, type Rule } from '../../core/index.ts';
import { sha256 } from '../../bot/drivers/system/sha256.ts';
import { aCall, at, Bench, card, money } from '../support/builders.ts';

const begin = at('2026-01-01T00:00:00Z');
const order = { kind: 'order', method: card, isBesideOpen: false } as const;
const rule: Rule = { isOn: true, rechargeWith: money('$50'), trigger: money('$20'), monthlyCap: null };

/** Prepaid for ten days with 50, all used; then ten days of paying after use; then prepaid again with 50. */
function lived(late: boolean): Bench {
  const bench = Bench.opened({ opensAt: begin }, begin);
  bench.must({ ...order, id: 'one', amount: money('$50') });
  bench.must({ kind: 'settle', key: 'one', reference: 'r', reportedBy: 'gateway' });
  const calls = [
    aCall({ id: 'first', start: begin + dayMs, charge: money('$50') }),
    aCall({ id: 'between', start: begin + 15 * dayMs, charge: money('$7') }),
    aCall({ id: 'again', start: begin + 21 * dayMs, charge: money('$10') }),
    aCall({ id: 'early', start: begin + 2 * dayMs, charge: money('$3') }),
  ];
  bench.now = begin + 10 * dayMs;
  bench.draw(calls[0]!);
  bench.must({ kind: 'pay-after-use' });
  bench.now = begin + 20 * dayMs;
  if (!late) bench.draw(calls[1]!, calls[3]!);
  bench.must({ ...order, id: 'two', amount: money('$50') });
  bench.must({ kind: 'settle', key: 'two', reference: 'r', reportedBy: 'gateway' });
  bench.now = begin + 22 * dayMs;
  if (late) for (const call of calls.slice(1).toReversed()) bench.draw(call);
  else bench.draw(calls[2]!);
  return bench;
}

describe('prepaid is a list of spans', () => {
  it('in which a row draws, whenever it arrives: what began while the organization paid after use never does', () => {
    for (const late of [false, true]) {
      const bench = lived(late);
      // 50 + 50, less 50 and 3 of the first span and 10 of the second.
      assert.equal(balanceOf(bench.wallet.pool, bench.now), money('$37'));
    }
  });

  it('of which none closes while there is a rest, or a payment on its way', () => {
    const bench = Bench.opened({ opensAt: begin }, begin);
    bench.must({ ...order, id: 'one', amount: money('$50') });
    assert.equal(bench.refused({ kind: 'pay-after-use' }).kind, 'has-credits');
    bench.must({ kind: 'settle', key: 'one', reference: 'r', reportedBy: 'gateway' });
    assert.equal(bench.refused({ kind: 'pay-after-use' }).kind, 'has-credits');
    bench.draw(aCall({ id: 'all', start: begin, charge: money('$50') }));
    bench.must({ kind: 'pay-after-use' });
  });

  it('of which the next opens at the order that ends paying after use, once it has settled', () => {
    for (const late of [false, true]) {
      const bench = Bench.opened({ opensAt: begin }, begin);
      bench.must({ kind: 'pay-after-use' });
      bench.now = begin + dayMs;
      bench.must({ ...order, id: 'one', amount: money('$50') });
      const [before, between] = [begin + dayMs - 1, begin + dayMs].map((start, index) =>
        aCall({ id: `${index}`, start, charge: money('$7') }),
      );
      bench.now += dayMs;
      // Nobody knows yet whether it draws: it comes from the log again.
      const { rejected } = late ? { rejected: [] } : bench.draw(before!, between!);
      if (!late)
        assert.deepEqual(
          rejected.map(({ kind, id }) => [kind, id]),
          [['awaits-order', '1']],
        );
      const { entries } = bench.must({ kind: 'settle', key: 'one', reference: 'r', reportedBy: 'gateway' });
      assert.deepEqual(
        entries.slice(0, 1).map(({ kind, version, facts }) => [kind, version, facts]),
        [['opening-moved', 4, { opensAt: begin + dayMs }]],
      );
      bench.draw(before!, between!);
      assert.equal(balanceOf(bench.wallet.pool, bench.now), money('$43'));
      assert.ok(verify(bench.entries, sha256).ok);
    }
  });

  it('that an order which is declined does not open; if it settles all the same, it opens then', () => {
    const bench = Bench.opened({ opensAt: begin }, begin);
    bench.must({ kind: 'pay-after-use' });
    bench.must({ ...order, id: 'one', amount: money('$50') });
    bench.must({ kind: 'decline', key: 'one', reason: 'expired-card' });
    bench.now += dayMs;
    bench.draw(aCall({ id: 'a', start: bench.now, charge: money('$7') }));
    assert.equal(bench.wallet.spans.at(-1)?.to, begin);
    bench.now += dayMs;
    bench.must({ kind: 'settle', key: 'one', reference: 'r', reportedBy: 'gateway' });
    assert.deepEqual(bench.wallet.spans.at(-1), { from: bench.now, to: null });
    assert.equal(balanceOf(bench.wallet.pool, bench.now), money('$50'));
  });

  it('that an order opens from now on which was declined, and open again when it settled', () => {
    const bench = Bench.opened({ opensAt: begin }, begin);
    bench.must({ kind: 'pay-after-use' });
    bench.must({ ...order, id: 'one', amount: money('$50') });
    bench.must({ kind: 'decline', key: 'one', reason: 'expired-card' });
    bench.must({ kind: 'leave-unknown', key: 'one', reopens: true });
    bench.now += dayMs;
    bench.must({ kind: 'settle', key: 'one', reference: 'r', reportedBy: 'gateway' });
    assert.deepEqual(bench.wallet.spans.at(-1), { from: bench.now, to: null });
    assert.ok(verify(bench.entries, sha256).ok);
  });

  it('outside of which nobody is charged, and no threshold is watched', () => {
    const bench = Bench.opened({ opensAt: begin }, begin);
    bench.must({ kind: 'set-payment-method', method: card });
    bench.must({ kind: 'set-rule', rule });
    bench.must({ kind: 'decline', key: 'recharge-1', reason: 'expired-card' });
    bench.must({ kind: 'pay-after-use' });
    assert.deepEqual(bench.wallet.episodes, []);
    bench.now += 2 * hourMs;
    const { entries, effects } = bench.must({ kind: 'catch-up' });
    assert.deepEqual([entries, effects], [[], []]);
  });

  it('that earlier formats began and ended by their opening', () => {
    assert.deepEqual(spansFrom(neverOpens), []);
    const closed = spansAfter(spansFrom(5), { opensAt: neverOpens, at: 9 });
    assert.deepEqual(closed, [{ from: 5, to: 9 }]);
    assert.deepEqual(spansAfter(closed, { opensAt: 12, at: 12 }), [...closed, { from: 12, to: null }]);
  });
});

describe('credits that nobody had recorded', () => {
  it('are watched for being used up like any others', () => {
    const bench = Bench.opened({}, begin);
    bench.must({ kind: 'reconcile', statedAt: begin, stated: money('$10') });
    bench.now += dayMs;
    const { effects: told } = bench.draw(aCall({ id: 'b', start: bench.now, charge: money('$11') }));
    assert.ok(told.some(effect => effect.kind === 'announce' && effect.alert.kind === 'balance-zero'));
  });
});
