import assert from 'node:assert/strict';
import fc from 'fast-check';
import { add, decimal, parseAmount, parseDecimal, roundedToCurrency } from '../../core/index.ts';

describe('money', () => {
  const read: readonly (readonly [string, string, number])[] = [
    ['200', 'USD', 200_000_000],
    ['$200', 'USD', 200_000_000],
    ['1,250.50', 'USD', 1_250_500_000],
    ['２００', 'CNY', 200_000_000],
    ['￥１，２５０．５０', 'CNY', 1_250_500_000],
    ['200 usd', 'USD', 200_000_000],
    ['1.234', 'KWD', 1_234_000],
    ['500', 'JPY', 500_000_000],
    ['20.00', 'JPY', 20_000_000],
  ];
  for (const [text, currency, micros] of read) {
    it(`reads ${text} in ${currency}`, () =>
      assert.deepEqual(parseAmount(text, currency), { ok: true, value: micros }));
  }

  const refused: readonly (readonly [string, string, string])[] = [
    ['-5', 'USD', 'not-an-amount'],
    ['+5', 'USD', 'not-an-amount'],
    ['ten', 'USD', 'not-an-amount'],
    ['1e3', 'USD', 'not-an-amount'],
    ['1e9', 'USD', 'not-an-amount'],
    ['', 'USD', 'not-an-amount'],
    ['NaN', 'USD', 'not-an-amount'],
    ['12,50', 'USD', 'not-an-amount'],
    ['1.250,50', 'USD', 'not-an-amount'],
    ['0x10', 'USD', 'not-an-amount'],
    ['5.001', 'USD', 'finer-than-currency'],
    ['5.5', 'JPY', 'finer-than-currency'],
    ['1000000001', 'USD', 'too-large'],
    ['9007199254740993', 'USD', 'too-large'],
    ['€5', 'USD', 'currency-mismatch'],
    ['5 EUR', 'USD', 'currency-mismatch'],
  ];
  for (const [text, currency, kind] of refused) {
    it(`refuses "${text}" in ${currency}: ${kind}`, () => {
      const amount = parseAmount(text, currency);
      assert.equal(amount.ok ? 'read' : amount.refusal.kind, kind);
    });
  }

  it('writes what it reads: decimals survive the way there and back', () => {
    fc.assert(
      fc.property(fc.integer({ min: -(10 ** 15), max: 10 ** 15 }), micros => {
        assert.deepEqual(parseDecimal(decimal(micros, 'USD')), { ok: true, value: micros === 0 ? 0 : micros });
      }),
    );
  });

  for (const [amount, currency, rounded] of [
    [2_706_667, 'USD', '2.71'],
    [2_706_667, 'JPY', '3'],
    [2_706_667, 'BHD', '2.707'],
    [-2_704_999, 'USD', '-2.70'],
  ] as const)
    it(`rounds an estimate of ${amount} to ${rounded} ${currency}`, () =>
      assert.equal(decimal(roundedToCurrency(amount, currency), currency), rounded));

  it('throws where a sum leaves the safe integers, since that is a bug', () => {
    assert.throws(() => add(Number.MAX_SAFE_INTEGER, 1), RangeError);
  });
});
