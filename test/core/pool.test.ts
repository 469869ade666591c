import assert from 'node:assert/strict';
import { dayMs, hourMs, poolAt, rest, verify, type Pool, type Posting } from '../../core/index.ts';
import { sha256 } from '../../bot/drivers/system/sha256.ts';
import { balanceAt } from '../support/balance-at.ts';
import { aCall, at, Bench, money } from '../support/builders.ts';

const bought = at('2026-01-01T00:00:00Z');
const expires = at('2027-01-01T00:00:00Z');

/** What an instant's postings did to an account, as `account: dollars`. */
const told = (postings: readonly Posting[]): readonly string[] =>
  postings.map(
    ({ account, amount, at: instant }) => `${new Date(instant).toISOString().slice(0, 10)} ${account} ${amount / 1e6}`,
  );

const posted = (bench: Bench, until: number): number =>
  bench.entries
    .flatMap(({ postings }) => postings)
    .filter(({ account, at: instant }) => (account === 'owed' || account.startsWith('lot:')) && instant <= until)
    .reduce((sum, { amount }) => sum + amount, 0);

describe('postings', () => {
  it('of a call: it owes at its start, the lot pays then', () => {
    const bench = Bench.opened({}, bought);
    bench.buy('$10');
    bench.now += dayMs;
    const [entry] = bench.draw(aCall({ id: 'a', start: bench.now, charge: money('$3') })).entries;
    assert.deepEqual(told(entry!.postings), [
      '2026-01-02 owed -3',
      '2026-01-02 usage 3',
      '2026-01-02 lot:1 -3',
      '2026-01-02 owed 3',
    ]);
  });

  it('of a call before the purchase: the lot pays when it is bought, not before', () => {
    const bench = Bench.opened({}, at('2026-02-01T00:00:00Z'));
    bench.buy('$10');
    const [entry] = bench.draw(aCall({ id: 'late', start: bought, charge: money('$3') })).entries;
    assert.deepEqual(told(entry!.postings), [
      '2026-01-01 owed -3',
      '2026-01-01 usage 3',
      '2026-02-01 lot:1 -3',
      '2026-02-01 owed 3',
    ]);
  });

  it('of an expiry, and of a late call that takes part of it back', () => {
    const bench = Bench.opened({}, bought);
    bench.buy('$10');
    bench.now = expires + dayMs;
    const [expired] = bench.must({ kind: 'catch-up' }).entries;
    assert.deepEqual(told(expired!.postings), ['2027-01-01 lot:1 -10', '2027-01-01 expired 10']);
    const [late] = bench.draw(aCall({ id: 'a', start: expires - dayMs, charge: money('$4') })).entries;
    assert.deepEqual(told(late!.postings), [
      '2026-12-31 owed -4',
      '2026-12-31 usage 4',
      '2026-12-31 lot:1 -4',
      '2026-12-31 owed 4',
      '2027-01-01 lot:1 4',
      '2027-01-01 expired -4',
    ]);
  });

  it('of a reconciliation: usage not yet seen, which a late call takes the place of', () => {
    const bench = Bench.opened({}, bought);
    bench.buy('$10');
    bench.now += dayMs;
    const shown = bench.now;
    const [first] = bench.must({ kind: 'reconcile', statedAt: shown, stated: money('$7') }).entries;
    assert.deepEqual(told(first!.postings), [
      '2026-01-02 owed -3',
      '2026-01-02 adjustments 3',
      '2026-01-02 lot:1 -3',
      '2026-01-02 owed 3',
    ]);
    bench.now += dayMs;
    // A call that began at the very instant was part of what was shown; one a millisecond later was not.
    bench.draw(aCall({ id: 'a', start: shown, charge: money('$1') }));
    assert.deepEqual([posted(bench, shown), posted(bench, bench.now)], [money('$7'), money('$7')]);
    bench.draw(aCall({ id: 'b', start: shown + 1, charge: money('$1') }));
    assert.deepEqual([posted(bench, shown), posted(bench, bench.now)], [money('$7'), money('$6')]);
  });

  it('of a reconciliation with more than was known: credits from nowhere, and fewer when a call comes', () => {
    const bench = Bench.opened({}, bought);
    const [first] = bench.must({ kind: 'reconcile', statedAt: bought, stated: money('$5') }).entries;
    assert.deepEqual(told(first!.postings), ['2026-01-01 adjustments -5', '2026-01-01 lot:1 5']);
    bench.now += dayMs;
    bench.draw(aCall({ id: 'a', start: bought - hourMs, charge: money('$2') }));
    const [lot] = bench.wallet.pool.lots;
    assert.deepEqual([lot?.amount, rest(lot!)], [money('$7'), money('$5')]);
  });
});

