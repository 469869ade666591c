import assert from 'node:assert/strict';
import { dayMs, hourMs, overturnMs, verify, type CallRow, type Effect } from '../../../core/index.ts';
import { sha256 } from '../../../bot/drivers/system/sha256.ts';
import { aCall, Bench, card, money } from '../../support/builders.ts';
import { rests, balance, charges, alerts, rule, recharging } from './recharging.ts';

describe('scenario 8, a gateway that says everything twice and changes its mind', () => {
  const settle = (id = 'o/settled', reference = 'r') =>
    ({ kind: 'settle', id, key: 'o', reference, reportedBy: 'gateway' }) as const;
  const decline = { kind: 'decline', id: 'o/declined', key: 'o', reason: 'insufficient-funds' } as const;
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
    const { entries, effects } = bench.must(decline);
    const [entry] = entries;
    assert.deepEqual(entry?.kind === 'credits-charged-back' && [entry.facts.amount, entry.facts.spent], [
      money('$50'),
      money('$30'),
    ]);
    assert.ok(alerts(effects).includes('payment-taken-back'));
    assert.equal(balance(bench), -money('$30'));
    assert.equal(bench.do(decline).ok && balance(bench), -money('$30'));
    assert.equal(bench.refused({ ...decline, id: 'again' }).kind, 'no-such-payment');
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
