import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  balanceOf,
  dayMs,
  demandOf,
  largestAmount,
  largestTotal,
  microsPerUnit,
  monthOf,
  startOfMonth,
  statementOf,
  verify,
  type Entry,
} from '../../core/index.ts';
import { sha256 } from '../../bot/drivers/system/sha256.ts';
import { balanceAt } from '../support/balance-at.ts';
import { aCall, at, Bench, card, money } from '../support/builders.ts';

const begin = at('2026-01-01T00:00:00Z');
const dong = (facts: { readonly id: string; readonly start: number; readonly charge: number }) =>
  aCall({ ...facts, currency: 'VND' });
const aDongBench = () => Bench.opened({ currency: 'VND' }, begin);
const balance = (bench: Bench) => balanceOf(bench.wallet.pool, bench.now);
const returned = (entries: readonly Entry[]): readonly number[] =>
  entries.flatMap(({ kind, facts }) =>
    kind === 'credits-refunded' || kind === 'credits-charged-back' ? [facts.amount] : [],
  );

describe('a wallet whose money has many zeros', () => {
  for (const [pace, step] of [
    ['a week', 7 * dayMs],
    ['a month', 30 * dayMs],
  ] as const) {
    it(`buys a billion and uses it twenty times, ${pace} each, and never fills up`, () => {
      const bench = aDongBench();
      for (let time = 1; time <= 20; time += 1) {
        bench.now = begin + time * step;
        bench.must({ kind: 'buy', boughtAt: bench.now, amount: largestAmount, reference: '' });
        const { rejected } = bench.draw(dong({ id: `${time}`, start: bench.now, charge: largestAmount }));
        assert.deepEqual([rejected, balance(bench)], [[], 0]);
      }
      assert.equal(demandOf(bench.wallet.pool), 20n * BigInt(largestAmount));
      const verified = verify(bench.entries, sha256);
      assert.deepEqual(verified.ok && verified.value, bench.wallet);
      assert.equal(balanceAt(bench.entries, { at: bench.now + 1 }), 0);
      assert.equal(balanceAt(bench.entries, { at: begin + 10 * step - 1 }), 0);
      const { terms } = bench.wallet;
      assert.ok(terms !== undefined);
      let used = 0n;
      for (let month = monthOf(begin, 'UTC'); month <= monthOf(bench.now, 'UTC');) {
        used += statementOf(bench.entries, { terms, month, now: bench.now }).total.used;
        month = monthOf(startOfMonth(month, 'UTC', 1), 'UTC');
      }
      assert.equal(used, -20n * BigInt(largestAmount));
    });
  }

  it('is reconciled again and again between nothing and a billion', () => {
    const bench = aDongBench();
    for (let time = 1; time <= 40; time += 1) {
      bench.now = begin + time * dayMs;
      bench.must({ kind: 'reconcile', statedAt: bench.now, stated: time % 2 === 0 ? 0 : largestAmount });
      assert.equal(balance(bench), time % 2 === 0 ? 0 : largestAmount);
    }
    assert.ok(verify(bench.entries, sha256).ok);
  });

  it('owes at most four billion: the row beyond is rejected, and taken once something is bought', () => {
    const bench = aDongBench();
    const rows = [1, 2, 3, 4, 5].map(id => dong({ id: `${id}`, start: begin, charge: largestAmount }));
    assert.deepEqual(
      bench.draw(...rows).rejected.map(({ kind, id }) => [kind, id]),
      [['too-large', '5']],
    );
    bench.must({ kind: 'buy', boughtAt: begin, amount: largestAmount, reference: '' });
    assert.deepEqual(bench.draw(...rows).rejected, []);
    assert.equal(balance(bench), -4 * largestAmount);
  });

  it('holds at most four billion at once, with the money to come', () => {
    const bench = aDongBench();
    const buy = { kind: 'buy', boughtAt: begin, amount: largestAmount, reference: '' } as const;
    for (let time = 0; time < 4; time += 1) bench.must(buy);
    assert.equal(bench.refused(buy).kind, 'too-large');
    bench.draw(dong({ id: 'a', start: begin, charge: largestAmount }));
    bench.must(buy);
    bench.now = begin + 366 * dayMs;
    for (let time = 0; time < 4; time += 1) bench.must({ ...buy, boughtAt: bench.now });
  });

  it('refuses, with its facts, what settles after it had failed and no number would hold', () => {
    const bench = aDongBench();
    const keys = Array.from({ length: 10 }, (_, index) => `order-${index}`);
    for (const id of keys) {
      bench.must({ kind: 'order', id, amount: largestAmount, method: card, isBesideOpen: false });
      bench.must({ kind: 'decline', key: id, reason: 'declined' });
    }
    const settled = (key: string) => ({ kind: 'settle', key, reference: '', reportedBy: 'gateway' }) as const;
    for (const key of keys.slice(0, 9)) bench.must(settled(key));
    assert.deepEqual(bench.refused(settled('order-9')), {
      ...{ kind: 'too-large', asked: largestAmount },
      largest: Number.MAX_SAFE_INTEGER - 9 * largestAmount,
    });
    assert.ok(verify(bench.entries, sha256).ok);
  });

  it('is recharged by more than numbers add up to, in one month', () => {
    const bench = aDongBench();
    bench.must({ kind: 'buy', boughtAt: begin, amount: 1, reference: '' });
    bench.must({ kind: 'set-payment-method', method: card });
    const rule = { isOn: true, rechargeWith: largestAmount, trigger: largestAmount, monthlyCap: null };
    bench.must({ kind: 'set-rule', rule });
    for (let time = 1; time <= 12; time += 1) {
      bench.now += dayMs;
      bench.must({ kind: 'settle', key: `recharge-${time}`, reference: '', reportedBy: 'gateway' });
      bench.now += dayMs;
      bench.draw(dong({ id: `${time}`, start: bench.now, charge: largestAmount }));
    }
    assert.ok(verify(bench.entries, sha256).ok);
  });

  it('goes through any history near the limits without an overflow', () => {
    const amount = fc.integer({ min: 1, max: 10 }).map(part => (part * largestAmount) / 10);
    const step = fc.record({
      kind: fc.constantFrom('buy' as const, 'draw' as const, 'reconcile' as const),
      amount,
      days: fc.integer({ min: 0, max: 60 }),
      lateDays: fc.integer({ min: 0, max: 90 }),
    });
    fc.assert(
      fc.property(fc.array(step, { minLength: 10, maxLength: 60 }), steps => {
        const bench = aDongBench();
        for (const [index, one] of steps.entries()) {
          bench.now += one.days * dayMs + 1;
          const then = Math.max(begin, bench.now - one.lateDays * dayMs);
          if (one.kind === 'draw') bench.draw(dong({ id: `${index}`, start: then, charge: one.amount }));
          else if (one.kind === 'buy') bench.do({ kind: 'buy', boughtAt: then, amount: one.amount, reference: '' });
          else bench.do({ kind: 'reconcile', statedAt: bench.now, stated: one.amount });
        }
        const verified = verify(bench.entries, sha256);
        assert.deepEqual(verified.ok ? verified.value : verified.refusal, bench.wallet);
        assert.equal(balanceAt(bench.entries, { at: bench.now + 1 }), balanceOf(bench.wallet.pool, bench.now + 1));
      }),
      { numRuns: 60 },
    );
  });
});

