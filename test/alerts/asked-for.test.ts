import assert from 'node:assert/strict';
import { hourMs } from '../../core/index.ts';
import { says, textOf } from '../support/card.ts';
import { Office, setUp } from '../support/office.ts';
import { people } from '../support/teams-client.ts';

const general = { conversation: '19:general@thread.tacv2', kind: 'channel' } as const;
const group = { conversation: 'group', kind: 'groupChat' } as const;

describe('what a conversation asks to be told', () => {
  let office: Office;
  beforeEach(async () => {
    office = await new Office(await setUp({ autoRecharge: 'false' })).open();
  });
  afterEach(() => office.close());

  const routeOf = async (id: string) => (await office.tenant.conversations.find(id))?.route;
  it('is typed in both languages, and said back', async () => {
    const typed: readonly (readonly [string, string, object])[] = [
      ['alerts here critical', 'en-US', { kinds: 'critical' }],
      ['alerts here failed recharges, import', 'en-US', { kinds: ['recharge-failed', 'import-stalled'] }],
      ['alerts here all', 'en-US', { kinds: 'all' }],
      ['alerts critical without amounts', 'en-US', { kinds: 'critical', showsAmounts: false }],
      ['alerts here with amounts in threads', 'en-US', { showsAmounts: true, isThreaded: true }],
      ['alerts here as posts', 'en-US', { kinds: 'critical' }],
      ['提醒 这里 充值失败、导入', 'zh-CN', { kinds: ['recharge-failed', 'import-stalled'] }],
      ['提醒 这里 全部 不显示金额', 'zh-CN', { kinds: 'all', showsAmounts: false }],
    ];
    for (const [text, locale, wanted] of typed) {
      const answer = await office.types(text, { ...group, locale });
      const route = await routeOf('group');
      for (const [name, value] of Object.entries(wanted))
        assert.deepEqual(route?.[name as keyof typeof route], value, `${text}: ${name}`);
      assert.match(textOf(answer), locale === 'en-US' ? /Alerts will come here/ : /提醒会发到这里/);
    }
    assert.match(
      textOf(await office.types('alerts here lottery', group)),
      /^“lottery” is not a kind of alert\. Write \*\*critical\*\*.*:\n\n- \*\*Credits\*\*: low balance, runs out, expires.*\n- \*\*Payments\*\*:/m,
    );
    assert.match(textOf(await office.types('alerts', group)), /everything · without amounts/);
  });

  it('stays as it was where it is turned off and on again', async () => {
    await office.types('alerts here critical', group);
    await office.types('alerts quiet 22-7', group);
    await office.types('alerts off', group);
    await office.types('alerts here', group);
    assert.deepEqual((await routeOf('group'))?.kinds, 'critical');
    assert.ok((await routeOf('group'))?.quiet);
    await office.types('alerts quiet off', group);
    assert.equal((await routeOf('group'))?.quiet, undefined);
    assert.equal((await office.tenant.conversations.subscribed()).length, 1);
  });

  it('is told at once where something is amiss', async () => {
    await office.types('sandbox spend 85');
    await office.types('alerts here', group);
    assert.match(textOf(office.told().at(-1)!), /Low balance/);
    const before = office.told().length;
    await office.types('alerts here', group);
    assert.equal(office.told().length, before);
  });

  it('leaves out what it did not ask for, but never what is critical', async () => {
    await office.types('alerts here import', group);
    await office.types('sandbox spend 85');
    assert.deepEqual(office.told(), []);
    await office.types('sandbox spend 20');
    assert.match(textOf(office.told().at(-1)!), /No credits left/);
  });

  it('is not heard of in quiet hours, and then once; what is critical is', async () => {
    await office.types('alerts here', group);
    assert.match(textOf(await office.types('alerts quiet 11:00-20:00', group)), /Quiet: every day 11:00/);
    await office.types('sandbox spend 85');
    assert.deepEqual(office.told(), []);
    office.clock.advance(9 * hourMs);
    await office.tenant.deliveries.run();
    assert.equal(office.told().length, 1);
    says(await office.types('alerts quiet 22-7', general), 'alerts.isOff');
    assert.match(textOf(await office.types('alerts quiet whenever', group)), /whenever/);
  });

  it('names whom it is for, and only whom somebody picked', async () => {
    const mention = (id: string, name: string, type?: 'tag') => ({
      type: 'mention',
      text: `<at>${name}</at>`,
      mentioned: { id, name, ...(type === undefined ? { aadObjectId: people.reader } : { type }) },
    });
    const entities = [mention('29:alex', 'Alex Wilber'), mention('tag-1', 'Finance', 'tag')];
    await office.types('alerts here for <at>Alex Wilber</at> and <at>Finance</at>', { ...general, entities });
    assert.deepEqual((await routeOf(general.conversation))?.mentions, [
      { kind: 'person', id: people.reader, name: 'Alex Wilber' },
      { kind: 'tag', id: 'tag-1', name: 'Finance' },
    ]);
    await office.types('sandbox spend 85');
    const { body } = office.connector.sent.at(-1)!;
    assert.match(JSON.stringify(body), /<at>Alex Wilber<\/at>/);
    assert.match(textOf(await office.types('alerts here for Megan', general)), /“Megan” is none/);
    says(await office.types('alerts here for <at>Finance</at>', { entities }), 'alerts.mentionAlone');
  });

  it('with guests in it is told without amounts, in a team and in a chat, unless somebody says otherwise', async () => {
    const own = { id: '29:1', userPrincipalName: 'ana@contoso.example', tenantId: office.tenantId };
    const guest = {
      id: '29:2',
      userPrincipalName: 'bo_fabrikam.example#EXT#@contoso.example',
      tenantId: office.tenantId,
    };
    const other = { id: '29:3', userPrincipalName: 'cy@fabrikam.example', tenantId: 'fabrikam' };
    office.connector.rosters.push({ members: [own], continuationToken: 'next' }, { members: [own, guest] });
    says(await office.types('alerts here', general), 'alerts.shared');
    assert.equal((await routeOf(general.conversation))?.showsAmounts, false);
    await office.types('alerts here with amounts', general);
    assert.equal((await routeOf(general.conversation))?.showsAmounts, true);
    office.connector.rosters.push({ members: [own, other] });
    says(await office.types('alerts here', group), 'alerts.shared');
    assert.equal((await routeOf(group.conversation))?.showsAmounts, false);
  });

  it('without guests is told amounts, and so is one of which it cannot be known', async () => {
    office.connector.rosters.push({ members: [{ id: '29:1', tenantId: office.tenantId }] });
    await office.types('alerts here', general);
    office.connector.rosters.push({ members: 'none' as unknown as [] });
    await office.types('alerts here', group);
    const routes = await Promise.all([general, group].map(({ conversation }) => routeOf(conversation)));
    assert.deepEqual(
      routes.map(route => route?.showsAmounts),
      [true, true],
    );
  });

  it('is told all the same where it can mention nobody, such as a tag that was deleted', async () => {
    const mentioned = { id: 'tag-1', name: 'Finance', type: 'tag' };
    const entities = [{ type: 'mention', text: '<at>Finance</at>', mentioned }];
    await office.types('alerts here for <at>Finance</at>', { ...general, entities });
    office.connector.failures.push(400);
    await office.types('sandbox spend 85');
    const told = office.connector.sent.filter(({ path }) => path === '/v3/conversations');
    assert.equal(told.length, 1);
    assert.match(JSON.stringify(told), /Low balance/);
    assert.doesNotMatch(JSON.stringify(told), /Finance/);
  });

  it('is refused in a private channel, and without amounts in a shared one unless somebody says otherwise', async () => {
    const typesIn = async (type: 'private' | 'shared', text: string, conversation: string) => {
      const { channelData, ...activity } = office.activity({ conversation, kind: 'channel' });
      const { body } = await office.post({
        ...activity,
        ...{ type: 'message', text, deliveryMode: 'expectReplies' },
        channelData: { ...(channelData as object), channel: { id: conversation, type } },
      });
      await office.tenant.idle();
      return JSON.stringify(body);
    };
    assert.match(await typesIn('private', 'alerts here', 'p'), /cannot post in a private channel/);
    assert.deepEqual(await office.tenant.conversations.subscribed(), []);
    assert.match(
      await typesIn('shared', 'alerts here', 's'),
      /Show them all the same\?.*Show amounts.*Leave them out/s,
    );
    assert.equal((await routeOf('s'))?.showsAmounts, false);
    await office.types('sandbox spend 85');
    assert.doesNotMatch(textOf(office.told().at(-1)!), /\$/);
    assert.doesNotMatch(await typesIn('shared', 'alerts here with amounts', 's'), /Show them all the same/);
    assert.equal((await routeOf('s'))?.showsAmounts, true);
  });
});

