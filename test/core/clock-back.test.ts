import assert from 'node:assert/strict';
import { balanceOf, dayMs } from '../../core/index.ts';
import { aCall, at, Bench, money } from '../support/builders.ts';

const begin = at('2026-01-01T00:00:00Z');

/** A call was drawn with a clock twenty days ahead, and the clock was set right. */
function drawnAhead(): Bench {
  const bench = Bench.opened({}, begin);
  bench.buy('$10');
  bench.now = begin + 20 * dayMs;
  bench.draw(aCall({ id: 'ahead', start: bench.now, charge: money('$4') }));
  bench.now = begin + dayMs;
  return bench;
}

describe('a call that was drawn ahead of time', () => {
  it('can be taken back when the clock is right again', () => {
    const bench = drawnAhead();
    bench.must({ kind: 'reverse', what: { kind: 'row', id: 'ahead' } });
    assert.equal(balanceOf(bench.wallet.pool, bench.now), money('$10'));
  });

  it('can be taken back to a version of another instant', () => {
    const bench = drawnAhead();
    bench.draw(aCall({ id: 'ahead', start: begin, charge: money('$5') }));
    bench.must({ kind: 'reverse', what: { kind: 'row', id: 'ahead' } });
    assert.equal(balanceOf(bench.wallet.pool, begin + 21 * dayMs), money('$6'));
  });
});

describe('a question about a call that is still to come', () => {
  it('is answered when its time has come', () => {
    const bench = Bench.opened({}, begin + 20 * dayMs);
    bench.draw(aCall({ id: 'held', start: bench.now, currency: 'EUR' }));
    const questions = bench.rows.held().map(({ row, version }) => ({ id: row.id, version }));
    bench.now = begin;
    const bill = { kind: 'answer', verdict: 'bill', amount: money('$1'), questions } as const;
    assert.equal(bench.refused(bill).kind, 'in-future');
    bench.now = begin + 20 * dayMs;
    bench.must(bill);
  });
});
