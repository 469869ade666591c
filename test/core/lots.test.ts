import assert from 'node:assert/strict';
import fc from 'fast-check';
import { balanceOf, dayMs, expiryOf, isSpendable, rest, verify, writtenOff, type CallRow } from '../../core/index.ts';
import { sha256 } from '../../bot/drivers/system/sha256.ts';
import { aCall, at, Bench, money } from '../support/builders.ts';

const rests = (bench: Bench): readonly number[] => bench.wallet.pool.lots.map(rest);
const expired = (bench: Bench): readonly number[] => bench.wallet.pool.lots.map(lot => writtenOff(lot));

describe('lots', () => {
  it('a call draws the oldest lot first', () => {
    const bench = Bench.opened();
    bench.buy('$10', at('2026-01-01T00:00:00Z'));
    bench.now = at('2026-02-01T00:00:00Z');
    bench.buy('$10');
    bench.draw(aCall({ id: 'a', charge: money('$12'), start: bench.now }));
    assert.deepEqual(rests(bench), [0, money('$8')]);
  });

  it('what no lot covers is owed, and the next purchase pays it first', () => {
    const bench = Bench.opened();
    bench.draw(aCall({ id: 'a', charge: money('$3'), start: bench.now }));
    assert.equal(balanceOf(bench.wallet.pool, bench.now), -money('$3'));
    bench.buy('$10');
    assert.equal(bench.wallet.pool.owed, 0);
    assert.deepEqual(rests(bench), [money('$7')]);
  });

  const expiries: readonly (readonly [string, string, string])[] = [
    ['2024-02-29T10:00:00Z', 'UTC', '2025-02-28T10:00:00Z'],
    ['2025-10-26T00:30:00Z', 'Europe/Berlin', '2026-10-26T01:30:00Z'],
    ['2026-01-31T23:59:59.999Z', 'UTC', '2027-01-31T23:59:59.999Z'],
    ['2010-12-30T12:00:00Z', 'Pacific/Apia', '2011-12-30T12:00:00Z'],
    ['2026-03-28T20:00:00Z', 'Asia/Kolkata', '2027-03-28T20:00:00Z'],
  ];
  for (const [bought, zone, expires] of expiries) {
    it(`credits bought ${bought} in ${zone} expire ${expires}`, () =>
      assert.equal(expiryOf(at(bought), zone), at(expires)));
  }

  it('a lot is spendable from its purchase until just before its expiry', () => {
    const lot = { boughtAt: 1000, expiresAt: 2000 };
    assert.deepEqual(
      [999, 1000, 1999, 2000].map(t => isSpendable(lot, t)),
      [false, true, true, false],
    );
  });

  it('a call a millisecond before expiry draws the lot, a call at expiry does not', () => {
    const bench = Bench.opened({}, at('2027-01-02T00:00:00Z'));
    bench.buy('$10', at('2026-01-01T00:00:00Z'));
    bench.draw(
      aCall({ id: 'a', start: at('2027-01-01T00:00:00Z') }),
      aCall({ id: 'b', start: at('2027-01-01T00:00:00Z') - 1 }),
    );
    const [lot] = bench.wallet.pool.lots;
    assert.deepEqual([lot?.drawn, expired(bench), bench.wallet.pool.owed], [money('$1'), [money('$9')], money('$1')]);
  });

  it('a late row re-opens a write-off', () => {
    const bench = Bench.opened();
    bench.buy('$10');
    bench.now = at('2027-01-03T00:00:00Z');
    bench.must({ kind: 'catch-up' });
    assert.deepEqual(expired(bench), [money('$10')]);
    bench.draw(aCall({ id: 'late', charge: money('$4'), start: at('2026-12-31T00:00:00Z') }));
    assert.deepEqual(expired(bench), [money('$6')]);
    assert.ok(verify(bench.entries, sha256).ok);
  });

  // A year of facts: purchases and calls on any of 700 days, some of which come back corrected.
  const facts = fc.record({
    purchases: fc.array(fc.record({ day: fc.integer({ min: 0, max: 700 }), amount: fc.integer({ min: 1, max: 30 }) }), {
      maxLength: 6,
    }),
    calls: fc.array(
      fc.record({
        day: fc.integer({ min: 0, max: 700 }),
        cost: fc.integer({ min: 0, max: 9 }),
        corrected: fc.option(fc.integer({ min: 0, max: 9 })),
      }),
      { maxLength: 12 },
    ),
    order: fc.array(fc.nat(), { minLength: 18, maxLength: 18 }),
  });
  const epoch = at('2025-01-01T00:00:00Z');
  type Fact = { readonly buy: number; readonly at: number } | { readonly rows: readonly CallRow[] };

  function played(sequence: readonly Fact[]): Bench {
    const bench = Bench.opened({}, epoch + 701 * dayMs);
    for (const fact of sequence) {
      if ('buy' in fact) bench.must({ kind: 'buy', amount: fact.buy, boughtAt: fact.at, reference: '' });
      else for (const row of fact.rows) bench.draw(row);
    }
    return bench;
  }

  const shape = (bench: Bench): unknown => ({
    owed: bench.wallet.pool.owed,
    lots: bench.wallet.pool.lots.map(({ boughtAt, amount, drawn, writeOffs }) => ({
      boughtAt,
      amount,
      drawn,
      writeOffs,
    })),
  });

  function factsOf(drawn: {
    purchases: readonly { day: number; amount: number }[];
    calls: readonly { day: number; cost: number; corrected: number | null }[];
  }): Fact[] {
    // One purchase a day at the most: two of one instant differ only by their seq, which is the order of arrival.
    const days = new Map(drawn.purchases.map(purchase => [purchase.day, purchase.amount]));
    return [
      ...[...days].map(([day, amount]) => ({ buy: amount * 1_000_000, at: epoch + day * dayMs })),
      ...drawn.calls.map(({ day, cost, corrected }, index) => {
        const row = aCall({ id: `row-${index}`, start: epoch + day * dayMs + index, charge: cost * 1_000_000 });
        return { rows: corrected === null ? [row] : [row, { ...row, charge: corrected * 1_000_000 }] };
      }),
    ];
  }

  it('law: the same facts in any order give the same lots and owed (L5)', () => {
    fc.assert(
      fc.property(facts, ({ order, ...drawn }) => {
        const sequence = factsOf(drawn);
        const shuffled = sequence
          .map((fact, index) => ({ fact, key: order[index] ?? 0 }))
          .toSorted((one, other) => one.key - other.key)
          .map(({ fact }) => fact);
        assert.deepEqual(shape(played(shuffled)), shape(played(sequence)));
      }),
    );
  });
});
