import assert from 'node:assert/strict';
import { checkCurrency, emptyWallet, evolve, neverOpens, poolTermsOf, termsOf } from '../../core/index.ts';
import { Bench, someTerms } from '../support/builders.ts';
import { bought, called, given, ordered } from '../support/given.ts';

describe('a wallet', () => {
  it('is the fold of its entries, from the empty one', () => {
    const { bench } = given(bought('$100'), called('$1'), ordered('$50'));
    assert.deepEqual(bench.entries.reduce(evolve, emptyWallet), bench.wallet);
  });

  it('has terms once it is open, and a pool unless its tenant pays after use', () => {
    assert.deepEqual(termsOf(emptyWallet), { ok: false, refusal: { kind: 'not-set-up' } });
    const { wallet } = Bench.opened({ opensAt: neverOpens });
    assert.ok(termsOf(wallet).ok);
    assert.deepEqual(poolTermsOf(wallet), { ok: false, refusal: { kind: 'pays-after-use' } });
    assert.ok(poolTermsOf(Bench.opened().wallet).ok);
  });

  it('knows one currency', () => {
    assert.ok(checkCurrency(someTerms, 'USD').ok);
    assert.deepEqual(checkCurrency(someTerms, 'EUR'), {
      ok: false,
      refusal: { kind: 'currency-mismatch', row: '', expected: 'USD', given: 'EUR' },
    });
  });
});
