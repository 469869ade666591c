import assert from 'node:assert/strict';
import { minuteMs } from '../../core/index.ts';
import { readCard, says, textOf, type ReadCard } from '../support/card.ts';
import { Office, setUp } from '../support/office.ts';
import { people } from '../support/teams-client.ts';

const alertsChannel = '19:alerts@thread.tacv2';
const team = { id: '19:general@thread.tacv2', name: 'Finance' };

describe('a conversation that comes and goes', () => {
  let office: Office;
  beforeEach(async () => {
    office = await new Office(await setUp({ autoRecharge: 'false' })).open();
  });
  afterEach(() => office.close());

  /** What Teams says of itself; with what is answered. */
  async function hears(
    fields: Record<string, unknown>,
    { conversation, data = {} }: { readonly conversation: string; readonly data?: object },
  ): Promise<readonly ReadCard[]> {
    const kind = conversation === 'own' ? 'personal' : 'channel';
    const activity = office.activity({ conversation, kind });
    const { status, body } = await office.post({
      ...activity,
      ...{ deliveryMode: 'expectReplies', channelData: { ...(activity['channelData'] as object), ...data } },
      ...fields,
    });
    assert.equal(status, 200);
    await office.tenant.idle();
    const { activities = [] } = (body ?? {}) as {
      activities?: readonly { attachments: readonly { content: unknown }[] }[];
    };
    return activities.map(({ attachments }) => readCard(attachments[0]?.content));
  }

  const installs = (conversation: string, action = 'add', data: object = { team }) =>
    hears({ type: 'installationUpdate', action }, { conversation, data });
  const types = (text: string, conversation = alertsChannel) =>
    hears(
      { type: 'message', text },
      { conversation, data: { team: { id: team.id }, channel: { id: conversation, name: 'Alerts' } } },
    );

  it('is welcomed once, however often Teams says that the bot was added', async () => {
    const [first, second] = await Promise.all([installs(team.id), installs(team.id)]);
    assert.equal(first.length + second.length, 1);
    office.clock.advance(5 * minuteMs);
    assert.equal((await installs(team.id)).length, 0);
    await installs(team.id, 'remove');
    assert.equal((await installs(team.id)).length, 1);
    office.clock.advance(2 * minuteMs);
    assert.match(textOf((await installs('own', 'add', {}))[0]!), /Communications Credits/);
  });

  it('is told nothing once the bot was removed from its team, and all of it as before when that is back', async () => {
    await types('alerts here critical');
    await installs(team.id, 'remove');
    assert.deepEqual(await office.tenant.conversations.subscribed(), []);
    await office.types('sandbox spend 105');
    assert.deepEqual(office.told(), []);
    assert.match(textOf(await office.types('alerts')), /Alerts.*The bot was removed on Nov 22/s);
    const [again, ...more] = await installs(team.id);
    says(again!, 'alerts.again');
    assert.deepEqual(more, []);
    assert.match(textOf(office.told().at(-1)!), /No credits left/);
    const known = await office.tenant.conversations.find(alertsChannel);
    assert.deepEqual([known?.route?.kinds, known?.gone], ['critical', undefined]);
    assert.equal((await installs(team.id)).length, 0);
  });

  it('is back by a message from there, which is said once', async () => {
    await types('alerts here');
    office.connector.failures.push(403);
    office.connector.code = 'BotNotInConversationRoster';
    await office.types('sandbox spend 85');
    assert.deepEqual(await office.tenant.conversations.subscribed(), []);
    const [again, answer] = await types('balance');
    says(again!, 'alerts.again');
    assert.match(textOf(answer!), /\$15\.00/);
    assert.match(textOf(office.told().at(-1)!), /Low balance/);
    assert.equal((await types('balance')).length, 1);
  });

  it('is called by its name, the new one too, and ends with its channel', async () => {
    await types('alerts here');
    assert.match(textOf(await office.types('alerts')), /Alerts\neverything/);
    const event = (eventType: string, data: object) =>
      hears({ type: 'conversationUpdate' }, { conversation: team.id, data: { eventType, ...data } });
    await event('teamRenamed', { team: { id: team.id, name: 'Money' } });
    await event('channelRenamed', { team, channel: { id: alertsChannel, name: 'Warn*ings' } });
    assert.match(textOf(await office.types('alerts')), /Money › Warn\\\*ings/);
    await event('channelDeleted', { team, channel: { id: alertsChannel, name: 'Warnings' } });
    assert.deepEqual(await office.tenant.conversations.subscribed(), []);
    for (const [eventType, data] of [
      ['channelDeleted', { channel: { id: 'never-seen' } }],
      ['channelRenamed', {}],
      ['teamDeleted', { team: { id: 'never-seen' } }],
      ['teamArchived', { team }],
      ['channelCreated', { channel: null, team: null }],
    ] as const)
      assert.deepEqual(await event(eventType, data), [], eventType);
  });

  it('is kept through a restart', async () => {
    await types('alerts here critical');
    await installs(team.id, 'remove');
    const { stores } = office;
    await office.close();
    office = await new Office(stores).open();
    const [again] = await installs(team.id);
    says(again!, 'alerts.again');
    assert.deepEqual(await office.tenant.conversations.subscribed(), [alertsChannel]);
  });

  it('of one person is a way to reach them in person', async () => {
    await installs('own', 'add', {});
    const chat = await office.tenant.personalChats.of(people.globalAdmin);
    assert.equal(chat?.id, 'own');
  });
});