describe('what is given back is whole coins', () => {
  for (const [currency, bought, spent, refunded] of [
    ['JPY', 100_000_000, 1_500_000, 98_000_000],
    ['USD', 100_000_000, 1_001_313, 98_990_000],
    ['KWD', 100_000_000, 1_001_313, 98_998_000],
  ] as const) {
    it(`a refund of all that is left in ${currency} leaves what no payment can hold`, () => {
      const bench = Bench.opened({ currency }, begin);
      bench.must({ kind: 'buy', boughtAt: begin, amount: bought, reference: '' });
      bench.draw({ ...aCall({ id: 'a', start: begin, charge: spent }), currency });
      const { entries } = bench.must({ kind: 'refund', invoice: 1, amount: bought });
      assert.deepEqual([returned(entries), balance(bench)], [[refunded], bought - spent - refunded]);
      assert.equal(bench.refused({ kind: 'refund', invoice: 1, amount: bought }).kind, 'nothing-to-refund');
    });
  }

  it('a refund or charge-back finer than the currency is refused', () => {
    const bench = Bench.opened({ currency: 'JPY' }, begin);
    bench.must({ kind: 'buy', boughtAt: begin, amount: money('$100'), reference: '' });
    for (const kind of ['refund', 'charge-back'] as const)
      assert.equal(bench.refused({ kind, invoice: 1, amount: money('$98.50') }).kind, 'finer-than-currency');
  });
});

