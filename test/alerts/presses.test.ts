import assert from 'node:assert/strict';
import { says, textOf } from '../support/card.ts';
import { MemoryStore } from '../support/memory/store.ts';
import { Office } from '../support/office.ts';
import { inMemory } from '../support/stores.ts';
import { people } from '../support/teams-client.ts';

describe('a press on an alert', () => {
  let office: Office;
  beforeEach(async () => void (office = await new Office().open()));
  afterEach(() => office.close());

  it('that fails keeps the card, where somebody else may still need it', async () => {
    await office.skipsSetUp();
    await office.types('alerts here', { conversation: 'general', kind: 'channel' });
    await office.types('auto-recharge off');
    await office.types('sandbox spend 85');
    const alert = office.told()[0]!;
    const before = office.connector.sent.length;
    office.slowed(office.tenant.directory, () => Promise.reject(new Error('Graph is down')));
    const said = { conversation: 'general', kind: 'channel', as: people.billingAdmin } as const;
    const answer = await office.presses(alert, 'Add funds', {}, said);
    assert.equal(answer.type, 'application/vnd.microsoft.activity.message');
    assert.match(answer.text, /Nothing was changed/);
    assert.equal(office.connector.sent.length, before);
  });

  it('that is refused late keeps the card', async () => {
    await office.skipsSetUp();
    await office.types('alerts here', { conversation: 'general', kind: 'channel' });
    await office.types('auto-recharge off');
    await office.types('sandbox spend 85');
    const alert = office.told()[0]!;
    const before = office.connector.sent.length;
    let goOn = (): void => undefined;
    const waiting = new Promise<void>(resolve => (goOn = resolve));
    const slow = office.slowed(office.tenant.directory, () => waiting);
    const said = { conversation: 'general', kind: 'channel', as: people.nobody, isLeftAlone: true } as const;
    const pressing = office.presses(alert, 'Acknowledge', {}, said);
    await slow.reached;
    office.clock.advance(3000);
    await pressing;
    goOn();
    await office.tenant.idle();
    const late = office.connector.sent.slice(before);
    assert.deepEqual(
      late.map(({ method }) => method),
      ['POST'],
    );
    says(office.told().at(-1)!, 'deny.title');
  });

  it('is answered at once on a store that leases what is being answered', async () => {
    await office.close();
    office = await new Office({ ...inMemory(), answers: new MemoryStore() }).open();
    await office.skipsSetUp();
    await office.types('alerts here', { conversation: 'general', kind: 'channel' });
    await office.types('auto-recharge off');
    await office.types('sandbox spend 85');
    const alert = office.told()[0]!;
    const said = { conversation: 'general', kind: 'channel' } as const;
    const { card } = await office.presses(alert, 'Add funds', {}, said);
    assert.equal(textOf(card), textOf(alert));
    assert.match(textOf(office.told().at(-1)!), /Add funds/);
    // Who may not see an alert does not see it through a command that everybody may run.
    const { matter: id } = alert.buttons.find(({ verb }) => verb === 'acknowledge')!.data as { matter: string };
    const asNobody = { ...said, as: people.nobody } as const;
    const shown = await office.invokes('run-beside', { text: 'help', matter: id }, asNobody);
    assert.equal(shown.type, 'application/vnd.microsoft.activity.message');
    assert.doesNotMatch(shown.text, /\$15/);
  });
});
