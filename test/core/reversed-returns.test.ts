import assert from 'node:assert/strict';
import {
  allocateCallByCall,
  balanceOf,
  capacity,
  dayMs,
  disagreements,
  poolAt,
  statementOf,
  verify,
  type Entry,
} from '../../core/index.ts';
import { sha256 } from '../../bot/drivers/system/sha256.ts';
import { aCall, at, Bench, card, money, type Asked } from '../support/builders.ts';

const begin = at('2026-01-10T00:00:00Z');
const reverse = (id: string): Asked => ({ kind: 'reverse', id: `reverse:${id}`, what: { kind: 'return', id } });
const refund: Asked = { kind: 'refund', id: 'refund', invoice: 1, amount: money('$50') };
const chargeBack: Asked = { kind: 'charge-back', id: 'bank', invoice: 1, amount: money('$90') };
const never: Asked = { kind: 'reverse', id: 'never', what: { kind: 'purchase', invoice: 1 } };

/** $100, of which calls have taken $30. */
function spent(): Bench {
  const bench = Bench.opened({}, begin);
  bench.buy('$100');
  bench.now += dayMs;
  bench.draw(aCall({ id: 'a', start: bench.now, charge: money('$30') }));
  return bench;
}

const balance = ({ wallet, now }: Bench): number => balanceOf(wallet.pool, now);

/** That the journal verifies, and that an allocation that shares no code comes to the same. */
function mustAgree(bench: Bench): void {
  const { entries, wallet, rows } = bench;
  assert.deepEqual(verify(entries, sha256).ok, true);
  const calls = rows
    .standing()
    .map(({ row, start, cost }) => ({ id: row.id, start, cost }))
    .toSorted((one, other) => one.start - other.start);
  assert.deepEqual(disagreements(wallet.pool, allocateCallByCall(entries, calls)), []);
}

const kinds = (entries: readonly Entry[]): readonly string[] => entries.map(({ kind }) => kind);

