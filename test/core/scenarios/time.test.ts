import assert from 'node:assert/strict';
import { balanceOf, dayMs, expiryOf, monthOf, writtenOff } from '../../../core/index.ts';
import { balanceAt } from '../../support/balance-at.ts';
import { aCall, at, Bench, money } from '../../support/builders.ts';
import { rests, balance, rule } from './recharging.ts';

describe('scenario 2, expiry to the millisecond, with nothing that ticks', () => {
  const bought = at('2026-01-01T00:00:00Z');
  const expires = at('2027-01-01T00:00:00Z');

  for (const [offset, left, owed] of [
    [-1, '$9', '$0'],
    [0, '$10', '$1'],
    [1, '$10', '$1'],
  ] as const) {
    it(`a call ${offset} ms from the expiry`, () => {
      const bench = Bench.opened({}, bought);
      bench.buy('$10');
      bench.now = expires + dayMs;
      // One command only: what has expired is written off by the very command that draws.
      bench.draw(aCall({ id: 'a', start: expires + offset }));
      assert.equal(bench.wallet.pool.owed, money(owed));
      assert.deepEqual(bench.wallet.pool.lots.map(writtenOff), [money(left)]);
    });
  }

  it('is read at the expiry before any writer ran', () => {
    const bench = Bench.opened({}, bought);
    bench.buy('$10');
    for (const read of [
      (instant: number) => balanceOf(bench.wallet.pool, instant),
      (instant: number) => balanceAt(bench.entries, { at: instant }),
    ])
      assert.deepEqual([expires - 1, expires, expires + 1].map(read), [money('$10'), 0, 0]);
  });

  it('two lots of one expiry go in the order of their purchase, and of one instant in the order of arrival', () => {
    const bench = Bench.opened({}, at('2024-02-29T12:00:00Z'));
    bench.buy('$10', at('2024-02-28T10:00:00Z'));
    bench.buy('$10', at('2024-02-29T10:00:00Z'));
    bench.buy('$10', at('2024-02-29T10:00:00Z'));
    assert.equal(new Set(bench.wallet.pool.lots.map(lot => lot.expiresAt)).size, 1);
    bench.draw(aCall({ id: 'a', start: bench.now, charge: money('$15') }));
    assert.deepEqual(rests(bench), [0, money('$5'), money('$10')]);
  });

  it('a call that begins in the instant in which one lot ends and the next begins takes the next', () => {
    const bench = Bench.opened({}, bought);
    bench.buy('$10');
    bench.now = expires;
    bench.buy('$10');
    bench.draw(aCall({ id: 'a', start: expires, charge: money('$3') }));
    assert.deepEqual(rests(bench), [0, money('$7')]);
    assert.deepEqual(bench.wallet.pool.lots.map(writtenOff), [money('$10'), 0]);
  });

  it('a purchase that has expired already is recorded, and written off at once', () => {
    const bench = Bench.opened({}, at('2028-01-01T00:00:00Z'));
    bench.buy('$10', bought);
    assert.deepEqual([rests(bench), balance(bench)], [[0], 0]);
  });
});

describe('scenario 3, twelve months on the wall clock of the wallet’s zone', () => {
  for (const [zone, boughtAt, expiresAt] of [
    ['UTC', '2024-02-29T23:59:59.999Z', '2025-02-28T23:59:59.999Z'],
    ['America/New_York', '2025-03-09T06:30:00Z', '2026-03-09T05:30:00Z'],
    ['America/New_York', '2024-03-10T07:30:00Z', '2025-03-10T07:30:00Z'],
    ['Australia/Lord_Howe', '2025-10-04T15:45:00Z', '2026-10-04T15:45:00Z'],
    ['Asia/Kolkata', '2026-01-31T18:29:59.999Z', '2027-01-31T18:29:59.999Z'],
    ['Pacific/Apia', '2010-12-30T10:30:00Z', '2011-12-30T10:30:00Z'],
    ['Europe/London', '2024-10-27T00:30:00Z', '2025-10-27T01:30:00Z'],
  ] as const)
    it(`${boughtAt} in ${zone}`, () => assert.equal(expiryOf(at(boughtAt), zone), at(expiresAt)));

  it('the month of the cap, and of a statement, is the zone’s too', () =>
    assert.equal(monthOf(at('2026-10-31T23:30:00Z'), 'Europe/Berlin'), '2026-11'));
});

describe('scenario 20, clocks', () => {
  it('entries never go back in time, and a clock a little behind is not believed', () => {
    const bench = Bench.opened();
    bench.buy('$10');
    bench.now -= 4 * 60_000;
    bench.must({ kind: 'set-rule', rule });
    assert.equal(bench.entries.at(-1)?.recordedAt, bench.now + 4 * 60_000);
  });
});
