import assert from 'node:assert/strict';
import { dayMs, hourMs, instantOf, judge, minuteMs, verify, type Instant, type WitnessTime } from '../../core/index.ts';
import { sha256 } from '../../bot/drivers/system/sha256.ts';
import { aCall, at, Bench, card, money } from '../support/builders.ts';

const truth = at('2026-03-01T12:00:00Z');
const witness = (of: Instant): WitnessTime => ({ name: 'graph.microsoft.com', at: of });

describe('a reading of the clock', () => {
  const table: readonly (readonly [
    what: string,
    reading: Instant,
    kept: Instant | null,
    WitnessTime | null,
    'accepted' | 'refused',
  ])[] = [
    ['the first ever', truth, null, null, 'accepted'],
    ['the first ever, which a witness confirms', truth, null, witness(truth + 5 * minuteMs), 'accepted'],
    ['the first ever, from which a witness differs', truth, null, witness(truth + 5 * minuteMs + 1), 'refused'],
    ['5 min before the last', truth - 5 * minuteMs, truth, null, 'accepted'],
    ['more than 5 min before the last', truth - 5 * minuteMs - 1, truth, null, 'refused'],
    ['31 days after the last', truth + 31 * dayMs, truth, null, 'accepted'],
    ['more than 31 days after the last', truth + 31 * dayMs + 1, truth, null, 'refused'],
    ['400 days after the last, which a witness confirms', truth, truth - 400 * dayMs, witness(truth), 'accepted'],
    ['400 days before the last, which a witness confirms', truth, truth + 400 * dayMs, witness(truth), 'accepted'],
    ['the same as the last, from which a witness differs', truth, truth, witness(truth - hourMs), 'refused'],
  ];
  for (const [what, reading, kept, testimony, outcome] of table)
    it(`${what}, is ${outcome}`, () =>
      assert.deepEqual(
        judge(reading, kept, testimony),
        outcome === 'accepted'
          ? { ok: true, value: reading }
          : { ok: false, refusal: { kind: 'clock-jumped', at: reading, last: kept, witness: testimony } },
      ));
});

describe('a clock that is not believed', () => {
  it('writes nothing off, and answers what was asked before', () => {
    const bench = Bench.opened();
    const order = { kind: 'order', id: 'order-1', amount: money('$50'), method: card, isBesideOpen: false } as const;
    bench.must(order);
    bench.buy('$10');
    bench.now += 399 * dayMs;
    bench.doubt = { kind: 'clock-jumped', at: bench.now, last: bench.now - 399 * dayMs, witness: null };
    assert.equal(bench.refused({ kind: 'catch-up' }).kind, 'clock-jumped');
    assert.equal(bench.refused({ ...order, amount: money('$60') }).kind, 'conflict');
    const again = bench.do(order);
    assert.equal(again.ok && again.value.kind, 'repeated');
  });
});

