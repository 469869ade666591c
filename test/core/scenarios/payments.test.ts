import assert from 'node:assert/strict';
import {
  balanceOf,
  dayMs,
  hourMs,
  overturnMs,
  poolAt,
  spentInMonth,
  standingIn,
  verify,
  type CallRow,
  type Effect,
} from '../../../core/index.ts';
import { sha256 } from '../../../bot/drivers/system/sha256.ts';
import { aCall, Bench, card, money } from '../../support/builders.ts';
import { rests, balance, charges, alerts, rule, recharging } from './recharging.ts';

describe('scenario 8, a gateway that says everything twice and changes its mind', () => {
  const settle = (id = 'o/settled', reference = 'r') =>
    ({ kind: 'settle', id, key: 'o', reference, reportedBy: 'gateway' }) as const;
  const decline = { kind: 'decline', id: 'o/declined', key: 'o', reason: 'insufficient-funds' } as const;
  const takenBack = { ...decline, id: 'o/taken-back', takesBack: true } as const;
  const wonBack = { ...settle('o/won-back'), winsBack: true } as const;
  const reopen = { kind: 'leave-unknown', id: 'o/reopened', key: 'o', reopens: true } as const;
  function ordered(): Bench {
    const bench = Bench.opened();
    bench.must({ kind: 'order', id: 'o', amount: money('$50'), method: card, isBesideOpen: false });
    return bench;
  }

  it('settled five times, and once under another name: one lot', () => {
    const bench = ordered();
    for (let time = 0; time < 5; time += 1) assert.ok(bench.do(settle()).ok);
    assert.equal(bench.refused(settle('event-77', 'r')).kind, 'no-such-payment');
    assert.deepEqual(rests(bench), [money('$50')]);
  });

  it('failed, then settled after all: the money is there, so the lot opens; a month later too', () => {
    const bench = ordered();
    bench.must(decline);
    bench.now += 30 * dayMs;
    bench.must(settle());
    assert.deepEqual([rests(bench), bench.wallet.invoices], [[money('$50')], 1]);
    assert.ok(verify(bench.entries, sha256).ok);
  });

  it('settled, then failed: a charge-back that is said, with what had been spent', () => {
    const bench = ordered();
    bench.must(settle());
    bench.draw(aCall({ id: 'a', start: bench.now, charge: money('$30') }));
    const { entries, effects } = bench.must(takenBack);
    const [entry] = entries;
    assert.deepEqual(entry?.kind === 'credits-charged-back' && [entry.facts.amount, entry.facts.spent], [
      money('$50'),
      money('$30'),
    ]);
    assert.ok(alerts(effects).includes('payment-taken-back'));
    assert.equal(balance(bench), -money('$30'));
    assert.equal(bench.do(takenBack).ok && balance(bench), -money('$30'));
    assert.equal(bench.refused({ ...takenBack, id: 'again' }).kind, 'no-such-payment');
  });

  it('settled, while an old word that it failed was on its way: that takes nothing back', () => {
    const bench = ordered();
    bench.must(settle());
    assert.equal(bench.refused(decline).kind, 'no-such-payment');
    assert.deepEqual(rests(bench), [money('$50')]);
  });

  it('taken back, then won back: the lot is as it was, with its dates, and what was owed is paid', () => {
    const bench = ordered();
    bench.must(settle());
    const before = bench.wallet.pool.lots[0];
    bench.draw(aCall({ id: 'a', start: bench.now, charge: money('$30') }));
    bench.must(takenBack);
    const taken = bench.now;
    bench.now += 60 * dayMs;
    assert.equal(bench.refused(settle('late')).kind, 'no-such-payment');
    const { entries, effects } = bench.must(wonBack);
    assert.deepEqual([entries[0]?.kind, entries[0]?.version], ['charge-back-reversed', 7]);
    assert.ok(alerts(effects).includes('payment-won-back'));
    const after = bench.wallet.pool.lots[0];
    assert.deepEqual([after?.boughtAt, after?.expiresAt, after?.invoice], [before?.boughtAt, before?.expiresAt, 1]);
    assert.deepEqual([balance(bench), bench.wallet.pool.owed, bench.wallet.invoices], [money('$20'), 0, 1]);
    // The balances that were shown meanwhile stay.
    assert.equal(balanceOf(poolAt(bench.entries, { at: taken + dayMs }), taken + dayMs), -money('$30'));
    assert.equal(bench.refused({ ...wonBack, id: 'again' }).kind, 'no-such-payment');
    assert.ok(bench.do({ ...takenBack, id: 'o/taken-back-2' }).ok && balance(bench) === -money('$30'));
    assert.ok(verify(bench.entries, sha256).ok);
  });

  it('won back after the lot has expired: what it had paid is paid again, and the rest expires', () => {
    const bench = ordered();
    bench.must(settle());
    bench.draw(aCall({ id: 'a', start: bench.now, charge: money('$30') }));
    bench.now += 400 * dayMs;
    bench.must({ kind: 'catch-up' });
    bench.must(takenBack);
    assert.equal(balance(bench), -money('$30'));
    bench.must(wonBack);
    assert.deepEqual([balance(bench), rests(bench)], [0, [0]]);
    assert.ok(verify(bench.entries, sha256).ok);
  });

  it('failed, then paid in a way that the book cannot take: it is open again, a person is asked, and says what it brought', () => {
    const bench = ordered();
    bench.must(decline);
    assert.equal(bench.refused({ kind: 'leave-unknown', key: 'o' }).kind, 'no-such-payment');
    bench.must(reopen);
    assert.deepEqual(
      standingIn(bench.wallet, bench.now).map(({ alert }) => [alert.kind, alert.payment]),
      [['order-unknown', 'o']],
    );
    const asBought = { amount: money('$46'), boughtAt: bench.now };
    bench.must({ ...settle(), reportedBy: 'person', asBought });
    assert.deepEqual([rests(bench), bench.wallet.openPayments], [[money('$46')], []]);
    assert.ok(verify(bench.entries, sha256).ok);
  });

  it('open again is ended by the gateway or a person, and can be opened once more', () => {
    const bench = ordered();
    bench.must(decline);
    bench.must(reopen);
    bench.must({ ...decline, id: 'o/declined-2', reportedBy: 'person' });
    assert.deepEqual(standingIn(bench.wallet, bench.now), []);
    bench.must({ ...reopen, id: 'o/reopened-2' });
    assert.equal(bench.wallet.openPayments[0]?.reopened, 2);
    bench.must(settle());
    assert.deepEqual(rests(bench), [money('$50')]);
  });

  it('opened again, a recharge counts against its month, holds the slot, and fails no second time', () => {
    const bench = recharging();
    bench.draw(aCall({ id: 'a', start: bench.now, charge: money('$90') }));
    const spent = spentInMonth(bench.wallet, bench.now);
    bench.must({ ...decline, key: 'recharge-1' });
    const { declinesInRow } = bench.wallet.memory;
    bench.must({ ...reopen, key: 'recharge-1' });
    assert.equal(spentInMonth(bench.wallet, bench.now), spent);
    bench.now += 2 * hourMs;
    assert.deepEqual(charges(bench.must({ kind: 'catch-up' }).effects), []);
    assert.equal(bench.wallet.memory.lastReason.reason, 'unknown-outcome');
    const { effects } = bench.must({ ...decline, id: 'again', key: 'recharge-1' });
    assert.deepEqual(
      [alerts(effects).includes('recharge-failed'), bench.wallet.memory.declinesInRow],
      [false, declinesInRow],
    );
    assert.equal(charges(effects).length, 1);
    // Opened again beside the next one, it is asked about.
    bench.must({ ...reopen, id: 'again-open', key: 'recharge-1' });
    const asked = standingIn(bench.wallet, bench.now).find(({ alert }) => alert.kind === 'recharge-unknown');
    assert.equal(asked?.alert.payment, 'recharge-1');
    assert.ok(verify(bench.entries, sha256).ok);
  });

  it('a failure is forgotten after more than a year: then nobody can settle it', () => {
    const bench = ordered();
    bench.must(decline);
    bench.now += overturnMs / 2;
    bench.must({ kind: 'catch-up' });
    bench.must({ kind: 'order', id: 'p', amount: money('$50'), method: card, isBesideOpen: false });
    bench.now += overturnMs / 2 + dayMs;
    bench.must({ ...decline, id: 'p/declined', key: 'p' });
    assert.equal(bench.refused(settle()).kind, 'no-such-payment');
  });
});

