import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  balanceOf,
  chargedAtOnce,
  emptyWallet,
  evaluate,
  hourMs,
  moneyToCome,
  spentInMonth,
  type Effect,
  type Rule,
} from '../../core/index.ts';
import { aCall, at, Bench, card, money } from '../support/builders.ts';
import { alerts, rule, running, spend } from '../support/running.ts';

const charges = (effects: readonly Effect[]): readonly number[] =>
  effects.flatMap(effect => (effect.kind === 'charge' ? [effect.payment.amount] : []));
const why = (bench: Bench): string => bench.wallet.memory.lastReason.reason;

describe('auto-recharge', () => {
  it('in mirror expects "Recharge with" once, however deep the balance has fallen', () => {
    const bench = Bench.opened({ mode: 'mirror' });
    bench.buy('$100');
    bench.must({ kind: 'set-payment-method', method: { kind: 'admin-centre' } });
    bench.must({ kind: 'set-rule', rule });
    assert.deepEqual(alerts(spend(bench, '$250')), ['low-balance', 'balance-zero', 'recharge-expected']);
    assert.equal(moneyToCome(bench.wallet.openPayments), money('$50'));
  });

  it('in mirror needs no payment method: the rule is Microsoft’s, and so is the card', () => {
    const bench = Bench.opened({ mode: 'mirror' });
    bench.buy('$100');
    bench.must({ kind: 'set-approval-limit', limit: money('$500') });
    const { entries } = bench.must({ kind: 'set-rule', rule: { ...rule, monthlyCap: money('$200') } });
    assert.deepEqual(
      entries.map(({ kind }) => kind),
      ['rule-set', 'payment-method-set', 'recharge-evaluated'],
    );
    assert.deepEqual(alerts(spend(bench, '$90')), ['low-balance', 'recharge-expected']);
  });

  it('says before a wallet is opened what it will then order: in mirror "Recharge with" once', () => {
    const saving = { rule: { ...rule, trigger: money('$300') }, at: 0, ordered: money('$100'), method: card };
    const charged = (mode: 'mirror' | 'operate') => chargedAtOnce(emptyWallet, { ...saving, mode });
    assert.deepEqual([charged('mirror'), charged('operate')], [money('$50'), money('$200')]);
  });

  it('fires below the trigger, not at it', () => {
    const bench = running();
    assert.deepEqual(charges(spend(bench, '$80')), []);
    assert.equal(why(bench), 'enough');
    assert.deepEqual(charges(spend(bench, '$0.01')), [money('$50')]);
  });

  it('orders the smallest multiple that closes the gap', () => {
    assert.deepEqual(charges(spend(running(), '$200')), [money('$150')]);
  });

  it('fills up to a target: what is missing in whole coins, at least "Recharge with"', () => {
    const upTo = (target: string, spent: string, cap: number | null = null) => {
      const bench = running({ upTo: money(target), monthlyCap: cap });
      // A call is finer than any payment.
      bench.draw(aCall({ id: 'finer', charge: 1_000, start: bench.now }));
      return charges(spend(bench, spent));
    };
    assert.deepEqual(upTo('$100', '$85'), [money('$85.01')]);
    assert.deepEqual(upTo('$60', '$85'), [money('$50')]);
    assert.deepEqual(upTo('$100', '$85', money('$70')), [money('$70')]);
    assert.deepEqual(upTo('$100', '$85', money('$50')), [money('$50')]);
  });

  it('refuses a target that is not above the trigger, and any in mirror', () => {
    const bench = running();
    const asked = { kind: 'set-rule', rule: { ...rule, upTo: rule.trigger } } as const;
    assert.equal(bench.refused(asked).kind, 'target-not-above-trigger');
    assert.equal(
      Bench.opened({ mode: 'mirror' }).refused({ kind: 'set-rule', rule: { ...rule, upTo: money('$100') } }).kind,
      'wrong-mode',
    );
  });

  it('tries the backup payment method once, after the first decline in a row', () => {
    const backup = { kind: 'card', reference: 'backup' } as const;
    const bench = running();
    bench.must({ kind: 'set-backup-method', method: backup });
    spend(bench, '$85');
    const first = bench.must({ kind: 'decline', key: 'recharge-1', reason: 'insufficient-funds' });
    assert.deepEqual(alerts(first.effects), ['recharge-failed']);
    assert.deepEqual(charges(first.effects), [money('$50')]);
    const [tried] = bench.wallet.openPayments;
    assert.deepEqual([tried?.payment.method, tried?.payment.instead], [backup, 'recharge-1']);
    assert.deepEqual(charges(bench.must({ kind: 'decline', key: 'recharge-2', reason: 'declined' }).effects), []);
    assert.deepEqual([bench.wallet.memory.declinesInRow, why(bench)], [1, 'backing-off']);
    bench.now += hourMs;
    assert.deepEqual(charges(bench.must({ kind: 'catch-up' }).effects), [money('$50')]);
    assert.deepEqual(charges(bench.must({ kind: 'decline', key: 'recharge-3', reason: 'declined' }).effects), []);
  });

  it('that the backup paid for is tried by the first method again, and by the backup once more', () => {
    const bench = running();
    bench.must({ kind: 'set-backup-method', method: { kind: 'card', reference: 'backup' } });
    for (const [first, second] of [
      ['recharge-1', 'recharge-2'],
      ['recharge-3', 'recharge-4'],
    ] as const) {
      spend(bench, '$85');
      bench.must({ kind: 'decline', key: first, reason: 'declined' });
      bench.must({ kind: 'settle', key: second, reference: 'r', reportedBy: 'gateway' });
      bench.now += 2 * hourMs;
    }
    assert.equal(bench.wallet.memory.declinesInRow, 0);
  });

  it('pauses at once where the card holder is needed, and still tries the backup', () => {
    const bench = running();
    bench.must({ kind: 'set-backup-method', method: { kind: 'card', reference: 'backup' } });
    spend(bench, '$85');
    const declined = { kind: 'decline', key: 'recharge-1', reason: 'authentication-required', retry: 'never' } as const;
    assert.deepEqual(charges(bench.must(declined).effects), [money('$50')]);
    bench.must({ kind: 'decline', key: 'recharge-2', reason: 'declined' });
    assert.equal(why(bench), 'paused');
  });

  it('has one charge in flight, which counts as money to come', () => {
    const bench = running();
    spend(bench, '$85');
    assert.deepEqual(charges(spend(bench, '$50')), []);
    assert.equal(why(bench), 'in-flight');
  });

  it('opens the lot when the charge has settled, and says so once', () => {
    const bench = running();
    spend(bench, '$85');
    const settle = {
      kind: 'settle',
      id: 'recharge-1/settled',
      key: 'recharge-1',
      reference: 'r',
      reportedBy: 'gateway',
    } as const;
    assert.deepEqual(alerts(bench.must(settle).effects), ['recharge-succeeded']);
    assert.equal(balanceOf(bench.wallet.pool, bench.now), money('$65'));
    const again = bench.do(settle);
    assert.equal(again.ok && again.value.kind, 'repeated');
    assert.equal(balanceOf(bench.wallet.pool, bench.now), money('$65'));
  });

  it('cools down for an hour after a charge', () => {
    const bench = running();
    spend(bench, '$85');
    bench.must({ kind: 'settle', key: 'recharge-1', reference: 'r', reportedBy: 'gateway' });
    assert.deepEqual(charges(spend(bench, '$60')), []);
    assert.equal(why(bench), 'cooling-down');
    bench.now += hourMs;
    assert.deepEqual(charges(bench.must({ kind: 'catch-up' }).effects), [money('$50')]);
  });

  it('backs off 1 h, 6 h, 24 h after declines, then pauses until an admin acts', () => {
    const bench = running();
    spend(bench, '$85');
    for (const hours of [1, 6, 24]) {
      const declined = bench.must({
        kind: 'decline',
        key: bench.wallet.openPayments[0]!.payment.key,
        reason: 'expired-card',
      });
      assert.deepEqual(alerts(declined.effects), ['recharge-failed']);
      assert.deepEqual(charges(declined.effects), []);
      bench.now += hours * hourMs - 1;
      assert.deepEqual(charges(bench.must({ kind: 'catch-up' }).effects), []);
      bench.now += 1;
      assert.equal(charges(bench.must({ kind: 'catch-up' }).effects).length, 1);
    }
    bench.must({ kind: 'decline', key: bench.wallet.openPayments[0]!.payment.key, reason: 'expired-card' });
    bench.now += 100 * hourMs;
    assert.deepEqual(charges(bench.must({ kind: 'catch-up' }).effects), []);
    assert.equal(why(bench), 'paused');
    assert.equal(charges(bench.must({ kind: 'set-payment-method', method: card }).effects).length, 1);
  });

  it('orders what the monthly cap leaves, then nothing until the next month; what was declined was not spent', () => {
    const bench = running({ monthlyCap: money('$100') });
    assert.deepEqual(charges(spend(bench, '$230')), [money('$100')]);
    bench.must({ kind: 'settle', key: 'recharge-1', reference: 'r', reportedBy: 'gateway' });
    bench.now += 2 * hourMs;
    assert.deepEqual(charges(bench.must({ kind: 'catch-up' }).effects), []);
    assert.equal(why(bench), 'cap-reached');
    bench.now = at('2026-02-01T00:00:00Z');
    assert.deepEqual(charges(bench.must({ kind: 'catch-up' }).effects), [money('$50')]);
    bench.must({ kind: 'decline', key: 'recharge-2', reason: 'expired-card' });
    assert.equal(bench.wallet.memory.requestedInMonth, 0);
  });

  it('waits while an outcome is unknown', () => {
    const bench = running();
    spend(bench, '$85');
    assert.deepEqual(alerts(bench.must({ kind: 'leave-unknown', key: 'recharge-1' }).effects), ['recharge-unknown']);
    bench.now += 1000 * hourMs;
    assert.deepEqual(charges(spend(bench, '$10')), []);
    assert.equal(why(bench), 'unknown-outcome');
  });

  it('says that the outcome is not known as soon as it is not, and not that it ordered', () => {
    const bench = running();
    spend(bench, '$85');
    assert.equal(why(bench), 'ordered');
    bench.must({ kind: 'leave-unknown', key: 'recharge-1' });
    assert.equal(why(bench), 'unknown-outcome');
    bench.must({ kind: 'settle', key: 'recharge-1', reference: 'r', reportedBy: 'gateway' });
    assert.equal(why(bench), 'enough');
  });

  it('is not said to have failed when the bank takes back what an order or a recharge had paid: that is said', () => {
    const bench = running();
    bench.must({ kind: 'order', id: 'order-1', amount: money('$50'), method: card, isBesideOpen: false });
    bench.must({ kind: 'settle', key: 'order-1', reference: 'r', reportedBy: 'gateway' });
    const ofOrder = bench.must({ kind: 'decline', key: 'order-1', reason: 'x', takesBack: true }).effects;
    assert.deepEqual(alerts(ofOrder), ['payment-taken-back']);
    const [announced] = ofOrder;
    assert.ok(announced?.kind === 'announce');
    assert.deepEqual([announced.alert.amount, announced.alert.invoice], [money('$50'), 2]);
    spend(bench, '$85');
    bench.must({ kind: 'settle', key: 'recharge-1', reference: 'r', reportedBy: 'gateway' });
    const { effects } = bench.must({ kind: 'decline', key: 'recharge-1', reason: 'x', takesBack: true });
    assert.ok(alerts(effects).includes('payment-taken-back'));
  });

  it('law: says before a rule is saved what it charges as soon as it is, whatever happened before', () => {
    const amount = fc.integer({ min: 1, max: 300 }).map(units => units * 1_000_000);
    const saved = fc.record({
      isOn: fc.constantFrom(true, true, false),
      rechargeWith: amount.map(one => Math.max(one, money('$50'))),
      trigger: amount,
      monthlyCap: fc.option(amount.map(one => one + money('$300'))),
    });
    const history = fc.array(fc.constantFrom('spend', 'settle', 'decline', 'unknown', 'hour', 'day'), {
      maxLength: 12,
    });
    let atOnce = 0;
    fc.assert(
      fc.property(history, saved, fc.option(amount), (events, next, ordered) => {
        const bench = running();
        for (const event of events) {
          const key = bench.wallet.openPayments[0]?.payment.key ?? '';
          if (event === 'spend') spend(bench, '$60');
          if (event === 'settle') bench.do({ kind: 'settle', key, reference: 'r', reportedBy: 'gateway' });
          if (event === 'decline') bench.do({ kind: 'decline', key, reason: 'x' });
          if (event === 'unknown') bench.do({ kind: 'leave-unknown', key });
          if (event === 'hour' || event === 'day') bench.now += event === 'hour' ? hourMs : 24 * hourMs;
        }
        const { now } = bench;
        const said = chargedAtOnce(bench.wallet, { rule: next, at: now, ...(ordered !== null && { ordered }) });
        if (ordered !== null) bench.must({ kind: 'buy', amount: ordered, boughtAt: now, reference: '' });
        const open = bench.wallet.openPayments.filter(({ payment }) => payment.purpose === 'recharge').length;
        const charged = charges(bench.must({ kind: 'set-rule', rule: next }).effects);
        atOnce += charged.length;
        // What the rule before orders when the purchase arrives was not asked about.
        if (open === 0 || ordered === null) assert.equal(said, charged[0] ?? 0);
      }),
    );
    assert.ok(atOnce > 5);
  });

  it('says nothing of a charge that cannot be made: off, no way to pay, one under way, nothing left of the cap', () => {
    const below = { ...rule, trigger: money('$200') };
    const bench = running();
    const said = (changes: Partial<Rule> = {}) =>
      chargedAtOnce(bench.wallet, { rule: { ...below, ...changes }, at: bench.now });
    assert.deepEqual([said(), said({ isOn: false })], [money('$100'), 0]);
    assert.equal(chargedAtOnce(emptyWallet, { rule: below, at: bench.now }), 0);
    const first = { rule: below, at: bench.now, ordered: money('$100'), method: card };
    assert.equal(chargedAtOnce(emptyWallet, first), money('$100'));
    spend(bench, '$85');
    assert.equal(said(), 0);
  });

  it('says why it did nothing: no rule, no way to pay, off', () => {
    const bench = Bench.opened();
    assert.deepEqual(bench.wallet.memory.lastReason, { reason: 'no-rule' });
    assert.deepEqual(evaluate(bench.wallet, bench.now).why, { reason: 'no-rule' });
    assert.deepEqual(evaluate(emptyWallet, bench.now).why, { reason: 'no-rule' });
    bench.must({ kind: 'set-rule', rule });
    assert.equal(why(bench), 'no-payment-method');
    bench.must({ kind: 'set-rule', rule: { ...rule, isOn: false } });
    assert.equal(why(bench), 'off');
  });

  it('counts an order under way as money to come, which leaves its own slot free', () => {
    const bench = running();
    bench.must({ kind: 'order', id: 'order-1', amount: money('$50'), method: card, isBesideOpen: false });
    assert.deepEqual(charges(spend(bench, '$125')), []);
    assert.equal(why(bench), 'enough');
    assert.deepEqual(charges(spend(bench, '$6')), [money('$50')]);
    assert.equal(moneyToCome(bench.wallet.openPayments), money('$100'));
  });

  it('leaves each new reason in the journal, an order’s too, and says until when it waits', () => {
    const bench = running();
    spend(bench, '$85');
    bench.must({ kind: 'decline', key: 'recharge-1', reason: 'x' });
    const reasons = bench.entries.flatMap(({ kind, facts }) => (kind === 'recharge-evaluated' ? [facts] : []));
    assert.deepEqual(reasons, [
      { reason: 'enough' },
      { reason: 'ordered' },
      { reason: 'backing-off', until: bench.now + hourMs },
    ]);
  });

  it('takes a cap that allows exactly one recharge, and says which cap it met', () => {
    const bench = running({ monthlyCap: money('$50') });
    assert.deepEqual(charges(spend(bench, '$200')), [money('$50')]);
    bench.must({ kind: 'settle', key: 'recharge-1', reference: 'r', reportedBy: 'gateway' });
    bench.now += 2 * hourMs;
    bench.must({ kind: 'catch-up' });
    assert.deepEqual(bench.wallet.memory.lastReason, { reason: 'cap-reached', cap: money('$50') });
    assert.equal(spentInMonth(bench.wallet, bench.now), money('$50'));
    assert.equal(spentInMonth(bench.wallet, at('2026-02-01T00:00:00Z')), 0);
    assert.equal(spentInMonth(emptyWallet, bench.now), 0);
  });

  it('law: however calls, settlements and declines come, one automatic charge is open at the most', () => {
    const step = fc.oneof(
      fc.record({ spend: fc.integer({ min: 1, max: 60 }) }),
      fc.record({ settle: fc.constant(true) }),
      fc.record({ decline: fc.constant(true) }),
      fc.record({ hours: fc.integer({ min: 1, max: 50 }) }),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 30 }), steps => {
        const bench = running({ monthlyCap: money('$400') });
        for (const step of steps) {
          const open = bench.wallet.openPayments[0]?.payment.key;
          if ('spend' in step) spend(bench, `$${step.spend}`);
          else if ('hours' in step) {
            bench.now += step.hours * hourMs;
            bench.must({ kind: 'catch-up' });
          } else if (open !== undefined && 'settle' in step)
            bench.must({ kind: 'settle', key: open, reference: '', reportedBy: 'gateway' });
          else if (open !== undefined) bench.must({ kind: 'decline', key: open, reason: 'x' });
          assert.ok(bench.wallet.openPayments.length <= 1);
          assert.ok(bench.wallet.memory.requestedInMonth <= money('$400'));
        }
      }),
    );
  });
});
