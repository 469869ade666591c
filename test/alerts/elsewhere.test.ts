import assert from 'node:assert/strict';
import { minuteMs } from '../../core/index.ts';
import type { Mail, MailOutcome, WebhookCall, WebhookOutcome } from '../../bot/ports/index.ts';
import { HttpsWebhook } from '../../bot/drivers/webhook/https-webhook.ts';
import { says, textOf } from '../support/card.ts';
import { Office, setUp } from '../support/office.ts';
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
    await office.skipsSetUp({ autoRecharge: 'false' });
  });
  afterEach(() => office.close());

  const form = () => opened(office, /Email addresses/);
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

  it('is mailed once that what was said to be over is back within a quarter of an hour, in the same thread', async () => {
    await adds('ops@contoso.example');
    await office.types('sandbox spend 85');
    await later(office, 1);
    await buys();
    await later(office, 5);
    assert.deepEqual(mails.length, 2);
    await office.types('sandbox spend 200');
    await later(office, 1);
    await later(office, 5);
    await later(office, 60);
    const [low, over, again, ...more] = mails.map(({ key }) => key.split(':').slice(1));
    assert.deepEqual([low?.length, over?.[0], again?.[0], more.length], [1, 'over', 'again', 0]);
    assert.equal(new Set(mails.map(({ thread }) => thread)).size, 1);
    assert.deepEqual(heads()[2], heads()[0]);
  });

  it('is mailed that it is back also where it is back as something less bad, or has changed since, and once', async () => {
    await adds('ops@contoso.example');
    await office.types('alerts here', general);
    await office.types('sandbox spend 105');
    await later(office, 1);
    await buys();
    await later(office, 5);
    outcome = () => ({ kind: 'failed', reason: 'CONN ETIMEDOUT' });
    await office.types('sandbox spend 185');
    await later(office, 1);
    const alert = office.told().findLast(({ buttons }) => buttons.some(({ verb }) => verb === 'acknowledge'))!;
    await office.presses(alert, 'Acknowledge', {}, general);
    mails = [];
    outcome = ({ key }) => ({ kind: 'delivered', messageId: `<${key}>` });
    await later(office, 60);
    await later(office, 60);
    assert.deepEqual(heads(), ['Warning · Acknowledged by Somebody: Low balance']);
    await buys();
    await later(office, 60);
    assert.match(heads()[1] ?? '', /^Over/);
    assert.equal(mails.length, 2);
  });

  it('is told once, whatever a restart comes between, and again where the mail server was away', async () => {
    await adds('ops@contoso.example');
    outcome = () => ({ kind: 'failed', reason: 'CONN ETIMEDOUT' });
    await office.types('sandbox spend 85');
    await later(office, 0);
    assert.equal(mails.length, 1);
    assert.match(
      textOf(await office.types('alerts')),
      /ops@.*by email.*1 not delivered: the mail server did not take it/s,
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
    await later(office, 0);
    // Of what is amiss now, as whoever is new among them.
    const both = ['gone@contoso.example', 'ops@contoso.example'];
    assert.deepEqual(
      mails.slice(1).map(({ to }) => to),
      both,
    );
    await office.types('alerts test');
    assert.deepEqual(
      mails.slice(3).map(({ to }) => to),
      both,
    );
  });

  it('is told of what is amiss already when it is added', async () => {
    await office.types('sandbox spend 85');
    await adds('ops@contoso.example');
    await later(office, 0);
    assert.equal(heads()[0], 'Warning: Low balance');
  });

  it('is added by those who may, once however it is written, and taken out; two at once lose nothing', async () => {
    for (const wrong of ['ops', 'a@b, c@d.example', 'Ops <ops@contoso.example>'])
      says(await adds(wrong), 'setting.mail.wrong');
    const [first, late] = [await form(), await form()];
    await office.presses(first, 'Save', { address: 'ops@contoso.example' });
    says((await office.presses(late, 'Save', { address: 'late@contoso.example' })).card, 'setting.changed');
    await adds('OPS@contoso.example');
    assert.match(textOf(await office.types('settings')), /1 address(?!es)/);
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
    const office = await new Office(await setUp()).open();
    try {
      const form = await opened(office, /Email addresses/);
      says(form, 'alerts.noMail');
      assert.ok(form.buttons.every(({ title }) => title !== 'Save'));
      const data = { setting: 'mail', key: '', address: 'ops@contoso.example' };
      await office.invokes('save-setting', data);
      assert.equal((await office.tenant.choices.of('mail')).value, null);
    } finally {
      await office.close();
    }
  });
});