describe('scenarios 9 and 10, storms', () => {
  it('ten thousand calls cross the trigger while the gateway is silent: one charge, and none while its outcome is unknown', () => {
    const bench = recharging({ monthlyCap: money('$1000') });
    const ordered: number[] = [];
    const page = (from: number): readonly CallRow[] =>
      Array.from({ length: 500 }, (_, index) =>
        aCall({ id: `c${from + index}`, start: bench.now, charge: money('$0.05') }),
      );
    for (let from = 0; from < 10_000; from += 500) {
      if (from === 5000) bench.must({ kind: 'leave-unknown', key: 'recharge-1' });
      ordered.push(...charges(bench.draw(...page(from)).effects));
    }
    assert.equal(ordered.length, 1);
    bench.now += 2 * hourMs;
    const settled = bench.must({ kind: 'settle', key: 'recharge-1', reference: 'r', reportedBy: 'gateway' });
    assert.deepEqual(charges(settled.effects), []);
    bench.now += hourMs;
    const [amount = 0] = charges(bench.must({ kind: 'catch-up' }).effects);
    assert.ok(balance(bench) + amount >= rule.trigger && amount < money('$1000'));
  });

  it('a card declines for a week: four attempts, four alerts, then a new card is tried at once', () => {
    const bench = recharging();
    const tried: number[] = [];
    const said: string[] = [];
    const note = (effects: readonly Effect[]): void => {
      tried.push(...charges(effects));
      said.push(...alerts(effects).filter(kind => kind === 'recharge-failed'));
    };
    note(bench.draw(aCall({ id: 'a', start: bench.now, charge: money('$90') })).effects);
    for (let hour = 0; hour < 7 * 24; hour += 1) {
      for (const { payment } of bench.wallet.openPayments)
        note(bench.must({ kind: 'decline', key: payment.key, reason: 'expired-card' }).effects);
      bench.now += hourMs;
      note(bench.must({ kind: 'catch-up' }).effects);
    }
    assert.deepEqual([tried.length, said.length, bench.wallet.memory.lastReason.reason], [4, 4, 'paused']);
    assert.equal(charges(bench.must({ kind: 'set-payment-method', method: card }).effects).length, 1);
  });
});

