import assert from 'node:assert/strict';
import { verify } from '../../core/index.ts';
import { Bench, money } from '../support/builders.ts';
import { alerts, rule, running, spend } from '../support/running.ts';
import { sha256 } from '../../bot/drivers/system/sha256.ts';

const refusalOf = (bench: Bench, thresholds: readonly number[]): string | undefined => {
  const decided = bench.do({ kind: 'set-thresholds', thresholds });
  return decided.ok ? undefined : decided.refusal.kind;
};

describe('thresholds of one’s own', () => {
  it('warn one after the other, each once, beside the trigger', () => {
    const bench = running({ isOn: false });
    bench.must({ kind: 'set-thresholds', thresholds: [money('$10'), money('$50'), money('$20'), money('$50')] });
    assert.deepEqual(bench.wallet.thresholds, [money('$50'), money('$20'), money('$10')]);
    assert.deepEqual(alerts(spend(bench, '$60')), ['low-balance']);
    assert.deepEqual(alerts(spend(bench, '$25')), ['low-balance']);
    assert.deepEqual(alerts(spend(bench, '$10')), ['low-balance']);
    assert.deepEqual(
      bench.wallet.episodes.map(({ threshold }) => threshold),
      [money('$50'), money('$20'), money('$10')],
    );
    bench.must({ kind: 'set-thresholds', thresholds: [] });
    assert.deepEqual(
      bench.wallet.episodes.map(({ threshold }) => threshold),
      [rule.trigger],
    );
    assert.ok(verify(bench.entries, sha256).ok);
  });

  it('warn where nothing recharges, and are ended when nobody watches them', () => {
    const bench = Bench.opened();
    bench.buy('$100');
    bench.must({ kind: 'set-thresholds', thresholds: [money('$30')] });
    assert.deepEqual(alerts(spend(bench, '$70')), []);
    assert.deepEqual(alerts(spend(bench, '$0.01')), ['low-balance']);
  });

  it('are refused where they make no sense', () => {
    const bench = running();
    assert.equal(refusalOf(bench, [money('$5'), 0]), 'amount-not-positive');
    assert.equal(refusalOf(bench, [money('$5') + 1]), 'finer-than-currency');
    assert.equal(
      refusalOf(
        bench,
        Array.from({ length: 11 }, (_, index) => money('$1') * (index + 1)),
      ),
      'too-many-thresholds',
    );
  });
});

describe('a trigger that counts as low itself', () => {
  it('warns and recharges at exactly the trigger', () => {
    const bench = running({ includesTrigger: true });
    assert.deepEqual(alerts(spend(bench, '$79.99')), []);
    const effects = spend(bench, '$0.01');
    assert.deepEqual(alerts(effects), ['low-balance']);
    assert.ok(effects.some(({ kind }) => kind === 'charge'));
  });

  it('orders as often as it takes to be above it, and not once more', () => {
    const bench = running({ includesTrigger: true, trigger: money('$50'), rechargeWith: money('$50') });
    const effects = spend(bench, '$100');
    assert.deepEqual(
      effects.flatMap(effect => (effect.kind === 'charge' ? [effect.payment.amount] : [])),
      [money('$100')],
    );
  });
});