describe('a refund or a charge-back that was recorded by mistake', () => {
  it('is reversed: the lot is as large as before, from now on, and the past keeps its balances', () => {
    const bench = spent();
    bench.must(refund);
    const refunded = bench.now;
    bench.now += 10 * dayMs;
    const [entry] = bench.must(reverse('refund')).entries;
    assert.deepEqual(
      [entry?.kind, entry?.version, entry?.facts],
      ['return-reversed', 8, { lotId: '1', ofInvoice: 1, amount: money('$50'), returned: 'refund' }],
    );
    const legs = entry?.postings.map(({ account, amount }) => [account, amount]);
    assert.deepEqual(legs, [
      ['refunds', -money('$50')],
      ['lot:1', money('$50')],
    ]);
    assert.equal(balance(bench), money('$70'));
    const then = refunded + dayMs;
    assert.equal(balanceOf(poolAt(bench.entries, { at: then }), then), money('$20'));
    assert.equal(bench.wallet.invoices, 1);
    mustAgree(bench);
  });

  it('pays what had been owed for it first', () => {
    const bench = spent();
    bench.must(chargeBack);
    assert.equal(bench.wallet.pool.owed, money('$20'));
    bench.draw(aCall({ id: 'b', start: bench.now, charge: money('$5') }));
    bench.now += dayMs;
    const { entries } = bench.must(reverse('bank'));
    assert.deepEqual(kinds(entries), ['return-reversed', 'alert-ended']);
    assert.deepEqual([bench.wallet.pool.owed, balance(bench)], [0, money('$65')]);
    mustAgree(bench);
  });

  it('is reversed once: twice is the same, under another id it is refused', () => {
    const bench = spent();
    bench.must(refund);
    bench.must(reverse('refund'));
    const again = bench.do(reverse('refund'));
    assert.equal(again.ok && again.value.kind, 'repeated');
    assert.equal(bench.refused({ ...reverse('refund'), id: 'other' }).kind, 'nothing-to-reverse');
    assert.equal(balance(bench), money('$70'));
  });

  it('is the one that is meant, of several of one purchase', () => {
    const bench = spent();
    bench.must({ ...refund, amount: money('$10') });
    bench.must({ ...refund, id: 'second', amount: money('$20') });
    bench.must(reverse('refund'));
    assert.equal(balance(bench), money('$50'));
    bench.must(reverse('second'));
    assert.equal(balance(bench), money('$70'));
    mustAgree(bench);
  });

  for (const what of ['command-2', 'nobody', 'reverse:refund'])
    it(`has to be there: ${what} is none`, () => {
      const bench = spent();
      bench.must(refund);
      bench.must(reverse('refund'));
      assert.equal(bench.refused(reverse(what)).kind, 'nothing-to-reverse');
    });

  it('can be recorded again as it really was', () => {
    const bench = spent();
    bench.must(refund);
    bench.must(reverse('refund'));
    bench.must({ ...refund, id: 'right', amount: money('$5') });
    assert.equal(balance(bench), money('$65'));
    mustAgree(bench);
  });

  it('of a purchase that never was is refused: the credits would come from nowhere', () => {
    const bench = spent();
    bench.must(refund);
    bench.must(never);
    assert.equal(bench.refused(reverse('refund')).kind, 'nothing-to-reverse');
    assert.equal(bench.wallet.pool.owed, money('$30'));
    mustAgree(bench);
  });

  it('comes before the purchase is reversed, and goes with it', () => {
    const bench = spent();
    bench.must(refund);
    bench.must(reverse('refund'));
    bench.must(never);
    assert.deepEqual([bench.wallet.pool.owed, capacity(bench.wallet.pool.lots[0]!)], [money('$30'), 0]);
    mustAgree(bench);
  });

  it('whose lot has expired meanwhile: what it had paid is paid again, and the rest expires', () => {
    const bench = spent();
    bench.must(chargeBack);
    bench.now += 400 * dayMs;
    bench.must({ kind: 'catch-up' });
    assert.equal(balance(bench), -money('$20'));
    bench.must(reverse('bank'));
    assert.deepEqual([balance(bench), bench.wallet.pool.owed], [0, 0]);
    mustAgree(bench);
  });

  it('of a lot that a late call opens again after its write-off', () => {
    const bench = spent();
    const called = bench.now;
    bench.must(refund);
    bench.now += 400 * dayMs;
    bench.must({ kind: 'catch-up' });
    bench.must(reverse('refund'));
    bench.draw(aCall({ id: 'late', start: called, charge: money('$40') }));
    assert.deepEqual([balance(bench), bench.wallet.pool.lots[0]?.drawn], [0, money('$70')]);
    bench.draw(aCall({ id: 'later', start: called, charge: money('$40') }));
    assert.deepEqual([balance(bench), bench.wallet.pool.owed], [-money('$10'), money('$10')]);
    mustAgree(bench);
  });

  it('keeps a balance that was shown since', () => {
    const bench = spent();
    bench.must(refund);
    bench.now += dayMs;
    bench.must({ kind: 'reconcile', statedAt: bench.now, stated: money('$15') });
    const shown = bench.now;
    bench.now += dayMs;
    bench.must(reverse('refund'));
    assert.equal(balance(bench), money('$65'));
    assert.equal(balanceOf(poolAt(bench.entries, { at: shown }), shown), money('$15'));
    mustAgree(bench);
  });

  it('that was recorded with a clock ahead of time is reversed at its own instant: no lot is larger than it was bought', () => {
    const bench = spent();
    const real = bench.now + dayMs;
    bench.now += 30 * dayMs;
    bench.must(refund);
    bench.now = real;
    const [entry] = bench.must(reverse('refund')).entries;
    assert.equal(entry?.postings[0]?.at, real + 29 * dayMs);
    const between = poolAt(bench.entries, { at: real + dayMs });
    assert.equal(capacity(between.lots[0]!), money('$100'));
    assert.equal(balance(bench), money('$70'));
    mustAgree(bench);
  });

  it('is in the statement of the month of its reversal', () => {
    const bench = spent();
    bench.must(refund);
    bench.now = at('2026-03-05T00:00:00Z');
    bench.must(reverse('refund'));
    const { terms } = bench.wallet;
    const month = (name: string) => statementOf(bench.entries, { terms: terms!, month: name, now: bench.now }).total;
    assert.deepEqual(
      [month('2026-01').adjusted, month('2026-02').adjusted, month('2026-03').adjusted],
      [-BigInt(money('$50')), 0n, BigInt(money('$50'))],
    );
  });

  describe('and had been reported by a gateway', () => {
    const takenBack: Asked = { kind: 'decline', id: 'o/taken-back', key: 'o', reason: 'dispute', takesBack: true };
    const wonBack: Asked = {
      ...{ kind: 'settle', id: 'o/won-back', key: 'o', reference: 'r', reportedBy: 'gateway' },
      winsBack: true,
    };
    function disputed(): Bench {
      const bench = Bench.opened({ mode: 'operate' }, begin);
      bench.must({ kind: 'order', id: 'o', amount: money('$50'), method: card, isBesideOpen: false });
      bench.must({ kind: 'settle', id: 'o/settled', key: 'o', reference: 'r', reportedBy: 'gateway' });
      bench.must(takenBack);
      return bench;
    }

    it('is taken back by a person, and then not by the gateway as well', () => {
      const bench = disputed();
      bench.must(reverse('o/taken-back'));
      assert.equal(bench.refused(wonBack).kind, 'no-such-payment');
      assert.equal(balance(bench), money('$50'));
      // The same word of the gateway is the same entry.
      assert.equal(bench.do(takenBack).ok && balance(bench), money('$50'));
      mustAgree(bench);
    });

    it('is taken back by the gateway, and then not by a person as well', () => {
      const bench = disputed();
      bench.must(wonBack);
      assert.equal(bench.refused(reverse('o/taken-back')).kind, 'nothing-to-reverse');
      assert.equal(bench.refused(reverse('o/won-back')).kind, 'nothing-to-reverse');
      assert.equal(balance(bench), money('$50'));
    });

    it('is taken back as often as it was taken: by a person, and by the gateway after another time', () => {
      const bench = disputed();
      bench.must(reverse('o/taken-back'));
      bench.must({ ...takenBack, id: 'o/taken-back-2' });
      assert.equal(bench.refused({ ...reverse('o/taken-back'), id: 'x' }).kind, 'nothing-to-reverse');
      const [entry] = bench.must(wonBack).entries;
      assert.equal(entry?.kind === 'charge-back-reversed' && entry.facts.amount, money('$50'));
      assert.equal(balance(bench), money('$50'));
      mustAgree(bench);
    });
  });
});
