import assert from 'node:assert/strict';
import { coverageOf, windowBefore } from '../../core/index.ts';
import { money } from '../support/builders.ts';
import { bought, called, given } from '../support/given.ts';

describe('coverage', () => {
  it('tells which lots pay for one call, and what of it is owed', () => {
    const { bench } = given(bought('$10'), bought('$5'), called('$8', 'first'), called('$9', 'second'));
    const coverage = (cost: string, before: string) =>
      coverageOf(bench.wallet.pool, { start: bench.now, cost: money(cost), before: money(before) });
    assert.deepEqual(coverage('$8', '$0'), { lots: [{ lotId: '1', invoice: 1, amount: money('$8') }], owed: 0 });
    assert.deepEqual(coverage('$9', '$8'), {
      lots: [
        { lotId: '1', invoice: 1, amount: money('$2') },
        { lotId: '2', invoice: 2, amount: money('$5') },
      ],
      owed: money('$2'),
    });
    assert.equal(
      bench.rows.demandBefore({
        id: 'second',
        start: bench.now,
        from: windowBefore(bench.wallet.pool, bench.now).from,
      }),
      money('$8'),
    );
  });
});
