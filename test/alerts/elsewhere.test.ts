import assert from 'node:assert/strict';
import { minuteMs } from '../../core/index.ts';
import type { Mail, MailOutcome } from '../../bot/ports/index.ts';
import { says, textOf } from '../support/card.ts';
import { Office } from '../support/office.ts';
import { people } from '../support/teams-client.ts';

const general = { conversation: '19:general@thread.tacv2', kind: 'channel' } as const;

/** Tells what is due after so long. */
const later = async (office: Office, minutes: number): Promise<void> => {
  office.clock.advance(minutes * minuteMs);
  await office.tenant.deliveries.run();
  await office.tenant.idle();
};

const opened = async (office: Office, setting: RegExp) =>
  (await office.presses(await office.types('settings'), setting)).card;

describe('an address that gets alerts', () => {
  let office: Office;
  let mails: Mail[];
  let outcome: (mail: Mail) => MailOutcome;
  beforeEach(async () => {
    mails = [];
    outcome = ({ key }) => ({ kind: 'delivered', messageId: `<${key}>` });
    office = new Office();
    office.mailer = {
      send: mail => {
        mails.push(mail);
        return Promise.resolve(outcome(mail));
      },
    };
    await office.open();
    await office.setsUp({ autoRecharge: 'false' });
  });
  afterEach(() => office.close());

  const form = () => opened(office, /Mail addresses/);
  const adds = async (address: string) => (await office.presses(await form(), 'Save', { address })).card;
  const heads = () => mails.map(({ text }) => text.split('\n').find(line => /^(Warning|Critical|Over)/.test(line)));
  const buys = async (): Promise<void> => {
    const review = await office.types('add funds 200');
    await office.presses(review, /^Place order/);
    await later(office, 1);
  };

  it('is mailed when people are called and when it is over, and of nothing between', async () => {
    await adds('ops@contoso.example');
    await office.types('alerts here', general);
    await office.types('sandbox spend 85');
    await later(office, 1);
    const alert = office.told().findLast(({ buttons }) => buttons.some(({ verb }) => verb === 'acknowledge'))!;
    await office.presses(alert, 'Acknowledge', {}, general);
    await later(office, 1);
    assert.equal(mails.length, 1);
    await office.types('sandbox spend 20');
    await later(office, 20);
    assert.equal(mails.length, 2);
    await buys();
    await later(office, 20);
    assert.deepEqual(
      heads().map(head => head?.split(/[: ]/)[0]),
      ['Warning', 'Critical', 'Over'],
    );
    assert.deepEqual(
      [new Set(mails.map(({ thread }) => thread)).size, new Set(mails.map(({ key }) => key)).size],
      [1, 3],
    );
    assert.equal(new Set(mails.map(({ subject }) => subject)).size, 1);
    assert.deepEqual([...new Set(mails.map(({ to }) => to))], ['ops@contoso.example']);
  });

  it('is told once, whatever a restart comes between, and again where the mail server was away', async () => {
    await adds('ops@contoso.example');
    outcome = () => ({ kind: 'failed', reason: 'CONN ETIMEDOUT' });
    await office.types('sandbox spend 85');
    await later(office, 0);
    assert.equal(mails.length, 1);
    assert.match(
      textOf(await office.types('alerts')),
      /ops@.*by mail.*1 not delivered: the mail server did not take it/s,
    );
    outcome = ({ key }) => ({ kind: 'delivered', messageId: `<${key}>` });
    await later(office, 1);
    const again = new Office(office.stores);
    again.mailer = office.mailer;
    await again.open();
    again.clock.advance(30 * minuteMs);
    await again.tenant.deliveries.run();
    await again.close();
    assert.deepEqual(
      mails.map(({ key }) => key),
      [mails[0]!.key, mails[0]!.key],
    );
  });

  it('is told nothing more once its server has refused it, is said to be so, and tried again after a change', async () => {
    await adds('gone@contoso.example');
    outcome = () => ({ kind: 'refused', reason: 'RCPT TO 550 5.1.1' });
    await office.types('sandbox spend 85');
    await later(office, 1);
    await office.types('sandbox spend 20');
    await later(office, 20);
    assert.equal(mails.length, 1);
    assert.match(textOf(await office.types('alerts')), /A mail server refused this address on/);
    assert.match(textOf(await form()), /A mail server refused this address on/);
    outcome = ({ key }) => ({ kind: 'delivered', messageId: key });
    await adds('ops@contoso.example');
    await office.types('alerts test');
    assert.deepEqual(
      mails.slice(1).map(({ to }) => to),
      ['gone@contoso.example', 'ops@contoso.example'],
    );
  });

  it('is added by those who may, once however it is written, and taken out; two at once lose nothing', async () => {
    for (const wrong of ['ops', 'a@b, c@d.example', 'Ops <ops@contoso.example>'])
      says(await adds(wrong), 'setting.mail.wrong');
    const [first, late] = [await form(), await form()];
    await office.presses(first, 'Save', { address: 'ops@contoso.example' });
    says((await office.presses(late, 'Save', { address: 'late@contoso.example' })).card, 'setting.changed');
    await adds('OPS@contoso.example');
    assert.match(textOf(await office.types('settings')), /1 addresses/);
    await office.presses(await form(), /^Remove /);
    says(await form(), 'setting.escalation.nobody');
    await office.presses(await form(), 'Undo last change');
    assert.match(textOf(await form()), /ops@/);
    const data = { setting: 'mail', key: '["ops@contoso.example"]', address: 'reader@contoso.example' };
    const denied = await office.invokes('save-setting', data, { as: people.reader });
    assert.match(`${denied.text}${textOf(denied.card)}`, /role/);
    assert.doesNotMatch(textOf(await form()), /reader@/);
  });
});

describe('an organization without a mail server', () => {
  it('is told what its operator has to set, and adds no address', async () => {
    const office = await new Office().open();
    try {
      await office.setsUp();
      const form = await opened(office, /Mail addresses/);
      says(form, 'alerts.noMail');
      assert.ok(form.buttons.every(({ title }) => title !== 'Save'));
      const data = { setting: 'mail', key: '', address: 'ops@contoso.example' };
      assert.equal((await office.invokes('save-setting', data)).card === undefined, false);
      assert.equal((await office.tenant.choices.of('mail')).value, null);
    } finally {
      await office.close();
    }
  });
});