describe('a program that is told of alerts', () => {
  let office: Office;
  let calls: WebhookCall[];
  let outcome: WebhookOutcome;
  beforeEach(async () => {
    calls = [];
    outcome = { kind: 'delivered', status: 200 };
    office = new Office();
    const real = new HttpsWebhook({ tenant: 't', clock: office.clock, networks: [], isSandbox: false });
    office.webhook = {
      problemOf: url => real.problemOf(url),
      newSecret: () => real.newSecret(),
      call: call => {
        calls.push(call);
        return Promise.resolve(outcome);
      },
    };
    await office.open();
    await office.skipsSetUp({ autoRecharge: 'false' });
  });
  afterEach(() => office.close());

  const url = 'https://hooks.example.com/in?token=abc';
  const form = () => opened(office, /Webhook/);
  const saves = async (typed: string) => (await office.presses(await form(), 'Save', { url: typed })).card;
  const told = () =>
    calls.map(({ group }) =>
      group.alerts.map(({ labels, endsAt }) => `${labels['alertname']} ${endsAt === undefined ? 'fires' : 'is over'}`),
    );

  it('hears of each change once: what fires, who took it, what is over', async () => {
    await saves(url);
    await office.types('alerts here', general);
    await office.types('sandbox spend 85');
    await later(office, 1);
    const alert = office.told().findLast(({ buttons }) => buttons.some(({ verb }) => verb === 'acknowledge'))!;
    await office.presses(alert, 'Acknowledge', {}, general);
    await later(office, 1);
    await office.types('sandbox spend 20');
    await later(office, 1);
    await office.presses(await office.types('add funds 200'), 'Place order');
    await later(office, 1);
    assert.deepEqual(told(), [
      ['low-balance fires'],
      ['low-balance fires'],
      ['balance-zero fires', 'low-balance is over'],
      ['balance-zero is over', 'low-balance is over'],
    ]);
    assert.equal(new Set(calls.map(({ id }) => id)).size, 4);
    const again = new Office(office.stores);
    again.webhook = office.webhook;
    await again.open();
    again.clock.advance(30 * minuteMs);
    await again.tenant.deliveries.run();
    await again.close();
    assert.equal(calls.length, 4);
  });

  it('is shown to fail where it refuses or is away, and told again by the same id or with the next change', async () => {
    await saves(url);
    outcome = { kind: 'refused', reason: 'http-401' };
    await office.types('sandbox spend 85');
    await later(office, 10);
    assert.equal(calls.length, 1);
    says(await office.types('alerts'), 'alerts.failing', {
      count: '1',
      reason: 'the receiver refused it, so that its address or its secret has to be checked',
    });
    await later(office, 51);
    assert.deepEqual([calls.length, new Set(calls.map(({ id }) => id)).size], [2, 1]);
    outcome = { kind: 'failed', retryAfterMs: 20 * minuteMs, reason: 'http-503' };
    await office.types('sandbox spend 20');
    await later(office, 1);
    assert.equal(calls.length, 3);
    outcome = { kind: 'delivered', status: 204 };
    await later(office, 18);
    assert.equal(calls.length, 3);
    await later(office, 2);
    assert.deepEqual([calls.length, calls[2]!.id], [4, calls[3]!.id]);
  });

  it('is told of what is amiss already when it is set, and so is another one in its place', async () => {
    await office.types('sandbox spend 85');
    await saves(url);
    await later(office, 0);
    await saves('https://other.example.com/');
    await later(office, 0);
    assert.deepEqual(
      calls.map(call => [call.url, call.group.alerts[0].labels['alertname']]),
      [
        [url, 'low-balance'],
        ['https://other.example.com/', 'low-balance'],
      ],
    );
  });

  it('is told that a test is one, which leaves nothing firing', async () => {
    await saves(url);
    assert.match(textOf(await office.types('alerts test')), /1 of 1 arrived.*Webhook at .*hooks/s);
    assert.deepEqual(told(), [['test is over']]);
  });

  it('gets a secret of its own that is shown once and to nobody else, and never the whole address', async () => {
    const saved = await saves(url);
    const [secret] = /whsec_[\w+/=]{44}/.exec(JSON.stringify(saved.json)) ?? [];
    await office.types('alerts test');
    assert.deepEqual([calls[0]!.url, calls[0]!.secret], [url, secret]);
    const cards = [await form(), await office.types('settings'), await office.types('alerts')];
    for (const { json } of cards) assert.doesNotMatch(JSON.stringify(json), /whsec_|token=abc/);
    const other = await saves('https://other.example.com/');
    assert.notEqual(/whsec_[\w+/=]{44}/.exec(JSON.stringify(other.json))?.[0], secret);
    await office.presses(await form(), 'Undo last change');
    await office.types('alerts test');
    assert.deepEqual([calls.at(-1)!.url, calls.at(-1)!.secret], [url, secret]);
    await office.presses(await form(), /^Remove /);
    says(await form(), 'setting.notSet');
  });

  it('is set in a chat of their own by those who may, at an address that can be one; two at once lose nothing', async () => {
    for (const [typed, problem] of [
      ['hooks', 'not-an-address'],
      ['http://hooks.example.com/', 'not-https'],
      ['https://me:pass@hooks.example.com/', 'has-credentials'],
      ['https://10.0.0.1/', 'private-address'],
    ] as const)
      says(await saves(typed), `setting.webhook.${problem}`);
    const [first, late] = [await form(), await form()];
    await office.presses(first, 'Save', { url });
    const data = { setting: 'webhook', key: '1', url: 'https://late.example.com/' };
    says((await office.presses(late, 'Save', { url: 'https://late.example.com/' })).card, 'setting.changed');
    says((await office.invokes('save-setting', data, general)).card, 'setting.webhook.personal');
    const denied = await office.invokes('save-setting', data, { as: people.reader });
    assert.match(`${denied.text}${textOf(denied.card)}`, /role/);
    assert.match(textOf(await form()), /hooks/);
  });
});
