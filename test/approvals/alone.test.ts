import assert from 'node:assert/strict';
import { Rights } from '../../bot/chat/rights.ts';
import { say } from '../../cards/words.ts';
import { says, textOf, type ReadCard } from '../support/card.ts';
import { Office, setUp } from '../support/office.ts';
import { people } from '../support/teams-client.ts';

describe('a limit where nobody else may approve', () => {
  let office: Office;
  beforeEach(async () => {
    office = await new Office(await setUp({ autoRecharge: 'false' })).open();
  });
  afterEach(() => office.close());

  const form = async (): Promise<ReadCard> =>
    (await office.invokes('approval-limit', { isForm: true, turnsOff: false })).card;
  const isWarned = (card: ReadCard): boolean => textOf(card).includes(say('en', 'approvals.nobodyElse'));

  it('warns in the form, and after the typed line, until somebody else is known', async () => {
    assert.ok(isWarned(await form()));
    const set = await office.types('approvals limit 0');
    says(set, 'approvals.saved');
    assert.ok(isWarned(set));
    // Somebody with a chat and no such right changes nothing.
    await office.types('help', { as: people.nobody, conversation: 'nobody' });
    assert.ok(isWarned(await form()));
    await office.types('alerts here', { as: people.billingAdmin, conversation: 'ben' });
    assert.ok(!isWarned(await form()));
  });

  for (const kind of ['person', 'group'] as const)
    it(`does not warn where the right was given to a ${kind} by somebody else`, async () => {
      const rights = new Rights(office.stores.documents);
      await rights.give('approve', { kind, id: people.nobody }, { by: people.globalAdmin, at: 1 });
      assert.ok(isWarned(await form()));
      await rights.take('approve', { kind, id: people.nobody }, { by: 'op', at: 2 });
      await rights.give('approve', { kind, id: people.nobody }, { by: 'op', at: 3 });
      assert.ok(!isWarned(await form()));
    });
});
