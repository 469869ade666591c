import assert from 'node:assert/strict';
import { minuteMs } from '../../core/index.ts';
import { says, textOf, type ReadCard } from '../support/card.ts';
import { Office, setUp } from '../support/office.ts';
import { inMemory } from '../support/stores.ts';
import { people, type Said } from '../support/teams-client.ts';

const ben: Said = { as: people.billingAdmin, conversation: 'ben' };

describe('four eyes on two replicas of the bot', () => {
  const stores = inMemory();
  let one: Office;
  let other: Office;
  before(async () => {
    one = await new Office(stores).open();
    other = await new Office(stores).open();
    await one.setsUp({ autoRecharge: 'false' });
    await one.types('approvals limit 80');
    await other.types('alerts here', ben);
  });
  after(async () => {
    await one.close();
    await other.close();
  });
  const asked = async (office: Office, typed: string): Promise<{ readonly mine: ReadCard; readonly id: string }> => {
    const { card } = await office.presses(await office.types(typed), 'Ask for approval');
    return { mine: card, id: (await office.entries()).findLast(({ kind }) => kind === 'approval-asked')!.id };
  };
  const count = async (kind: string): Promise<number> =>
    (await one.entries()).filter(entry => entry.kind === kind).length;

  it('what is asked on one is approved on the other, once, and the cards say so wherever they are', async () => {
    const { mine, id } = await asked(one, 'add funds 200');
    const [first, second] = await Promise.all([
      other.invokes('approve', { approval: id }, ben),
      one.invokes('approve', { approval: id }, ben),
    ]);
    for (const { card } of [first, second]) says(card, 'approval.granted');
    assert.equal(one.charged.length + other.charged.length, 2);
    assert.equal(await count('approval-granted'), 1);
    says((await one.presses(mine, 'Withdraw')).card, 'approval.granted');
    const edited = [...one.connector.sent, ...other.connector.sent].filter(
      ({ method, body }) => method === 'PUT' && JSON.stringify(body).includes('Approved by'),
    );
    assert.ok(edited.some(({ path }) => path.includes('ben')));
  });

  it('of an approval, a refusal and a withdrawal at once, one holds', async () => {
    const { mine, id } = await asked(other, 'add funds 200');
    const answers = await Promise.all([
      one.invokes('approve', { approval: id }, ben),
      other.invokes('decline-approval', { approval: id, step: 'record', word: 'No' }, ben),
      one.presses(mine, 'Withdraw'),
    ]);
    const kinds = ['approval-granted', 'approval-declined', 'approval-withdrawn'] as const;
    const entries = (await one.entries()).filter(({ facts }) => 'asked' in facts && facts.asked === id);
    assert.equal(entries.length, 1);
    const ended = kinds.find(kind => kind === entries[0]?.kind)?.slice('approval-'.length) as 'granted';
    for (const { card } of answers) says(card, `approval.${ended}`);
  });
});

describe('a restart', () => {
  it('loses no card: whoever may approve is told by the next program, once', async () => {
    const stores = inMemory();
    const first = await new Office(stores).open();
    await first.setsUp({ autoRecharge: 'false' });
    await first.types('approvals limit 80');
    await first.types('alerts here', ben);
    const needed = await first.types('add funds 200');
    // The connector is out of reach, and then the program ends.
    first.connector.failures.push(403);
    await first.presses(needed, 'Ask for approval');
    assert.deepEqual(first.told(), []);
    await first.close();

    const second = await new Office(stores).open();
    // Teams reaches them by another address now.
    await second.types('help', ben);
    second.clock.advance(10 * minuteMs);
    await Promise.all([second.tenant.approvalTelling.run(), second.tenant.approvalTelling.run()]);
    const [told, ...more] = second.told();
    assert.ok(told !== undefined && more.length === 0);
    says(told, 'approval.text.approver');
    assert.match(textOf((await second.presses(told, 'Approve', {}, ben)).card), /Approved by/);
    await second.close();
  });

  it('between the note and the asking asks nothing, and the note is forgotten', async () => {
    const office = await new Office(await setUp({ autoRecharge: 'false' })).open();
    await office.types('approvals limit 80');
    const { approvalCards, approvalTelling, clock } = office.tenant;
    await approvalCards.note('approval-never', { at: clock.now(), card: undefined, people: [] });
    await approvalTelling.run();
    assert.equal((await approvalCards.all()).size, 1);
    office.clock.advance(61 * minuteMs);
    await approvalTelling.run();
    assert.equal((await approvalCards.all()).size, 0);
    await office.close();
  });
});
