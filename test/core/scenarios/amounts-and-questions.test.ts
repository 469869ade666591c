import assert from 'node:assert/strict';
import { decimal, parseAmount, parseDecimal, verify } from '../../../core/index.ts';
import { sha256 } from '../../../bot/drivers/system/sha256.ts';
import { aCall, Bench, money } from '../../support/builders.ts';
import { balance } from './recharging.ts';

describe('scenarios 13 to 15, amounts', () => {
  it('ten thousand charges of odd fractions sum exactly, in the postings and in the lots', () => {
    const bench = Bench.opened();
    bench.buy('$1000000');
    let exact = 0n;
    const rows = Array.from({ length: 10_000 }, (_, index) => {
      const charge = parseDecimal(`0.${String((index * 7919) % 1_000_000).padStart(6, '0')}`);
      assert.ok(charge.ok);
      exact += BigInt(charge.value);
      return aCall({ id: `c${index}`, start: bench.now, charge: charge.value });
    });
    bench.draw(...rows);
    assert.equal(BigInt(balance(bench)), BigInt(money('$1000000')) - exact);
  });

  for (const [text, currency, refused] of [
    ['12.5', 'JPY', 'finer-than-currency'],
    ['12.3456', 'KWD', 'finer-than-currency'],
    ['9007199254740993', 'USD', 'too-large'],
    ['1e3', 'USD', 'not-an-amount'],
    ['-0', 'USD', 'not-an-amount'],
    ['0.0000000000000000000000000000001', 'USD', 'finer-than-currency'],
    ['€5', 'USD', 'currency-mismatch'],
  ] as const)
    it(`${text} is no amount of ${currency}`, () => {
      const amount = parseAmount(text, currency);
      assert.equal(!amount.ok && amount.refusal.kind, refused);
    });

  it('shows the digits that the currency has', () =>
    assert.deepEqual(
      [decimal(1_500_000, 'JPY'), decimal(1_500_000, 'KWD'), decimal(1_500_000, 'USD')],
      ['1.5', '1.500', '1.50'],
    ));

  it('purchases that no sum can hold are refused, a row that none can hold is rejected', () => {
    const bench = Bench.opened();
    for (let time = 0; time < 4; time += 1) bench.buy('$1000000000');
    assert.equal(bench.refused({ kind: 'buy', amount: 1, boughtAt: bench.now, reference: 'x' }).kind, 'too-large');
    const large = aCall({ id: 'a', start: bench.now, charge: money('$1000000000') });
    const { rejected } = bench.draw(
      ...['a', 'b', 'c', 'd', 'e'].map(id => ({ ...large, id, about: { ...large.about, callId: id } })),
    );
    assert.deepEqual(rejected, [{ kind: 'too-large', index: 4, id: 'e' }]);
    assert.equal(balance(bench), 0);
  });

  for (const [amount, refused] of [
    [-1_000_000, 'amount-not-positive'],
    [1, 'finer-than-currency'],
    [money('$1000000000') + 1_000_000, 'too-large'],
  ] as const)
    it(`a row in another currency is billed at no amount of ${amount} micro-units, which no form sends`, () => {
      const bench = Bench.opened();
      bench.draw(aCall({ id: 'a', start: bench.now, currency: 'EUR' }));
      const questions = bench.rows.held().map(({ row, version }) => ({ id: row.id, version }));
      assert.equal(bench.refused({ kind: 'answer', verdict: 'bill', questions, amount }).kind, refused);
    });

  it('a row that is billed at nothing is none that another looks like', () => {
    const bench = Bench.opened();
    const about = { caller: '+1', callee: '+2' };
    bench.draw(aCall({ id: 'a', start: bench.now, currency: 'EUR', about }));
    const questions = bench.rows.held().map(({ row, version }) => ({ id: row.id, version }));
    bench.must({ kind: 'answer', verdict: 'bill', questions, amount: 0 });
    bench.draw(aCall({ id: 'b', start: bench.now, about }));
    assert.deepEqual([bench.rows.held(), bench.wallet.pool.owed], [[], money('$1')]);
  });

  it('a row in another currency is billed at what somebody says it cost, or never', () => {
    const bench = Bench.opened();
    bench.draw(
      aCall({ id: 'a', start: bench.now, currency: 'EUR' }),
      aCall({ id: 'b', start: bench.now, currency: 'EUR' }),
    );
    const [a, b] = bench.rows.held().map(({ row, version }) => ({ id: row.id, version }));
    const bill = { kind: 'answer', verdict: 'bill', amount: null } as const;
    assert.equal(bench.refused({ ...bill, questions: [a!] }).kind, 'currency-mismatch');
    assert.equal(bench.refused({ ...bill, questions: [a!, b!], amount: money('$1') }).kind, 'currency-mismatch');
    bench.must({ ...bill, questions: [a!], amount: money('$1.17') });
    bench.must({ ...bill, verdict: 'ignore', questions: [b!] });
    assert.equal(bench.wallet.pool.owed, money('$1.17'));
    // The verdict holds: another version of the ignored row in that currency is not asked about again.
    bench.draw(aCall({ id: 'b', start: bench.now, currency: 'EUR', charge: money('$9') }));
    assert.deepEqual([bench.rows.held(), bench.wallet.pool.owed], [[], money('$1.17')]);
  });
});

describe('scenario 16, answers to what looks alike', () => {
  const numbers = { caller: '+1', callee: '+2' };
  function asked(): Bench {
    const bench = Bench.opened();
    bench.draw(...['a', 'b', 'c'].map(id => aCall({ id, start: bench.now, about: numbers })));
    return bench;
  }
  const keys = (bench: Bench) => bench.rows.held().map(({ row, version }) => ({ id: row.id, version }));

  it('many at once: billed ones draw, ignored ones never do, and neither is asked about again', () => {
    for (const [verdict, owed] of [
      ['bill', '$3'],
      ['ignore', '$1'],
    ] as const) {
      const bench = asked();
      bench.must({ kind: 'answer', verdict, questions: keys(bench), amount: null });
      assert.equal(bench.wallet.pool.owed, money(owed));
      bench.draw(...['b', 'c'].map(id => aCall({ id, start: bench.now, about: numbers, durationSeconds: 61 })));
      assert.deepEqual([bench.rows.held(), bench.wallet.pool.owed], [[], money(owed)], verdict);
      assert.ok(verify(bench.entries, sha256).ok);
    }
  });

  it('a question that somebody has answered meanwhile is refused, whole', () => {
    const bench = asked();
    const [first, second] = keys(bench);
    const ignore = { kind: 'answer', verdict: 'ignore', amount: null } as const;
    bench.must({ ...ignore, questions: [first!] });
    assert.equal(bench.refused({ ...ignore, questions: [second!, first!] }).kind, 'no-such-question');
    assert.deepEqual(keys(bench), [second]);
  });

  it('a row reversed goes back to the version before, and then to none; a version seen before does not come back', () => {
    const bench = Bench.opened();
    const first = aCall({ id: 'a', start: bench.now });
    bench.draw(first, { ...first, charge: money('$5') });
    const reverse = { kind: 'reverse', what: { kind: 'row', id: 'a' } } as const;
    bench.must(reverse);
    assert.equal(bench.wallet.pool.owed, money('$1'));
    bench.must(reverse);
    assert.equal(bench.wallet.pool.owed, 0);
    assert.equal(bench.refused(reverse).kind, 'nothing-to-reverse');
    bench.draw(first);
    assert.equal(bench.wallet.pool.owed, 0);
  });
});
