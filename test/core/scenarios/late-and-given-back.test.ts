import assert from 'node:assert/strict';
import { dayMs, hourMs, rest, statementOf, verify, writtenOff } from '../../../core/index.ts';
import { sha256 } from '../../../bot/drivers/system/sha256.ts';
import { balanceAt } from '../../support/balance-at.ts';
import { aCall, at, Bench, money } from '../../support/builders.ts';
import { rests, balance } from './recharging.ts';

describe('scenario 17, late calls and corrections across an expiry', () => {
  const bought = at('2025-11-01T00:00:00Z');
  const late = aCall({ id: 'late', start: at('2026-10-30T12:00:00Z'), charge: money('$8') });
  type Fact = (bench: Bench) => void;
  const facts: Record<string, Fact> = {
    'the purchase that expires': bench =>
      void bench.must({ kind: 'buy', id: 'old', amount: money('$10'), boughtAt: bought, reference: '' }),
    'a later purchase': bench =>
      void bench.must({
        kind: 'buy',
        id: 'new',
        amount: money('$20'),
        boughtAt: at('2026-10-15T00:00:00Z'),
        reference: '',
      }),
    'the late call and its correction to half': bench => {
      bench.draw(late);
      bench.draw({ ...late, charge: money('$4') });
    },
    'a call after the expiry': bench =>
      void bench.draw(aCall({ id: 'after', start: at('2026-11-03T00:00:00Z'), charge: money('$5') })),
    'what the admin center showed': bench =>
      void bench.must({ kind: 'reconcile', id: 'shown', statedAt: at('2026-11-02T00:00:00Z'), stated: money('$17') }),
  };
  const permutations = <Each>(all: readonly Each[]): readonly (readonly Each[])[] =>
    all.length < 2
      ? [all]
      : all.flatMap((one, index) => permutations(all.toSpliced(index, 1)).map(rest => [one, ...rest]));

  it('in all 120 orders of arrival: the same lots, the same owed, the same balance at every instant', () => {
    const shapes = new Map<string, string>();
    for (const order of permutations(Object.entries(facts))) {
      const bench = Bench.opened({}, at('2026-11-05T00:00:00Z'));
      for (const [, fact] of order) fact(bench);
      bench.must({ kind: 'catch-up' });
      const instants = ['2026-10-29', '2026-10-31', '2026-11-02', '2026-11-04', '2027-12-01'].map(day =>
        at(`${day}T00:00:00Z`),
      );
      const shape = JSON.stringify([
        bench.wallet.pool.owed,
        bench.wallet.pool.lots.map(lot => [lot.boughtAt, lot.amount, lot.drawn, rest(lot)]),
        instants.map(instant => balanceAt(bench.entries, { at: instant })),
      ]);
      shapes.set(shape, order.map(([name]) => name).join(', '));
    }
    assert.equal(shapes.size, 1, [...shapes].join('\n'));
  });

  it('re-opens the write-off, and gives it back when the call is voided', () => {
    const bench = Bench.opened({}, at('2026-11-02T00:00:00Z'));
    bench.buy('$10', bought);
    const written: number[][] = [bench.wallet.pool.lots.map(writtenOff)];
    for (const act of [() => bench.draw(late), () => bench.draw({ ...late, charge: money('$4') })]) {
      act();
      written.push(bench.wallet.pool.lots.map(writtenOff));
    }
    for (let time = 0; time < 2; time += 1) bench.must({ kind: 'reverse', what: { kind: 'row', id: 'late' } });
    written.push(bench.wallet.pool.lots.map(writtenOff));
    assert.deepEqual(written, [[money('$10')], [money('$2')], [money('$6')], [money('$10')]]);
    assert.ok(verify(bench.entries, sha256).ok);
  });

  it('leaves the statement that has closed as it was, and shows the difference in the open month', () => {
    const bench = Bench.opened({}, at('2026-10-20T00:00:00Z'));
    bench.buy('$20');
    bench.now = at('2026-11-04T00:00:00Z');
    const terms = bench.wallet.terms!;
    const october = statementOf(bench.entries, { terms, month: '2026-10', now: bench.now });
    assert.ok(october.isClosed);
    bench.draw(late);
    assert.deepEqual(statementOf(bench.entries, { terms, month: '2026-10', now: bench.now + dayMs }), october);
    const { total } = statementOf(bench.entries, { terms, month: '2026-11', now: bench.now });
    assert.deepEqual([total.opening, total.used, total.closing], [20_000_000n, -8_000_000n, 12_000_000n]);
  });
});