describe('a wallet whose last entries were recorded 399 days ahead of time', () => {
  const ahead = 399 * dayMs;
  const begin = at('2026-01-01T00:00:00Z');
  const rule = { isOn: true, rechargeWith: money('$50'), trigger: money('$60'), monthlyCap: money('$100') };

  function lockedWallet(): Bench {
    const bench = Bench.opened({}, begin);
    bench.buy('$100');
    bench.now += dayMs + ahead;
    bench.must({ kind: 'catch-up' });
    assert.deepEqual(rests(bench), [0]);
    bench.now -= ahead;
    return bench;
  }

  const rests = ({ wallet }: Bench): readonly number[] =>
    wallet.pool.lots.map(({ amount, drawn, writeOffs }) =>
      writeOffs.reduce((rest, one) => rest - one.amount, amount - drawn),
    );

  it('is led out: the credits that were written off come back, by an entry with the present reading', () => {
    const bench = lockedWallet();
    const { entries } = bench.must({ kind: 'catch-up' });
    const [written] = entries;
    assert.deepEqual(rests(bench), [money('$100')]);
    assert.equal(written?.kind, 'lots-expired');
    assert.deepEqual([written.version, written.at, written.recordedAt], [3, begin + dayMs, begin + dayMs + ahead]);
    assert.equal(verify(bench.entries, sha256).ok, true);
  });

  it('goes on by the true time: purchases, calls, expiries and charges carry it', () => {
    const bench = lockedWallet();
    bench.must({ kind: 'catch-up' });
    bench.now += hourMs;
    bench.buy('$20');
    bench.draw(aCall({ id: 'a', start: bench.now, charge: money('$70') }));
    bench.must({ kind: 'set-payment-method', method: card });
    bench.must({ kind: 'set-rule', rule });
    const [requested] = bench.wallet.openPayments;
    assert.equal(requested?.payment.requestedAt, bench.now);
    assert.deepEqual(
      bench.wallet.pool.lots.map(({ boughtAt }) => boughtAt),
      [begin, bench.now],
    );
    assert.equal(instantOf(bench.entries.at(-1)!), bench.now);
    bench.now = begin + 365 * dayMs;
    bench.must({ kind: 'catch-up' });
    assert.deepEqual(rests(bench), [0, money('$20')]);
    assert.equal(verify(bench.entries, sha256).ok, true);
  });

  it('needs no field of its own once time has caught up', () => {
    const bench = lockedWallet();
    bench.must({ kind: 'catch-up' });
    bench.now += ahead + dayMs;
    const entry = bench.must({ kind: 'catch-up' }).entries[0];
    assert.deepEqual([entry?.version, entry?.at, entry?.recordedAt], [1, undefined, bench.now]);
  });

  it('waits for nothing that was set ahead of time, and charges no more than the cap of the month', () => {
    const bench = Bench.opened({}, begin);
    bench.must({ kind: 'set-payment-method', method: card });
    bench.now += ahead;
    bench.must({ kind: 'set-rule', rule });
    bench.must({ kind: 'settle', key: 'recharge-1', reference: 'r', reportedBy: 'gateway' });
    bench.draw(aCall({ id: 'a', start: bench.now, charge: money('$95') }));
    bench.now -= ahead;
    bench.must({ kind: 'catch-up' });
    assert.equal(bench.wallet.memory.coolUntil, bench.now + hourMs);
    assert.deepEqual(bench.wallet.memory.lastReason, { reason: 'cooling-down', until: bench.now + hourMs });
    assert.deepEqual([bench.wallet.memory.month, bench.wallet.memory.requestedInMonth], ['2026-01', money('$100')]);
    assert.equal(verify(bench.entries, sha256).ok, true);
  });

  it('keeps the order of replicas that are a little apart: what one has written off, the other does not bring back', () => {
    const bench = Bench.opened({}, begin);
    bench.buy('$10');
    bench.now += 365 * dayMs;
    bench.must({ kind: 'catch-up' });
    bench.now -= minuteMs;
    assert.deepEqual(bench.must({ kind: 'catch-up' }).entries, []);
  });

  it('of a tenant that pays after use goes on from day 401', () => {
    const bench = Bench.opened({ mode: 'mirror' }, begin);
    bench.must({ kind: 'pay-after-use' });
    bench.now += 401 * dayMs;
    bench.draw(aCall({ id: 'a', start: bench.now }));
    assert.deepEqual(
      bench.rows.standing().map(({ row }) => row.id),
      ['a'],
    );
    bench.must({ kind: 'order', amount: money('$50'), method: card, isBesideOpen: false });
  });

  for (const days of [401, 800, 4000])
    it(`may rest for ${days} days and take up again`, () => {
      const bench = Bench.opened({}, begin);
      bench.buy('$10');
      bench.now += days * dayMs;
      bench.must({ kind: 'catch-up' });
      assert.deepEqual(rests(bench), [0]);
    });
});
