import assert from 'node:assert/strict';
import { graceMs, statementOf } from '../../core/index.ts';
import { at, someTerms } from '../support/builders.ts';
import { after, bought, called, given } from '../support/given.ts';

describe('a statement', () => {
  // January: $100 bought, $30 used; $5 of January are reported on 10 February.
  const { bench } = given(bought('$100'), after(10), called('$30'), after(30), called('$5', 'late', 20));
  const of = (month: '2026-01' | '2026-02', now = at('2026-03-10T00:00:00Z')) =>
    statementOf(bench.entries, { terms: someTerms, month, now });

  it('adds up: opening + bought + used + expired + adjusted = closing', () =>
    assert.deepEqual(of('2026-01').total, {
      opening: 0n,
      bought: 100_000_000n,
      used: -30_000_000n,
      expired: 0n,
      adjusted: 0n,
      closing: 70_000_000n,
    }));

  it('never changes once it has closed: what is recorded later is in the month open then', () =>
    assert.deepEqual(
      [of('2026-02').total.opening, of('2026-02').total.used, of('2026-02').total.closing],
      [70_000_000n, -5_000_000n, 65_000_000n],
    ));

  it('closes 72 h after its month’s end', () => {
    const end = at('2026-02-01T00:00:00Z');
    assert.deepEqual(
      [end + graceMs - 1, end + graceMs].map(now => of('2026-01', now).isClosed),
      [false, true],
    );
    assert.equal(of('2026-01').closesAt, end + graceMs);
  });

  it('names its invoices, and the last entry that it covers', () => {
    const { invoices, entries, head } = of('2026-01');
    assert.deepEqual(
      invoices.map(({ number }) => number),
      [1],
    );
    assert.equal(bench.entries[entries - 1]?.hash, head);
  });
});