describe('scenario 18, money given back', () => {
  function spent(): Bench {
    const bench = Bench.opened();
    bench.buy('$100');
    bench.draw(aCall({ id: 'a', start: bench.now, charge: money('$80') }));
    return bench;
  }

  it('a refund of 30 where 20 are left refunds 20 and says so; again it moves nothing; another is refused', () => {
    const bench = spent();
    const refund = { kind: 'refund', id: 'refund-1', invoice: 1, amount: money('$30') } as const;
    const [entry] = bench.must(refund).entries;
    assert.deepEqual(entry?.kind === 'credits-refunded' && [entry.facts.asked, entry.facts.amount], [
      money('$30'),
      money('$20'),
    ]);
    assert.equal(balance(bench), 0);
    const before = bench.entries.length;
    assert.ok(bench.do(refund).ok);
    assert.equal(bench.entries.length, before);
    assert.equal(bench.refused({ ...refund, id: 'refund-2' }).kind, 'nothing-to-refund');
  });

  it('a charge-back of all makes the spent part owed, and the next purchase pays it first', () => {
    const bench = spent();
    const [entry] = bench.must({ kind: 'charge-back', invoice: 1, amount: money('$100') }).entries;
    assert.equal(entry?.kind === 'credits-charged-back' && entry.facts.spent, money('$80'));
    assert.equal(bench.wallet.pool.owed, money('$80'));
    bench.buy('$100');
    assert.deepEqual([rests(bench), balance(bench)], [[0, money('$20')], money('$20')]);
    assert.equal(bench.refused({ kind: 'charge-back', invoice: 1, amount: 1 }).kind, 'nothing-to-refund');
  });

  it('what a late call then lacks is owed', () => {
    const bench = spent();
    bench.must({ kind: 'refund', invoice: 1, amount: money('$20') });
    bench.draw(aCall({ id: 'late', start: bench.now, charge: money('$5') }));
    assert.equal(bench.wallet.pool.owed, money('$5'));
  });

  it('after the lot has expired nothing is left to refund; a charge-back takes what had expired first', () => {
    const bench = spent();
    bench.now += 366 * dayMs;
    assert.equal(bench.refused({ kind: 'refund', invoice: 1, amount: money('$1') }).kind, 'nothing-to-refund');
    bench.must({ kind: 'charge-back', invoice: 1, amount: money('$20') });
    assert.equal(balance(bench), 0);
    bench.must({ kind: 'charge-back', invoice: 1, amount: money('$10') });
    assert.equal(balance(bench), -money('$10'));
    // The year before is not rewritten: then the rest had expired, and nothing was owed.
    assert.equal(balanceAt(bench.entries, { at: bench.now - 1 }), 0);
    assert.ok(verify(bench.entries, sha256).ok);
  });

  for (const [name, asked, refused] of [
    ['an invoice that there is not', { kind: 'refund', invoice: 9, amount: 1 }, 'no-such-purchase'],
    ['nothing', { kind: 'refund', invoice: 1, amount: 0 }, 'amount-not-positive'],
    ['more than was bought', { kind: 'charge-back', invoice: 1, amount: money('$101') }, 'too-large'],
  ] as const)
    it(`of ${name} is refused`, () => assert.equal(spent().refused(asked).kind, refused));

  it('a purchase reversed was never made: what it had paid is owed, from the beginning', () => {
    const bench = spent();
    const when = bench.now;
    bench.now += 40 * dayMs;
    bench.must({ kind: 'reverse', what: { kind: 'purchase', invoice: 1 } });
    assert.equal(balanceAt(bench.entries, { at: when }), -money('$80'));
    assert.equal(balanceAt(bench.entries, { at: when, knownAt: bench.now - 1 }), money('$20'));
    assert.equal(bench.refused({ kind: 'reverse', what: { kind: 'purchase', invoice: 1 } }).kind, 'nothing-to-reverse');
    bench.buy('$5');
    assert.equal(bench.wallet.invoices, 2);
  });
});

describe('what the admin center showed', () => {
  it('less than is known: usage not yet seen, which the rows that come later make smaller by themselves', () => {
    const bench = Bench.opened();
    bench.buy('$100');
    bench.now += dayMs;
    bench.must({ kind: 'reconcile', id: 'r', statedAt: bench.now, stated: money('$83.20') });
    const shown = bench.now;
    const difference = () => bench.wallet.pool.reconciliations[0]?.difference;
    assert.equal(difference(), money('$16.80'));
    bench.now += dayMs;
    bench.draw(aCall({ id: 'a', start: shown - hourMs, charge: money('$10') }));
    assert.deepEqual([difference(), balance(bench)], [money('$6.80'), money('$83.20')]);
    bench.draw(aCall({ id: 'b', start: shown - hourMs, charge: money('$10') }));
    assert.deepEqual([difference(), balance(bench)], [-money('$3.20'), money('$83.20')]);
    bench.draw(aCall({ id: 'c', start: shown + hourMs, charge: money('$3') }));
    assert.equal(balance(bench), money('$80.20'));
    assert.equal(balanceAt(bench.entries, { at: shown }), money('$83.20'));
    bench.must({ kind: 'reverse', what: { kind: 'reconciliation', id: 'r' } });
    assert.equal(balance(bench), money('$77'));
    assert.ok(verify(bench.entries, sha256).ok);
  });

  it('more than is known: a lot of twelve months without an invoice', () => {
    const bench = Bench.opened();
    bench.must({ kind: 'reconcile', statedAt: bench.now, stated: money('$25') });
    const [lot] = bench.wallet.pool.lots;
    assert.deepEqual([lot?.invoice, lot?.amount, lot?.expiresAt], [null, money('$25'), at('2027-01-01T00:00:00Z')]);
    assert.equal(bench.wallet.invoices, 0);
  });

  it('in the future, or twice for one instant, is refused', () => {
    const bench = Bench.opened();
    const reconcile = { kind: 'reconcile', statedAt: bench.now, stated: 0 } as const;
    assert.equal(bench.refused({ ...reconcile, statedAt: bench.now + 1 }).kind, 'in-future');
    bench.must(reconcile);
    assert.equal(bench.refused({ ...reconcile, stated: 1 }).kind, 'already-reconciled');
    assert.equal(
      bench.refused({ kind: 'reverse', what: { kind: 'reconciliation', id: 'x' } }).kind,
      'nothing-to-reverse',
    );
  });
});