describe('a wallet that owes as much as one may', () => {
  const owing = (): Bench => {
    const bench = Bench.opened({ currency: 'VND' });
    bench.buy('1000');
    const rows = ['a', 'b', 'c', 'd'].map(id =>
      aCall({ id, start: bench.now, charge: id === 'a' ? billion + 1000 * microsPerUnit : billion, currency: 'VND' }),
    );
    bench.draw(...rows);
    return bench;
  };
  const billion = largestAmount - 1000 * microsPerUnit;

  it('still takes what lowers that, and what is known', () => {
    const bench = owing();
    const lower = aCall({ id: 'b', start: bench.now, charge: 1, currency: 'VND' });
    const { rejected } = bench.draw(aCall({ id: 'c', start: bench.now, charge: billion, currency: 'VND' }), lower);
    assert.deepEqual(rejected, []);
  });

  it('refuses a charge-back by which it would owe more, and says how much it may', () => {
    const bench = owing();
    bench.draw(aCall({ id: 'e', start: bench.now, charge: 3500 * microsPerUnit, currency: 'VND' }));
    const { owed } = bench.wallet.pool;
    const refusal = bench.refused({ kind: 'charge-back', invoice: 1, amount: 1000 * microsPerUnit });
    assert.deepEqual(
      [refusal.kind, refusal.kind === 'too-large' && refusal.largest],
      ['too-large', largestTotal - owed],
    );
  });

  /** Twelve orders of a billion each, all of it used. */
  function used(): Bench {
    const bench = aDongBench();
    for (let time = 0; time < 12; time += 1) {
      bench.now += dayMs;
      bench.must({ kind: 'order', id: `${time}`, amount: largestAmount, method: card, isBesideOpen: true });
      bench.must({ kind: 'settle', key: `${time}`, reference: 'r', reportedBy: 'gateway' });
      bench.draw(dong({ id: `${time}`, start: bench.now, charge: largestAmount }));
    }
    return bench;
  }

  it('owes what a gateway takes back, beyond that limit too; only what no number holds is refused, with its facts', () => {
    const bench = used();
    for (let time = 0; time < 9; time += 1) {
      const { effects } = bench.must({ kind: 'decline', key: `${time}`, reason: 'disputed', takesBack: true });
      assert.ok(effects.some(effect => effect.kind === 'announce' && effect.alert.kind === 'payment-taken-back'));
    }
    assert.equal(balance(bench), -9 * largestAmount);
    assert.deepEqual(bench.refused({ kind: 'decline', key: '9', reason: 'disputed', takesBack: true }), {
      kind: 'too-large',
      asked: largestAmount,
      largest: Number.MAX_SAFE_INTEGER - 9 * largestAmount,
    });
    const verified = verify(bench.entries, sha256);
    assert.deepEqual(verified.ok && verified.value, bench.wallet);
    // It can be told again, and recorded, once something was bought.
    bench.must({ kind: 'buy', boughtAt: bench.now, amount: largestAmount, reference: '' });
    bench.must({ kind: 'decline', key: '9', reason: 'disputed', takesBack: true });
    assert.equal(balance(bench), -9 * largestAmount);
  });

  it('rejects a late row for which the sum of its time has no room, and takes the others', () => {
    const bench = used();
    const late = (time: number) => dong({ id: `late ${time}`, start: begin + dayMs + time, charge: largestAmount });
    const rejected = [];
    for (let time = 0; time < 6; time += 1) {
      bench.must({ kind: 'buy', boughtAt: bench.now, amount: largestAmount, reference: '' });
      const recent = dong({ id: `recent ${time}`, start: bench.now, charge: 1 });
      rejected.push(...bench.draw(late(time), recent).rejected.map(({ kind, id }) => [kind, id]));
    }
    assert.deepEqual(
      rejected,
      [4, 5].map(time => ['too-large', `late ${time}`]),
    );
    const verified = verify(bench.entries, sha256);
    assert.deepEqual(verified.ok && verified.value, bench.wallet);
  });
});
