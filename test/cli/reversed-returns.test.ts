import assert from 'node:assert/strict';
import { dayMs } from '../../core/index.ts';
import { at, Bench, money } from '../support/builders.ts';
import { exportedText } from '../support/exported.ts';

describe('a refund that is reversed, as other programs book it', () => {
  const bench = Bench.opened({}, at('2026-01-10T00:00:00Z'));
  before(() => {
    bench.buy('$100');
    bench.now += dayMs;
    bench.must({ kind: 'refund', id: 'refund', invoice: 1, amount: money('$50') });
    bench.now += dayMs;
    bench.must({ kind: 'reverse', id: 'back', what: { kind: 'return', id: 'refund' } });
  });

  const expected = {
    csv: [
      '4,back,return-reversed,2026-01-12T00:00:00Z,2026-01-12T00:00:00Z,refunds,-50.00,USD,HASH',
      '4,back,return-reversed,2026-01-12T00:00:00Z,2026-01-12T00:00:00Z,lot:1,50.00,USD,HASH',
    ],
    beancount: [
      '2026-01-12 * "return-reversed" "back"',
      '  seq: 4',
      '  at: "2026-01-12T00:00:00Z"',
      '  hash: "HASH"',
      '  Equity:Refunds  -50.00 USD',
      '  Assets:Credits  50.00 USDCREDIT {1 USD, 2026-01-10, "lot 1"}',
    ],
    hledger: [
      '2026-01-12 * (4) return-reversed',
      '    ; id: back',
      '    ; at: 2026-01-12T00:00:00Z',
      '    equity:refunds  -50.00 USD = 0.00 USD',
      '    assets:credits:lot 1  50.00 USD = 100.00 USD',
    ],
  };
  for (const [format, lines] of Object.entries(expected))
    it(`opens its lot again, in ${format}`, () => {
      const written = exportedText(bench.entries, bench.wallet.terms!, format).replaceAll(/[\da-f]{64}/g, 'HASH');
      assert.ok(written.includes(lines.join('\n')), written);
    });
});
