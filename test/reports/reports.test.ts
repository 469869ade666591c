import assert from 'node:assert/strict';
import { says, textOf } from '../support/card.ts';
import { Office } from '../support/office.ts';

describe('reports', () => {
  let office: Office;
  beforeEach(async () => void (office = await new Office().open()));
  afterEach(() => office.close());

  it('show lots, history, usage, the rule and what it is', async () => {
    await office.skipsSetUp();
    assert.match(
      textOf(await office.types('lots')),
      /Invoice 1 · Nov 22, 2026\nExpires Nov 22, 2027, in 365 days · Alex Wilber\n\$100\.00\nof \$100\.00/,
    );
    says(await office.types('history'), 'entry.payment-settled', { amount: '$100.00', invoice: 1 });
    assert.match(textOf(await office.types('usage 90 days')), /Calls: [\d,]+[\s\S]*United States/);
    says(await office.types('usage since ever'), 'misread.range', { text: 'since ever' });
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

  it('tells what calls cost from what was drawn for them', async () => {
    await office.skipsSetUp();
    const before = textOf(await office.types('usage'));
    assert.match(
      before,
      /Cost of chargeable calls: \$[1-9][\d,.]+\nDrawn from credits: \$0\.00 \(since Nov 22, 2026\)/,
    );
    await office.types('sandbox spend 40');
    assert.match(textOf(await office.types('usage')), /Drawn from credits: \$40\.00 \(since/);
    assert.match(
      textOf(await office.types('用量', { locale: 'zh-CN' })),
      /其中由点数支付: US\$40\.00（自 2026年11月22日 起）/,
    );
    office.clock.advance(60 * 86_400_000);
    await office.types('sandbox spend 5');
    assert.match(textOf(await office.types('usage')), /Drawn from credits: \$5\.00\n|Drawn from credits: \$5\.00$/);
  });

  it('says nothing of credits to who pays after use', async () => {
    const told = await office.presses(await office.types('setup'), 'Pay after use');
    await office.presses(told.card, 'Save', { currency: 'USD', budget: '300' });
    const usage = textOf(await office.types('usage'));
    assert.match(usage, /Cost of chargeable calls: \$\d/);
    assert.doesNotMatch(usage, /credits/);
  });
});
