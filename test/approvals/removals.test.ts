import assert from 'node:assert/strict';
import { agreedRemovals, mayRemove, removalNeedsApproval } from '../../bot/approvals/removals.ts';
import type { Turn } from '../../bot/chat/turn.ts';
import { readCard, says } from '../support/card.ts';
import { Office, setUp } from '../support/office.ts';
import { people } from '../support/teams-client.ts';

describe('a license that is taken from many', () => {
  let office: Office;
  beforeEach(async () => {
    office = await new Office(await setUp({ autoRecharge: 'false' })).open();
  });
  afterEach(() => office.close());
  const many = (count: number) => Array.from({ length: count }, (_, index) => `person-${index}`);
  const turn = async (): Promise<Turn> => {
    const person = { id: people.globalAdmin, name: 'Alex' };
    const conversation = { id: 'chat', locale: 'en', reference: { serviceUrl: '', conversation: {} } };
    return {
      ...{
        speech: await office.tenant.speech('en'),
        id: 'turn',
        earlierId: undefined,
        key: 'turn',
        person,
        sender: person,
      },
      ...{ where: { name: undefined, team: undefined }, channelType: undefined },
      ...{ conversation, cardId: undefined, localTimeZone: undefined, locale: 'en', files: [], mentions: [] },
    };
  };
  const wallet = async () => {
    const read = await office.tenant.ledger.read();
    assert.ok(read.ok);
    return read.value.wallet;
  };

  it('needs nobody where there is no limit, nor of ten people', async () => {
    assert.equal(removalNeedsApproval(await wallet(), 11), false);
    assert.deepEqual(await mayRemove(office.tenant, await turn(), { id: 'run-1', people: many(11) }), { may: true });
    await office.types('approvals limit 500');
    assert.deepEqual(await mayRemove(office.tenant, await turn(), { id: 'run-2', people: many(10) }), { may: true });
  });

  it('waits for a second person, and is agreed to with its people, who stand in no journal', async () => {
    await office.types('approvals limit 500');
    assert.deepEqual(
      [removalNeedsApproval(await wallet(), 10), removalNeedsApproval(await wallet(), 11)],
      [false, true],
    );
    const asked = await mayRemove(office.tenant, await turn(), { id: 'run-1', people: many(11) });
    assert.ok(!asked.may);
    says(readCard(asked.reply.card), 'approval.text.asker');
    assert.deepEqual(await agreedRemovals(office.tenant), []);
    const approved = await office.invokes('approve', { approval: 'approval-run-1' }, { as: people.billingAdmin });
    says(approved.card, 'approval.granted');
    const agreed = { approval: 'approval-run-1', asker: people.globalAdmin, conversation: undefined };
    assert.deepEqual(await agreedRemovals(office.tenant), [{ ...agreed, id: 'run-1', people: many(11) }]);
    assert.ok(!JSON.stringify(await office.entries()).includes('person-1'));
  });
});