describe('everybody who is told', () => {
  let office: Office;
  beforeEach(async () => {
    office = await new Office(await setUp({ autoRecharge: 'false' })).open();
  });
  afterEach(() => office.close());

  it('is listed with what arrived last, and why something did not', async () => {
    assert.match(textOf(await office.types('alerts')), /Nobody is told/);
    await office.types('alerts here', general);
    await office.types('alerts here critical', { as: people.reader, conversation: 'own' });
    await office.types('sandbox spend 85');
    const listed = textOf(await office.types('alerts'));
    assert.match(listed, /A group chat|A channel/);
    assert.match(listed, /in person/);
    assert.match(listed, /Last message Nov 22/);
    office.connector.failures.push(503);
    await office.types('sandbox spend 20', { isLeftAlone: false });
    assert.match(textOf(await office.types('alerts')), /not delivered: Teams did not work.*Failing/s);
  });

  it('is sent a test that says so, by those who may', async () => {
    await office.types('alerts here', general);
    await office.types('alerts here', group);
    const before = office.told().length;
    says(await office.types('alerts test', { as: people.reader }), 'deny.title');
    assert.equal(office.told().length, before);
    office.connector.code = 'ConversationNotFound';
    office.connector.failures.push(404);
    const result = textOf(await office.types('alerts test'));
    assert.match(result, /1 of 2 arrived/);
    assert.match(result, /Did not arrive: Teams did not find it/);
    assert.match(textOf(office.told().at(-1)!), /This is a test/);
    assert.equal((await office.tenant.conversations.subscribed()).length, 1);
  });

  it('is changed by a form, where two at once do not undo one another', async () => {
    await office.types('alerts here', group);
    const listed = await office.types('alerts', group);
    const { card } = await office.presses(listed, 'Change what comes', {}, group);
    const kinds = 'recharge-failed';
    const saved = await office.presses(card, 'Save', { kinds, quiet: '22-7', amounts: 'left' }, group);
    assert.match(textOf(saved.card), /Saved/);
    const kept = (await office.tenant.conversations.find('group'))?.route;
    assert.deepEqual([kept?.kinds, kept?.showsAmounts, kept?.quiet === undefined], [['recharge-failed'], false, false]);
    const late = await office.presses(card, 'Save', { kinds: '', quiet: '', amounts: 'shown' }, group);
    assert.match(textOf(late.card), /Somebody changed this meanwhile/);
    const wrong = await office.presses(late.card, 'Save', { kinds, quiet: 'soon', amounts: 'left' }, group);
    assert.match(textOf(wrong.card), /“soon”/);
    assert.deepEqual((await office.tenant.conversations.find('group'))?.route, kept);
    // From another conversation too; but what comes in somebody's own chat is theirs.
    await office.types('alerts here', { as: people.reader, conversation: 'own' });
    const theirs = await office.invokes('alerts-form', { conversation: 'own' });
    says(theirs.card, 'alerts.form.theirs');
    await office.presses(late.card, 'Turn off');
    assert.deepEqual(await office.tenant.conversations.subscribed(), ['own']);
  });
});