describe('a late call that a reconciliation had taken for usage not yet seen', () => {
  const afresh = (bench: Bench) => poolAt(bench.entries, { at: bench.now });
  const asDrawn = ({ lots, reconciliations, owed }: Pool) => ({ lots, reconciliations, owed });

  /** 100 bought; the balance is shown every thirtieth day, each time 5 less than is known. The lots of the first ones expire, empty, in the end. */
  function shown(times: number): Bench {
    const bench = Bench.opened({}, bought);
    bench.buy('$100');
    for (let time = 1; time <= times; time += 1) {
      bench.now += 30 * dayMs;
      bench.must({ kind: 'catch-up' });
      bench.must({ kind: 'reconcile', statedAt: bench.now, stated: money(`$${100 - 5 * time}`) });
    }
    return bench;
  }

  it('changes nothing but that reconciliation, so that it costs no more where there are many', () => {
    const bench = shown(12);
    const before = bench.wallet.pool;
    bench.draw(aCall({ id: 'a', start: bought + 75 * dayMs, charge: money('$2') }));
    const { lots, reconciliations, owed } = bench.wallet.pool;
    assert.equal(lots, before.lots);
    assert.equal(owed, before.owed);
    assert.deepEqual(
      reconciliations.filter((one, index) => one !== before.reconciliations[index]).map(one => one.difference),
      [money('$3')],
    );
  });

  for (const [what, charge] of [
    ['all of it', '$5'],
    ['more than that', '$5.01'],
  ] as const)
    it(`leads to what is worked out afresh, be it ${what}`, () => {
      const bench = shown(12);
      bench.draw(aCall({ id: 'a', start: bought + 75 * dayMs, charge: money(charge) }));
      assert.deepEqual(asDrawn(bench.wallet.pool), asDrawn(afresh(bench)));
    });

  it('leads to what is worked out afresh, before and after it is corrected to less', () => {
    const bench = shown(12);
    const call = { id: 'a', start: bought + 75 * dayMs };
    for (const charge of ['$4', '$1']) {
      bench.draw(aCall({ ...call, charge: money(charge) }));
      assert.deepEqual(asDrawn(bench.wallet.pool), asDrawn(afresh(bench)));
    }
  });

  it('leads to what is worked out afresh, when it is taken back where the reconciliation had found credits', () => {
    const bench = Bench.opened({}, bought);
    bench.buy('$100');
    bench.draw(aCall({ id: 'a', start: bought, charge: money('$5') }));
    bench.now += dayMs;
    bench.must({ kind: 'reconcile', statedAt: bench.now, stated: money('$97') });
    bench.must({ kind: 'reverse', what: { kind: 'row', id: 'a' } });
    assert.equal(bench.wallet.pool.reconciliations[0]?.difference, money('$3'));
    assert.deepEqual(asDrawn(bench.wallet.pool), asDrawn(afresh(bench)));
  });

  it('is paid by the lot that expired between the call and the balance that was shown', () => {
    const bench = Bench.opened({}, bought);
    bench.buy('$10');
    bench.now += 10 * dayMs;
    bench.buy('$100');
    bench.now = expires + 5 * dayMs;
    bench.must({ kind: 'catch-up' });
    bench.must({ kind: 'reconcile', statedAt: bench.now, stated: money('$95') });
    bench.draw(aCall({ id: 'a', start: expires - dayMs, charge: money('$3') }));
    assert.equal(bench.wallet.pool.lots[0]?.drawn, money('$3'));
    assert.deepEqual(asDrawn(bench.wallet.pool), asDrawn(afresh(bench)));
  });
});

