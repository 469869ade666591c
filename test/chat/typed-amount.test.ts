import assert from 'node:assert/strict';
import { decimalMarkOf } from '../../bot/chat/typed-amount.ts';
import { formAmount, parseAmount } from '../../core/index.ts';

describe('where an amount is typed', () => {
  for (const [zone, mark] of [
    ['Europe/Berlin', ','],
    ['Europe/Kyiv', ','],
    ['America/Argentina/Buenos_Aires', ','],
    ['Asia/Jakarta', ','],
    ['America/New_York', '.'],
    ['Asia/Kolkata', '.'],
    ['Asia/Shanghai', '.'],
    ['UTC', '.'],
    ['Nowhere/At_All', '.'],
  ] as const) {
    it(`decimals follow a ${mark} in ${zone}`, () => assert.equal(decimalMarkOf('1,250', { timeZones: [zone] }), mark));
  }

  it('the client’s locale counts as well, and one that is none does not', () => {
    assert.equal(decimalMarkOf('1,250', { locale: 'fr-FR', timeZones: [undefined] }), ',');
    assert.equal(decimalMarkOf('1,250', { locale: 'x!', timeZones: [] }), '.');
  });

  it('a form shows amounts so that they are read everywhere', () => {
    for (const value of [
      50_000_000, 1_250_000, 1_234_000, 50_001_000, 123_456_000, 1_234_567_000, 123_000, 1_000_000_000,
    ])
      for (const mark of ['.', ','] as const)
        assert.deepEqual(parseAmount(formAmount(value, 'TND'), 'TND', mark), { ok: true, value });
    assert.equal(formAmount(1_234_000, 'TND'), '01.234');
    assert.equal(formAmount(50_000_000, 'USD'), '50.00');
  });
});
