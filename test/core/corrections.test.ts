import assert from 'node:assert/strict';
import { correctionsOf, dayMs, verify } from '../../core/index.ts';
import { sha256 } from '../../bot/drivers/system/sha256.ts';
import { Bench, card, money } from '../support/builders.ts';

const dollars = (amount: number): number => amount / 1_000_000;

const told = ({ wallet }: Bench) =>
  correctionsOf(wallet.pool).map(({ number, what, lot, amount, before, after, reverses }) => [
    ...[number, what, lot.invoice, dollars(amount), dollars(before), dollars(after), reverses],
  ]);

describe('what corrects an invoice', () => {
  it('has a number without gaps, in the order of recording, of whatever purchase and with whatever date', () => {
    const bench = Bench.opened();
    for (const amount of ['$100', '$80']) bench.buy(amount);
    bench.now += dayMs;
    bench.must({ kind: 'refund', id: 'a', invoice: 2, amount: money('$30') });
    bench.must({ kind: 'charge-back', id: 'b', invoice: 1, amount: money('$10') });
    bench.must({ kind: 'reverse', id: 'c', what: { kind: 'return', id: 'a' } });
    // Dated before all of them.
    bench.must({ kind: 'reverse', id: 'd', what: { kind: 'purchase', invoice: 1 } });
    bench.must({ kind: 'refund', id: 'e', invoice: 2, amount: money('$5') });
    assert.deepEqual(told(bench), [
      [1, 'refund', 2, 30, 0, 30, []],
      [2, 'charge-back', 1, 10, 0, 10, []],
      [3, 'reversed-return', 2, 30, 30, 0, [1]],
      [4, 'reversed-purchase', 1, 90, 10, 100, []],
      [5, 'refund', 2, 5, 0, 5, []],
    ]);
    assert.ok(verify(bench.entries, sha256).ok);
  });

  it('names what a gateway gave back by its word, each time the one that counted', () => {
    const bench = Bench.opened({ mode: 'operate' });
    const gateway = { key: 'o', reference: 'r', reportedBy: 'gateway' } as const;
    bench.must({ kind: 'order', id: 'o', amount: money('$50'), method: card, isBesideOpen: false });
    bench.must({ kind: 'settle', id: 'o/settled', ...gateway });
    for (const time of ['', '-2']) {
      bench.must({ kind: 'decline', id: `o/taken-back${time}`, key: 'o', reason: 'dispute', takesBack: true });
      bench.must({ kind: 'settle', id: `o/won-back${time}`, ...gateway, winsBack: true });
    }
    assert.deepEqual(
      correctionsOf(bench.wallet.pool).map(({ reverses }) => reverses),
      [[], [1], [], [3]],
    );
  });
});
