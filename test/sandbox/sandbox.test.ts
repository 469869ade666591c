import assert from 'node:assert/strict';
import { toIso } from '../../core/index.ts';
import { says, textOf } from '../support/card.ts';
import { Office } from '../support/office.ts';

describe('the sandbox', () => {
  let office: Office;
  beforeEach(async () => void (office = await new Office().open()));
  afterEach(() => office.close());

  it('moves its time from one due instant to the next: a lot expires, and a retry happens', async () => {
    await office.setsUp();
    await office.types('auto-recharge off');
    assert.match(textOf(await office.types('sandbox advance 366 days')), /Nov 23, 2027.*The balance is \$0\.00/);
    says(await office.types('lots'), 'lots.expired', { amount: '$100.00' });
    says(await office.types('sandbox advance 400 days'), 'sandbox.tooFar');
    says(await office.types('sandbox calls 20'), 'sandbox.called', { count: 20 });
    says(await office.types('sandbox reset'), 'sandbox.reset');
    says(await office.types('balance'), 'refuse.not-set-up');
    assert.deepEqual(await office.entries(), []);
  });

  it('moves its time by way of the first of the month, when a cap that was reached is over', async () => {
    await office.setsUp();
    const cap = { autoRecharge: 'true', rechargeWith: '50', trigger: '80', cap: '50' };
    assert.match(textOf((await office.presses(await office.types('auto-recharge'), 'Save', cap)).card), /Saved/);
    await office.types('sandbox spend 90');
    await office.types('sandbox advance 20 days');
    const requested = (await office.entries()).flatMap(entry =>
      entry.kind === 'payment-requested' && entry.facts.purpose === 'recharge' ? [toIso(entry.facts.requestedAt)] : [],
    );
    assert.deepEqual(requested, ['2026-11-22T12:00:00Z', '2026-12-01T00:00:00Z']);
  });
});
