import assert from 'node:assert/strict';
import { hourMs, type Instant } from '../../core/index.ts';
import { DriverError, type Mail, type WebhookCall, type WebhookOutcome } from '../../bot/ports/index.ts';
import { HttpsWebhook } from '../../bot/drivers/webhook/https-webhook.ts';
import { speechFor } from '../../bot/chat/speech.ts';
import { importDueLogs } from '../../bot/usage/import-log.job.ts';
import { at } from '../support/builders.ts';
import { digestStates } from '../cards/digest-states.ts';
import { readCard, says, textOf, type ReadCard } from '../support/card.ts';
import { Office } from '../support/office.ts';
import { people } from '../support/teams-client.ts';

const general = { conversation: '19:general@thread.tacv2', kind: 'channel' } as const;
const sales = { conversation: '19:sales@thread.tacv2', kind: 'channel' } as const;

describe('the digest of a week', () => {
  let office: Office;
  let mails: Mail[];
  let calls: WebhookCall[];
  let outcome: WebhookOutcome;
  let isDown: boolean;
  beforeEach(async () => {
    mails = [];
    office = new Office();
    office.mailer = {
      send: mail => {
        mails.push(mail);
        return Promise.resolve({ kind: 'delivered', messageId: `<${mail.key}>` });
      },
    };
    calls = [];
    outcome = { kind: 'delivered', status: 200 };
    const real = new HttpsWebhook({ tenant: 't', clock: office.clock, networks: [], isSandbox: false });
    office.webhook = {
      problemOf: url => real.problemOf(url),
      newSecret: () => real.newSecret(),
      call: call => {
        calls.push(call);
        return Promise.resolve(outcome);
      },
    };
    isDown = false;
    office.callLog = real => ({
      pages: range => {
        if (isDown) throw new DriverError('graph-unreachable', 'no answer');
        return real.pages(range);
      },
    });
    await office.open();
    await office.skipsSetUp({ timeZone: 'Europe/Berlin', autoRecharge: 'false' });
  });
  afterEach(() => office.close());

  const round = async (): Promise<void> => {
    await office.tenant.foresight.look();
    await office.tenant.deliveries.run();
  };
  /** A round every hour until an instant, on the hour. */
  async function rounds(until: string): Promise<void> {
    for (const end: Instant = at(until); office.clock.now() < end;) {
      office.clock.advance(Math.min(hourMs, end - office.clock.now()));
      await round();
    }
  }
  const postsIn = ({ conversation }: { readonly conversation: string }): readonly ReadCard[] => {
    const to = office.connector.sent.filter(
      ({ method, path, body }) =>
        method === 'POST' &&
        (path.includes(encodeURIComponent(conversation)) || JSON.stringify(body).includes(conversation)),
    );
    const all = office.connector.told();
    return to
      .map(one => all[office.connector.sent.indexOf(one)]!)
      .filter(card => textOf(card).includes('Weekly summary'));
  };

  it('is what anybody who may look gets at once, in both languages, with people by name for who may see them', async () => {
    await office.types('sandbox spend 12');
    office.clock.advance(24 * hourMs);
    const card = await office.types('digest');
    assert.match(textOf(card), /Weekly summary · Nov 16 to Nov 22\n\$20\.19 spent, 157% more than usual\n/);
    assert.match(textOf(card), /Spent\n\$20\.19[\s\S]*median of the 8 weeks before/);
    assert.match(textOf(card), /Johanna Lorenz/);
    assert.match(textOf(await office.types('周报', { locale: 'zh-CN' })), /每周摘要 · 11月16日 至 11月22日/);
    const counted = textOf(await office.types('weekly summary', { as: people.reader }));
    assert.match(counted, /People who spent more than usual\n\$13\.55 more together\n4\n/);
    assert.doesNotMatch(counted, /Johanna Lorenz/);
    says(await office.types('digest', { as: people.nobody }), 'deny.title');
  });

  it('comes on Monday at nine: of each conversation’s quiet hours, else of the wallet, and by mail', async () => {
    await office.types('alerts here', general);
    await office.types('alerts here quiet 22-6 America/New_York', sales);
    await rounds('2026-11-23T07:45:00Z');
    assert.deepEqual([postsIn(general).length, postsIn(sales).length], [0, 0]);
    await rounds('2026-11-23T08:00:00Z');
    assert.deepEqual([postsIn(general).length, postsIn(sales).length], [1, 0]);
    await rounds('2026-11-23T13:45:00Z');
    assert.equal(postsIn(sales).length, 0);
    await rounds('2026-11-23T14:00:00Z');
    await rounds('2026-11-24T10:00:00Z');
    assert.deepEqual([postsIn(general).length, postsIn(sales).length], [1, 1]);
  });

  it('is not told anew to who asks later in the week, nor of a week before there was a book', async () => {
    await office.types('alerts here', general);
    await rounds('2026-11-23T09:00:00Z');
    await office.types('alerts here', sales);
    await office.types('alerts off', general);
    await office.types('alerts here', general);
    await rounds('2026-11-24T09:00:00Z');
    assert.deepEqual([postsIn(general).length, postsIn(sales).length], [1, 0]);
    office.clock.advance(6 * 24 * hourMs);
    await round();
    await round();
    assert.deepEqual([postsIn(general).length, postsIn(sales).length], [2, 1]);
  });

  it('is told late after an outage within its week, and not at all after that', async () => {
    await office.types('alerts here', general);
    office.clock.advance(at('2026-11-26T09:00:00Z') - office.clock.now());
    await round();
    assert.equal(postsIn(general).length, 1);
    assert.match(textOf(postsIn(general)[0]!), /Nov 16 to Nov 22[\s\S]*As of Nov 26, 2026/);
  });

  it('is told anew, with other figures, of the same week in a sandbox that was reset', async () => {
    await office.types('alerts here', general);
    await office.types('sandbox spend 12');
    const toMonday = async (): Promise<void> => {
      await office.types('sandbox advance 2 days');
      await round();
      await round();
    };
    await toMonday();
    await office.types('sandbox reset');
    await office.types('sandbox start 100');
    await toMonday();
    assert.deepEqual(
      postsIn(general).map(card => /Balance\n(\$[\d.]+)/.exec(textOf(card))?.[1]),
      ['$88.00', '$100.00'],
    );
  });

  it('is left out by a filter, and has no amount where none may be seen', async () => {
    await office.types('alerts here low balance', general);
    await office.types('alerts here without amounts', sales);
    await office.types('sandbox spend 12');
    await rounds('2026-11-23T08:00:00Z');
    assert.equal(postsIn(general).length, 0);
    const text = textOf(postsIn(sales)[0]!);
    assert.match(text, /Calls cost more than usual\nAt this pace, credits run out around Jan \d+, 2027\. /);
    assert.doesNotMatch(text, /\$|Spent|Balance/);
  });

  it('keeps its figures when its card is drawn again, whatever has been learned since', async () => {
    await office.types('alerts here', general);
    await office.types('sandbox spend 12');
    await rounds('2026-11-23T08:00:00Z');
    const [posted] = postsIn(general);
    await office.types('sandbox spend 30');
    office.clock.advance(3 * hourMs);
    const again = (await office.presses(posted!, 'Usage', {}, general)).card;
    assert.deepEqual(again.texts, posted!.texts);
    assert.match(textOf(posted!), /Balance\n\$88\.00/);
    assert.match(textOf(await office.types('digest')), /Balance\n\$58\.00/);
  });

  it('says where budgets stand, and up to when usage is known while it is not imported', async () => {
    await office.types('budget 300');
    assert.match(
      textOf(await office.types('digest')),
      /Budgets this month\nOrganization\n\$\d+\.\d+ of \$300\.00\n\d+%/,
    );
    await importDueLogs.run(office.tenant);
    isDown = true;
    for (let hours = 0; hours < 8; hours += 1) {
      office.clock.advance(hourMs);
      await importDueLogs.run(office.tenant).catch(() => undefined);
    }
    assert.match(
      textOf(await office.types('digest')),
      /Usage was last read up to Nov 22, 2026, 13:00 UTC\+1; later calls are missing here\./,
    );
  });

  it('is told once to another program, as over, with the figures of its morning though that was away then', async () => {
    const form = (await office.presses(await office.types('settings'), /Webhook/)).card;
    await office.presses(form, 'Save', { url: 'https://hooks.example.com/in' });
    await office.types('sandbox spend 12');
    const told = () => calls.filter(({ group }) => group.alerts.some(({ labels }) => labels['alertname'] === 'digest'));
    outcome = { kind: 'failed', retryAfterMs: undefined, reason: 'webhook' };
    for (const time of ['2026-11-23T07:45:00Z', '2026-11-23T08:00:00Z', '2026-11-23T12:00:00Z']) {
      office.clock.advance(at(time) - office.clock.now());
      if (time === '2026-11-23T12:00:00Z') {
        await office.types('sandbox spend 30');
        outcome = { kind: 'delivered', status: 200 };
      }
      await round();
    }
    await round();
    assert.equal(new Set(told().map(({ id }) => id)).size, 1);
    const texts = told().map(({ group }) => group.alerts.map(({ annotations }) => annotations['description']).join());
    assert.deepEqual([texts.length, new Set(texts).size], [2, 1]);
    assert.match(texts[1]!, /^Nov 16 to Nov 22: \$20\.19 spent, .* As of Nov 23, 2026, 09:00 UTC\+1\./);
    assert.equal(told().at(-1)?.group.alerts[0]?.endsAt, at('2026-11-22T19:00:00Z'));
  });

  it('of a week without calls has no row of zeros', () => {
    const speech = speechFor({ language: 'en', timeZone: 'Europe/Berlin', isSandbox: false });
    const quiet = digestStates(speech).find(({ state }) => state === 'without calls')!;
    assert.match(textOf(readCard(quiet.json)), /No paid calls[\s\S]*The week\nUsual week\n.*\n\$145\.12\nCredits/);
  });

  it('says what each department bears of the week, and the rest, with nobody’s name', async () => {
    const text = textOf(await office.types('digest', { as: people.reader }));
    const [, group = ''] = /By department\n([\s\S]*?)\nCredits\n/.exec(text) ?? [];
    assert.match(group, /^Customer Support\n\d+%\n\$[\d.]+\nSales\n[\s\S]*\nAll others\n\d+%/);
    const shares = [...group.matchAll(/^\$([\d.]+)$/gm)].map(([, amount]) => Number(amount));
    const spent = /Spent\n\$([\d.]+)/.exec(text)?.[1];
    assert.equal(shares.reduce((sum, share) => sum + share, 0).toFixed(2), spent);
  });

  it('is mailed as text and as HTML', async () => {
    const list = await office.types('settings');
    const opens = list.buttons.find(({ title }) => /Mail/.test(title)) ?? {
      verb: 'setting',
      data: { setting: 'mail' },
    };
    const form = (await office.invokes(opens.verb, opens.data)).card;
    await office.presses(form, 'Save', { address: 'boss@contoso.example' });
    await office.types('sandbox spend 12');
    await rounds('2026-11-23T08:00:00Z');
    const [mail] = mails.filter(({ subject }) => /summary/i.test(subject));
    assert.match(
      mail!.text,
      /News: Weekly summary\n\nNov 16 to Nov 22: \$20\.19 spent, 157% more than usual\.[\s\S]*\n\nSpent: \$20\.19\n[\s\S]*Balance: \$88\.00/,
    );
    assert.match(mail!.html, /Weekly summary[\s\S]*\$20\.19/);
    await rounds('2026-11-24T08:00:00Z');
    assert.equal(mails.filter(({ subject }) => /summary/i.test(subject)).length, 1);
  });
});
