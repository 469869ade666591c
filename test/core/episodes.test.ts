import assert from 'node:assert/strict';
import { aCall, Bench, money } from '../support/builders.ts';
import { alerts, rule, running, spend } from '../support/running.ts';

describe('alerts', () => {
  it('say zero at zero and not a cent above, and are over a cent above', () => {
    const bench = running({ isOn: false, trigger: money('$0.01') });
    assert.deepEqual(alerts(spend(bench, '$99.99')), []);
    assert.deepEqual(alerts(spend(bench, '$0.01')), ['low-balance', 'balance-zero']);
    assert.deepEqual(alerts(spend(bench, '$0.01')), []);
    bench.buy('$0.01');
    assert.equal(bench.wallet.episodes.length, 2);
    bench.buy('$0.01');
    assert.deepEqual(bench.wallet.episodes, [{ alert: 'low-balance', threshold: money('$0.01') }]);
    bench.buy('$0.01');
    assert.deepEqual(bench.wallet.episodes, []);
  });

  it('are over at exactly 1.1 × the threshold, and not before', () => {
    const bench = running({ isOn: false });
    spend(bench, '$85');
    bench.buy('$6.99');
    assert.equal(bench.wallet.episodes.length, 1);
    bench.buy('$0.01');
    assert.equal(bench.wallet.episodes.length, 0);
  });

  it('of a threshold that nobody watches any more end; the new one speaks for itself', () => {
    const bench = running({ isOn: false });
    spend(bench, '$85');
    const set = bench.must({ kind: 'set-rule', rule: { ...rule, isOn: false, trigger: money('$30') } });
    assert.deepEqual(alerts(set.effects), ['low-balance']);
    assert.deepEqual(bench.wallet.episodes, [{ alert: 'low-balance', threshold: money('$30') }]);
    const again = bench.must({ kind: 'set-rule', rule: { ...rule, isOn: false, trigger: money('$10') } });
    assert.deepEqual([alerts(again.effects), bench.wallet.episodes], [[], []]);
  });

  it('of a wallet that has bought nothing and has no rule are silent', () => {
    const bench = Bench.opened();
    assert.deepEqual(alerts(bench.draw(aCall({ id: 'a', start: bench.now })).effects), []);
    assert.deepEqual(bench.wallet.episodes, []);
  });

  it('speak once per episode, and again after recovery to 1.1 × the threshold', () => {
    const bench = running({ isOn: false });
    assert.deepEqual(alerts(spend(bench, '$85')), ['low-balance']);
    assert.deepEqual(alerts(spend(bench, '$1')), []);
    bench.buy('$6');
    assert.deepEqual(alerts(spend(bench, '$1')), []);
    bench.buy('$50');
    assert.deepEqual(bench.wallet.episodes, []);
    assert.deepEqual(alerts(spend(bench, '$60')), ['low-balance']);
    assert.deepEqual(alerts(spend(bench, '$60')), ['balance-zero']);
  });
});
