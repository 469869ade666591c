import assert from 'node:assert/strict';
import { backOffMs, checkRule, coolDownMs, hourMs, type Rule } from '../../core/index.ts';
import { money } from '../support/builders.ts';

describe('a rule', () => {
  const good: Rule = { isOn: true, rechargeWith: money('$50'), trigger: money('$20'), monthlyCap: money('$50') };
  const check = (changes: Partial<Rule>) => {
    const checked = checkRule({ ...good, ...changes }, money('$50'));
    return checked.ok ? 'ok' : checked.refusal.kind;
  };

  it('is refused under the minimum, without a trigger, and with a cap under "Recharge with", in this order', () => {
    assert.equal(check({}), 'ok');
    assert.equal(check({ monthlyCap: null }), 'ok');
    assert.equal(check({ rechargeWith: money('$49.99'), trigger: 0, monthlyCap: 1 }), 'below-minimum');
    assert.equal(check({ trigger: 0, monthlyCap: 1 }), 'trigger-not-positive');
    assert.equal(check({ monthlyCap: money('$49.99') }), 'cap-below-recharge');
  });

  it('is checked when it is off, too', () => assert.equal(check({ isOn: false, trigger: 0 }), 'trigger-not-positive'));

  it('waits 1 h after a recharge, and 1 h, 6 h and 24 h after declines', () =>
    assert.deepEqual(
      [coolDownMs, ...backOffMs],
      [1, 1, 6, 24].map(hours => hours * hourMs),
    ));
});