describe('credits taken back after they had expired', () => {
  /** 100 bought, 80 spent, 20 expired; then 30 charged back a month later. */
  function chargedBack(): { readonly bench: Bench; readonly when: number } {
    const bench = Bench.opened({}, bought);
    bench.buy('$100');
    bench.draw(aCall({ id: 'a', start: bought, charge: money('$80') }));
    bench.now = expires + 30 * dayMs;
    bench.must({ kind: 'catch-up' });
    bench.must({ kind: 'charge-back', invoice: 1, amount: money('$30') });
    return { bench, when: bench.now };
  }

  it('the 20 had expired and are given up when they are taken back; the other 10 are owed', () => {
    const { bench, when } = chargedBack();
    assert.deepEqual(bench.wallet.pool.lots[0]?.writeOffs, [
      { at: expires, amount: money('$20') },
      { at: when, amount: -money('$20') },
    ]);
    assert.equal(bench.wallet.pool.owed, money('$10'));
    for (const [instant, balance] of [
      [expires - 1, '$20'],
      [expires, '$0'],
      [when - 1, '$0'],
    ] as const) {
      assert.equal(posted(bench, instant), money(balance));
      assert.equal(balanceAt(bench.entries, { at: instant }), money(balance));
    }
    assert.equal(posted(bench, when), -money('$10'));
  });

  it('a late call changes what had expired then, and is owed now', () => {
    const { bench, when } = chargedBack();
    bench.draw(aCall({ id: 'late', start: bought, charge: money('$5') }));
    assert.deepEqual(bench.wallet.pool.lots[0]?.writeOffs, [
      { at: expires, amount: money('$15') },
      { at: when, amount: -money('$15') },
    ]);
    assert.deepEqual([posted(bench, when - 1), posted(bench, when)], [0, -money('$15')]);
    assert.ok(verify(bench.entries, sha256).ok);
  });

  it('of two lots the one that is taken back moves what the other had left, at that instant', () => {
    const bench = Bench.opened({}, bought);
    bench.buy('$10');
    bench.now += dayMs;
    bench.buy('$10');
    bench.draw(aCall({ id: 'a', start: bench.now, charge: money('$4') }));
    bench.now = expires + 20 * dayMs;
    bench.must({ kind: 'catch-up' });
    bench.must({ kind: 'charge-back', invoice: 1, amount: money('$10') });
    bench.now += dayMs;
    bench.must({ kind: 'charge-back', invoice: 2, amount: money('$7') });
    const [one, two] = bench.wallet.pool.lots;
    assert.deepEqual(
      [one, two].map(lot => lot?.writeOffs.map(({ amount }) => amount / 1e6)),
      [
        [6, -6],
        [10, -4, -6],
      ],
    );
    assert.deepEqual(
      [one, two].map(lot => (lot?.drawn ?? 0) / 1e6),
      [0, 3],
    );
    assert.equal(bench.wallet.pool.owed, money('$1'));
    assert.ok(verify(bench.entries, sha256).ok);
  });

  it('a purchase made in between, and reversed afterwards, comes in its own place in time', () => {
    const { bench, when } = chargedBack();
    bench.buy('$50', expires + dayMs);
    bench.must({ kind: 'reverse', what: { kind: 'purchase', invoice: 2 } });
    assert.deepEqual(
      bench.wallet.pool.reductions.map(one => one.at),
      [expires + dayMs, when],
    );
    assert.deepEqual(bench.wallet.pool.lots[0]?.writeOffs, [
      { at: expires, amount: money('$20') },
      { at: when, amount: -money('$20') },
    ]);
    assert.ok(verify(bench.entries, sha256).ok);
  });

  it('what was shown between the expiry and the charge-back stays what was shown', () => {
    const { bench, when } = chargedBack();
    bench.must({ kind: 'reconcile', statedAt: when - dayMs, stated: money('$3') });
    bench.draw(aCall({ id: 'late', start: bought, charge: money('$5') }));
    assert.equal(balanceAt(bench.entries, { at: when - dayMs }), money('$3'));
    assert.equal(posted(bench, when - dayMs), money('$3'));
    assert.ok(verify(bench.entries, sha256).ok);
  });
});