describe('scenario 11, rules that make no sense', () => {
  for (const [name, changes, refused] of [
    ['recharge with nothing', { rechargeWith: 0 }, 'below-minimum'],
    ['recharge with less than nothing', { rechargeWith: -money('$50') }, 'below-minimum'],
    ['a trigger of zero', { trigger: 0 }, 'trigger-not-positive'],
    ['a cap below one recharge', { monthlyCap: money('$49') }, 'cap-below-recharge'],
  ] as const)
    it(`${name} is refused`, () =>
      assert.equal(recharging().refused({ kind: 'set-rule', rule: { ...rule, ...changes } }).kind, refused));

  it('a trigger far above the recharge orders once, as much as it takes, and does not loop', () => {
    const bench = recharging({ trigger: money('$1000') });
    const [request] = bench.wallet.openPayments;
    assert.equal(request?.payment.amount, money('$900'));
    const settled = bench.must({ kind: 'settle', key: request.payment.key, reference: '', reportedBy: 'gateway' });
    assert.deepEqual(charges(settled.effects), []);
  });

  it('a rule changed, or switched off, while a charge is under way: the charge ends as it was ordered', () => {
    const bench = recharging();
    bench.draw(aCall({ id: 'a', start: bench.now, charge: money('$90') }));
    assert.deepEqual(
      charges(bench.must({ kind: 'set-rule', rule: { ...rule, rechargeWith: money('$70') } }).effects),
      [],
    );
    bench.must({ kind: 'set-rule', rule: { ...rule, isOn: false } });
    bench.must({ kind: 'settle', key: 'recharge-1', reference: '', reportedBy: 'gateway' });
    assert.equal(balance(bench), money('$60'));
    assert.equal(bench.wallet.memory.lastReason.reason, 'off');
  });
});

describe('scenario 12, at the threshold', () => {
  it('a balance that swings by a cent a thousand times: one alert, one recharge', () => {
    const bench = recharging();
    const effects: Effect[] = [...bench.draw(aCall({ id: 'a', start: bench.now, charge: money('$80') })).effects];
    for (let swing = 0; swing < 1000; swing += 1) {
      // The same call, corrected up and down: a version for each swing.
      const charge = money(swing % 2 === 0 ? '$80.01' : '$80') + 0;
      effects.push(...bench.draw(aCall({ id: 'a', start: bench.now, charge, durationSeconds: 60 + swing })).effects);
    }
    assert.deepEqual([alerts(effects), charges(effects)], [['low-balance'], [money('$50')]]);
  });
});
