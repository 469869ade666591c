import assert from 'node:assert/strict';
import { minuteMs } from '../../core/index.ts';
import { choosableKinds, kindsOf } from '../../bot/alerts/route.ts';
import { speechFor } from '../../bot/chat/speech.ts';
import type { Mail, WebhookCall } from '../../bot/ports/index.ts';
import { HttpsWebhook } from '../../bot/drivers/webhook/https-webhook.ts';
import { typedOfRoute } from '../../bot/settings/route-fields.view.ts';
import { routeTyped } from '../../bot/settings/typed-route.ts';
import { at } from '../support/builders.ts';
import { textOf } from '../support/card.ts';
import { Office } from '../support/office.ts';

describe('which alerts an address or a program gets, in a form', () => {
  for (const language of ['en', 'zh-CN'] as const) {
    const speech = speechFor({ language, timeZone: 'Europe/Berlin', isSandbox: false });
    const context = { speech, locale: language, localTimeZone: undefined, now: 0, currency: 'USD' as const };

    it(`is read as it stands there, in ${language}`, () => {
      const routes = [
        'all' as const,
        'critical' as const,
        ...choosableKinds.map(kind => kindsOf([kind])),
        kindsOf(choosableKinds.slice(0, 5)),
      ];
      for (const kinds of routes) {
        const quiet = routeTyped({ kinds: '', quiet: '18:00-8:00 weekdays, weekends' }, context);
        assert.ok(quiet.ok && quiet.value.quiet !== undefined);
        const route = { kinds, quiet: quiet.value.quiet };
        assert.deepEqual(routeTyped(typedOfRoute(speech, route), context), { ok: true, value: route });
      }
    });

    it(`is everything at any time where nothing stands there, and says what is wrong with what does, in ${language}`, () => {
      assert.deepEqual(routeTyped({}, context), { ok: true, value: { kinds: 'all' } });
      assert.deepEqual(routeTyped({ quiet: 'off' }, context), { ok: true, value: { kinds: 'all' } });
      const wrong = routeTyped({ kinds: 'weather', quiet: 'soon' }, context);
      assert.deepEqual(wrong.ok ? [] : Object.keys(wrong.refusal).toSorted(), ['kinds', 'quiet']);
      assert.match(wrong.ok ? '' : `${wrong.refusal['kinds']} ${wrong.refusal['quiet']}`, /weather.*soon/s);
    });
  }
});

describe('what an organization sends elsewhere', () => {
  let office: Office;
  let mails: Mail[];
  let calls: WebhookCall[];
  beforeEach(async () => {
    [mails, calls] = [[], []];
    office = new Office();
    office.mailer = {
      send: mail => Promise.resolve((mails.push(mail), { kind: 'delivered' as const, messageId: mail.key })),
    };
    const real = new HttpsWebhook({ tenant: 't', clock: office.clock, networks: [], isSandbox: false });
    office.webhook = {
      problemOf: url => real.problemOf(url),
      newSecret: () => real.newSecret(),
      call: call => Promise.resolve((calls.push(call), { kind: 'delivered' as const, status: 200 })),
    };
    await office.open();
    await office.skipsSetUp({ autoRecharge: 'false' });
  });
  afterEach(() => office.close());

  const form = async (name: RegExp) => (await office.presses(await office.types('settings'), name)).card;
  const saves = async (name: RegExp, typed: Record<string, string>) =>
    (await office.presses(await form(name), 'Save', typed)).card;
  const later = async (minutes: number): Promise<void> => {
    office.clock.advance(minutes * minuteMs);
    await office.tenant.deliveries.run();
    await office.tenant.idle();
  };
  const heads = () => mails.map(({ text }) => text.split('\n').find(line => /^(Warning|Critical|Over)/.test(line)));
  const names = () => calls.map(({ group }) => group.alerts[0].labels['alertname']);

  it('is what is critical alone, where that was chosen, by mail and by webhook', async () => {
    await saves(/Email addresses/, { address: 'ops@contoso.example', kinds: 'critical' });
    await saves(/Webhook/, { url: 'https://hooks.example.com/', kinds: 'critical' });
    await office.types('sandbox spend 85');
    await later(20);
    assert.deepEqual([mails, calls], [[], []]);
    await office.types('sandbox spend 20');
    await later(20);
    assert.deepEqual([heads(), names()], [['Critical: No credits left, calls may stop'], ['balance-zero']]);
    assert.match(
      textOf(await office.types('settings')),
      /1 address · what is critical.*hooks\.example\.com · what is critical/s,
    );
    assert.match(textOf(await office.types('alerts')), /ops@.*what is critical/s);
  });

  it('is held in quiet hours and told after them, each matter by itself', async () => {
    const quiet = '12:00-14:00';
    await saves(/Email addresses/, { address: 'ops@contoso.example', quiet });
    await saves(/Webhook/, { url: 'https://hooks.example.com/', quiet });
    office.clock.set(at('2026-11-22T12:10:00Z'));
    await office.types('sandbox spend 85');
    const audits = { name: 'audit', everyMs: minuteMs };
    office.tenant.roundWatch.expect([audits]);
    await later(70);
    assert.deepEqual([mails, calls], [[], []]);
    await later(50);
    assert.deepEqual(heads().toSorted(), ['Warning: Alerts are late', 'Warning: Low balance']);
    assert.deepEqual(names().toSorted(), ['low-balance', 'rounds-late']);
  });

  it('is chosen for all addresses and stays when one goes; who asks for more is told what is amiss already', async () => {
    const quiet = '1:00-2:00 weekdays, 1:00-3:00 weekends Europe/Berlin';
    await saves(/Email addresses/, { address: 'ops@contoso.example', kinds: 'critical', quiet });
    await saves(/Email addresses/, { address: 'late@contoso.example', kinds: 'critical', quiet });
    await office.presses(await form(/Email addresses/), /^Remove ops@/);
    const kept = JSON.parse((await office.tenant.choices.of('mail')).value ?? '') as {
      addresses: string[];
      kinds: string;
    };
    assert.deepEqual([kept.addresses, kept.kinds], [['late@contoso.example'], 'critical']);
    await office.types('sandbox spend 85');
    await later(20);
    assert.deepEqual(heads(), []);
    await saves(/Email addresses/, { kinds: 'all', quiet: '' });
    await later(1);
    assert.deepEqual(heads(), ['Warning: Low balance']);
    assert.equal((await office.tenant.choices.of('mail')).value, '["late@contoso.example"]');
  });

  it('keeps the secret of a webhook whose alerts are chosen anew, and says what is wrong beside its field', async () => {
    await saves(/Webhook/, { url: 'https://hooks.example.com/' });
    await saves(/Webhook/, { kinds: 'critical' });
    await office.types('alerts test');
    const wrong = await saves(/Webhook/, { url: 'https://other.example.com/', kinds: 'weather' });
    assert.match(textOf(wrong), /weather/);
    await office.types('alerts test');
    assert.equal(new Set(calls.map(({ url, secret }) => `${url} ${secret}`)).size, 1);
  });
});
