import assert from 'node:assert/strict';
import { emptyWallet, evolve, verify } from '../../core/index.ts';
import { sha256 } from '../../bot/drivers/system/sha256.ts';
import { after, asked, bought, given, payingByCard, ruled } from '../support/given.ts';

describe('a command’s entries', () => {
  const { bench, entries } = given(bought('$100'), payingByCard, ruled(), after(366)).when(asked({ kind: 'catch-up' }));

  it('are each sealed to the one before, and folded at once', () => {
    assert.ok(entries.length > 1);
    assert.ok(verify(bench.entries, sha256).ok);
    assert.deepEqual(bench.entries.reduce(evolve, emptyWallet), bench.wallet);
  });

  it('have one instant and one digest, and ids of their own', () => {
    assert.equal(new Set(entries.map(({ recordedAt, digest }) => `${recordedAt} ${digest}`)).size, 1);
    assert.equal(new Set(entries.map(({ id }) => id)).size, entries.length);
  });

  it('are never dated before the entry before them', () => {
    bench.now -= 60_000;
    const { entries: later } = bench.must({ kind: 'set-payment-method', method: { kind: 'admin-centre' } });
    assert.equal(later[0]?.recordedAt, entries.at(-1)?.recordedAt);
  });
});
