import assert from 'node:assert/strict';
import { says, textOf } from '../support/card.ts';
import { Office } from '../support/office.ts';

describe('reports', () => {
  let office: Office;
  beforeEach(async () => void (office = await new Office().open()));
  afterEach(() => office.close());

  it('show lots, history, usage, the rule and what it is', async () => {
    await office.setsUp();
    assert.match(textOf(await office.types('lots')), /Nov 22, 2026\nNov 22, 2027\n\$100\.00\n\$100\.00/);
    says(await office.types('history'), 'entry.payment-settled', { amount: '$100.00', invoice: 1 });
    assert.match(textOf(await office.types('usage 90 days')), /Calls: [\d,]+[\s\S]*United States/);
    says(await office.types('usage since ever'), 'usage.badRange', { text: 'since ever' });
    says(await office.types('auto-recharge why'), 'why.enough');
    says(await office.types('auto-recharge off'), 'rule.saved');
    says(await office.types('about'), 'about.text');
    const saved = await office.presses(await office.types('auto-recharge'), 'Save', {
      autoRecharge: 'true',
      rechargeWith: '60',
      trigger: '30',
      cap: '55',
    });
    says(saved.card, 'refuse.cap-below-recharge');
  });

  it('count live lots that are not shown', async () => {
    await office.setsUp();
    for (let count = 0; count < 13; count += 1) await office.presses(await office.types('add funds 50'), 'Place order');
    says(await office.types('lots'), 'lots.more', { count: 2 });
  });
});
