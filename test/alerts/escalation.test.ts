import assert from 'node:assert/strict';
import { minuteMs } from '../../core/index.ts';
import type { Mail } from '../../bot/ports/index.ts';
import { says, textOf } from '../support/card.ts';
import { Office, setUp } from '../support/office.ts';
import { people } from '../support/teams-client.ts';

const general = { conversation: '19:general@thread.tacv2', kind: 'channel' } as const;

describe('what nobody acknowledges', () => {
  let office: Office;
  beforeEach(async () => {
    office = await new Office(await setUp({ autoRecharge: 'false' })).open();
    await office.types('alerts here', general);
    await office.tenant.personalChats.note(people.reader, { id: 'own', locale: 'en', reference: reference('own') });
  });
  afterEach(() => office.close());

  const reference = (id: string) => ({
    ...{ serviceUrl: office.activity({})['serviceUrl'], channelId: 'msteams', bot: { id: '28:bot' } },
    conversation: { id, conversationType: 'personal' },
  });
  const toldIn = (conversation: string): number =>
    office.connector.sent.filter(({ method, path }) => method === 'POST' && path.includes(`/${conversation}/`)).length;
  const names = async (...ids: readonly string[]): Promise<void> => {
    for (const person of ids) {
      const settings = await office.types('settings');
      const { card } = await office.presses(settings, 'Change: Who is told of what nobody acknowledges');
      await office.presses(card, 'Save', { person, minutes: '15' });
    }
  };
  /** The next message to anybody in person finds the bot removed. */
  const leaves = (): void => {
    office.connector.failures.push(403);
    office.connector.code = 'BotNotInConversationRoster';
  };
  const later = async (minutes: number): Promise<void> => {
    office.clock.advance(minutes * minuteMs);
    await office.tenant.deliveries.run();
    await office.tenant.idle();
  };

  it('goes to those who are named for it, in person, in time and once', async () => {
    await names(people.reader);
    await office.types('sandbox spend 105');
    await later(14);
    assert.equal(toldIn('own'), 0);
    await later(2);
    assert.equal(toldIn('own'), 1);
    assert.match(textOf(office.told().at(-1)!), /No credits left/);
    await later(60);
    assert.equal(toldIn('own'), 1);
  });

  it('goes to nobody where it is acknowledged, is no more than a warning, or nobody is named', async () => {
    await office.types('sandbox spend 85');
    await later(40);
    await names(people.reader);
    await later(40);
    assert.equal(toldIn('own'), 0);
    await office.types('sandbox spend 20');
    const alert = office.told().findLast(({ buttons }) => buttons.some(({ verb }) => verb === 'acknowledge'))!;
    await office.presses(alert, 'Acknowledge', {}, general);
    await later(40);
    assert.equal(toldIn('own'), 0);
  });

  it('is said to be out of reach of whoever never wrote to the bot', async () => {
    await names(people.billingAdmin, people.reader);
    const listed = textOf(await office.types('alerts'));
    assert.match(listed, /if nobody acknowledges.*Cannot be reached: they have to write to me once/s);
    await office.types('alerts', { as: people.billingAdmin, conversation: 'b' });
    await office.types('alerts here', { as: people.billingAdmin, conversation: 'b' });
    assert.doesNotMatch(textOf(await office.types('alerts')), /Cannot be reached/);
  });

  it('goes by mail to whoever never wrote to the bot, where the directory knows their address, and once', async () => {
    await office.close();
    const mails: Mail[] = [];
    office = new Office();
    office.mailer = {
      send: mail => Promise.resolve({ kind: 'delivered', messageId: `<${mails.push(mail)}>` }),
    };
    await office.open();
    await office.skipsSetUp({ autoRecharge: 'false' });
    await names(people.reader);
    assert.doesNotMatch(textOf(await office.types('alerts')), /Cannot be reached/);
    await office.types('sandbox spend 105');
    await later(14);
    assert.equal(mails.length, 0);
    await later(2);
    await later(60);
    assert.equal(mails.length, 1);
    assert.match(mails[0]!.text, /Critical: No credits left/);
    const [reader] = await office.tenant.directory.peopleOf([people.reader]);
    assert.equal(mails[0]!.to, reader!.mail);
  });

  it('goes by mail at once where the chat with them is gone, and into it again once they have written there', async () => {
    await office.close();
    const mails: Mail[] = [];
    office = new Office();
    office.mailer = {
      send: mail => Promise.resolve({ kind: 'delivered', messageId: `<${mails.push(mail)}>` }),
    };
    await office.open();
    await office.skipsSetUp({ autoRecharge: 'false' });
    await office.tenant.personalChats.note(people.reader, { id: 'own', locale: 'en', reference: reference('own') });
    await names(people.reader);
    await office.types('sandbox spend 105');
    leaves();
    await later(16);
    assert.deepEqual([toldIn('own'), mails.length], [0, 1]);
    assert.match(mails[0]!.text, /Critical: No credits left/);
    await later(60);
    assert.equal(mails.length, 1);
    await office.types('balance', { as: people.reader, conversation: 'own' });
    await later(2);
    assert.deepEqual([toldIn('own'), mails.length], [1, 1]);
    assert.match(textOf(office.told().at(-1)!), /No credits left/);
  });

  it('is said to be out of reach of whoever has left the chat, until they write again', async () => {
    await office.types('alerts off', general);
    await names(people.reader);
    await office.types('sandbox spend 105');
    leaves();
    await later(16);
    assert.match(textOf(await office.types('alerts')), /Cannot be reached: they have to write to me once/s);
    await office.types('balance', { as: people.reader, conversation: 'own' });
    assert.doesNotMatch(textOf(await office.types('alerts')), /Cannot be reached/);
  });

  it('is said by how many are named for it, whether the directory names them or not', async () => {
    await names(people.billingAdmin, people.reader);
    office.clock.advance(120 * minuteMs);
    office.tenant.directory.nameOf = () => Promise.reject(new Error('Graph does not answer'));
    assert.match(textOf(await office.types('settings')), /2 people, after 15 min/);
  });

  it('is set by those who may, taken back, and not lost to two at once', async () => {
    const open = async () => (await office.presses(await office.types('settings'), /Who is told of what nobody/)).card;
    const first = await open();
    const late = await open();
    await office.presses(first, 'Save', { person: people.reader, minutes: '60' });
    says((await office.presses(late, 'Save', { person: people.billingAdmin, minutes: '5' })).card, 'setting.changed');
    assert.match(textOf(await office.types('settings')), /1 person, after 60 min/);
    const removed = await office.presses(await open(), /^Remove /);
    assert.match(textOf(removed.card), /Nobody/);
    const data = { setting: 'escalation', key: '', person: people.guest, minutes: '5' };
    assert.match(textOf((await office.invokes('save-setting', data)).card), /guest|Nobody/);
    const denied = await office.invokes('save-setting', data, { as: people.reader });
    assert.match(`${denied.text}${textOf(denied.card)}`, /role/);
  });
});
