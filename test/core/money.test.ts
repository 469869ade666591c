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
    ['USD 200', 'USD', 200_000_000],
    ['\u200f200\u200b', 'USD', 200_000_000],
    ['2\u200e00', 'USD', 200_000_000],
    ['１，２５０．５０', 'USD', 1_250_500_000],
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
    ['12,50', 'USD', 'ambiguous'],
    ['1.250,50', 'USD', 'ambiguous'],
    ['0,250', 'USD', 'ambiguous'],
    ['1.250.000', 'USD', 'ambiguous'],
    ['1.250', 'USD', 'finer-than-currency'],
    ['100.000', 'USD', 'finer-than-currency'],
    ['100.000', 'JPY', 'finer-than-currency'],
    ['20.00', 'JPY', 'finer-than-currency'],
    ['1.2340', 'KWD', 'finer-than-currency'],
    ['50²', 'USD', 'not-an-amount'],
    ['²50', 'USD', 'not-an-amount'],
    ['⑤⓪', 'USD', 'not-an-amount'],
    ['5⓪', 'USD', 'not-an-amount'],
    ['٥٠', 'USD', 'not-an-amount'],
    ['5٠', 'USD', 'not-an-amount'],
    ['𝟓𝟎', 'USD', 'not-an-amount'],
    ['½', 'USD', 'not-an-amount'],
    ['1⁄2', 'USD', 'not-an-amount'],
    ['−5', 'USD', 'not-an-amount'],
    ['（5）', 'USD', 'not-an-amount'],
    ['1,00,000', 'INR', 'not-an-amount'],
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

  const instead: readonly (readonly [string, string, '.' | ',', readonly string[]])[] = [
    ['1.250,50', 'USD', '.', ['1250.50']],
    ['1,250', 'USD', ',', ['1250', '1.25']],
    ['1.250', 'USD', '.', ['1.25', '1250']],
    ['1.250', 'KWD', ',', ['1.25', '1250']],
    ['1.234', 'KWD', ',', ['01.234', '1234']],
    ['100.000', 'JPY', '.', ['100', '100000']],
    ['5.001', 'USD', '.', ['5001']],
    ['12,5', 'USD', ',', ['12.50']],
    ['5.5', 'JPY', '.', []],
  ];
  for (const [text, currency, decimalMark, readings] of instead) {
    it(`says what would be right for "${text}" in ${currency} where decimals follow a ${decimalMark}`, () => {
      const amount = parseAmount(text, currency, decimalMark);
      assert.deepEqual(!amount.ok && 'readings' in amount.refusal ? amount.refusal.readings : amount, readings);
    });
  }

  for (const [text, micros] of [
    ['1,250.50', 1_250_500_000],
    ['1,250,000', 1_250_000_000_000],
    ['12.50', 12_500_000],
    ['1250', 1_250_000_000],
  ] as const) {
    it(`reads ${text} where decimals follow a comma too, since it has one reading`, () =>
      assert.deepEqual(parseAmount(text, 'USD', ','), { ok: true, value: micros }));
  }

  it('offers only amounts that it then reads there', () => {
    const marks = fc.constantFrom('.', ',');
    const numbers = fc.stringMatching(/^[0-9]{1,4}([.,][0-9]{1,4}){0,3}$/);
    const currencies = fc.constantFrom('USD', 'JPY', 'KWD');
    fc.assert(
      fc.property(numbers, currencies, marks, (text, currency, decimalMark) => {
        const amount = parseAmount(text, currency, decimalMark);
        if (amount.ok || !('readings' in amount.refusal)) return;
        for (const reading of amount.refusal.readings)
          assert.ok(parseAmount(reading, currency, decimalMark).ok, `${text}: ${reading}`);
      }),
      { examples: [['1.000.000.001', 'USD', '.']] },
    );
  });

  it('reads no text that holds another digit than ASCII and full-width ones', () => {
    const digits = /\p{Nd}|\p{No}|\p{Nl}/u;
    for (let code = 0x80; code < 0x2_0000; code += 1) {
      const letter = String.fromCodePoint(code);
      if (digits.test(letter) && !(code >= 0xff10 && code <= 0xff19))
        assert.equal(parseAmount(`5${letter}`, 'USD').ok, false, code.toString(16));
    }
  });

  for (const [name, read] of [
    ['an amount', (text: string) => parseAmount(text, 'USD')],
    ['a decimal', parseDecimal],
  ] as const) {
    it(`reads ${name} of 100,000 zeros in linear time`, () => {
      const zeros = '0'.repeat(100_000);
      const texts = [
        `0.${zeros}1`,
        `0.1${zeros}`,
        `${zeros}.${zeros}x`,
        `1${zeros}`,
        `${zeros}1`,
        `1,${zeros}`,
        `1${' '.repeat(1e5)}1`,
      ];
      const from = process.cpuUsage().user;
      for (const text of texts) read(text);
      // Quadratic, it took 6 s and more on the slowest of them.
      assert.ok(process.cpuUsage().user - from < 1_000_000, 'µs');
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
