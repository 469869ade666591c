import assert from 'node:assert/strict';
import { say } from '../../cards/words.ts';
import { says, textOf } from '../support/card.ts';
import { Office } from '../support/office.ts';

describe('a report in few words', () => {
  let office: Office;
  beforeEach(async () => void (office = await new Office().open()));
  afterEach(() => office.close());

  it('of days without a call offers more days, and nothing to sort', async () => {
    const titles = async (typed: string): Promise<readonly string[]> =>
      (await office.types(typed)).buttons.map(({ title }) => title);
    const balance = say('en', 'button.balance');
    assert.deepEqual(await titles('usage'), [say('en', 'usage.longer', { days: 90 }), balance]);
    assert.deepEqual(await titles('usage 90'), [balance]);
  });

  it('of the balance tells the rule without its limit', async () => {
    await office.skipsSetUp();
    const card = await office.types('balance');
    says(card, 'balance.onState', { amount: '$50.00', trigger: '$20.00' });
    assert.doesNotMatch(textOf(card), /a month/);
  });

  it('of what is not set up is called so', async () => {
    assert.deepEqual((await office.types('balance')).texts.slice(1, 2), [say('en', 'refuse.titleNotSetUp')]);
  });
});
