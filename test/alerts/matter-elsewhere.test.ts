import assert from 'node:assert/strict';
import { minuteMs, type Matter } from '../../core/index.ts';
import { matterMail } from '../../bot/alerts/matter-mail.view.ts';
import { matterWebhook } from '../../bot/alerts/matter-webhook.view.ts';
import { speechFor } from '../../bot/chat/speech.ts';
import { money } from '../support/builders.ts';
import { evening, kinds, knownAround, lives, matterOf, thereafter, walletWith } from '../support/made-matters.ts';

const english = speechFor({ language: 'en', timeZone: 'Europe/Berlin', isSandbox: false });
const chinese = speechFor({ language: 'zh-CN', timeZone: 'Asia/Shanghai', isSandbox: true });
const surroundings = { hasMoved: false, showsAmounts: true, around: knownAround(walletWith(money('$12.30'))) };
const links = {
  chatLink: (typed: string) => `https://teams.example/chat?message=${encodeURIComponent(typed)}`,
  leaveUrl: 'https://bot.example/mails/abc',
};

describe('a matter by mail', () => {
  const mail = (matter: Matter, speech = english) => matterMail(speech, { matter, surroundings }, links);

  it('says where it stands first, and what mends it', () => {
    const { subject, text } = mail(lives.acknowledged(matterOf('low-balance')));
    assert.equal(subject, 'Communications Credits: balance');
    assert.equal(
      text,
      `Warning · Acknowledged by Ana *Silva*: Low balance

The balance is $12.30, below $20.00. When nothing is left, toll-free, dial-out
and international calls may stop.

Auto-recharge adds $50.00 after 19:57.

Lasts until: about Dec 3, 2026
People who can call: 1,204

Add funds
https://teams.example/chat?message=add%20funds

- 19:30 Low balance
- 19:34 Acknowledged by Ana *Silva*
- Since Nov 26, 2026, 19:30 UTC+1

-- ${''}
This address was added to the alerts of Communications Credits. In Teams, an
admin can change who gets them.

Stop these emails
https://bot.example/mails/abc
`,
    );
  });

  it('keeps its subject while it gets worse and until it is over, so that mail programs show one conversation', () => {
    const raised = matterOf('low-balance');
    const worse = thereafter(raised, evening + 20 * minuteMs, 'balance-zero');
    const over = thereafter(worse, evening + 40 * minuteMs);
    const mails = [raised, worse, over].map(matter => mail(matter));
    assert.equal(new Set(mails.map(({ subject }) => subject)).size, 1);
    assert.deepEqual(
      mails.map(({ text }) => text.split('\n')[0]),
      [
        'Warning: Low balance',
        'Critical: No credits left, calls may stop',
        'Over since 20:10: No credits left, calls may stop',
      ],
    );
  });

  it('is written in the language of whoever gets it, and says that it is the sandbox', () => {
    const { subject, text } = mail(matterOf('recharge-failed'), chinese);
    assert.equal(subject, '通信点数：自动充值');
    assert.match(text, /^沙盒/);
    assert.match(text, /警告：充值失败/);
  });

  it('has no link where none is known', () => {
    const bare = { chatLink: undefined, leaveUrl: undefined };
    for (const kind of kinds)
      assert.doesNotMatch(matterMail(english, { matter: matterOf(kind), surroundings }, bare).text, /https:/);
  });
});

describe('a matter by webhook', () => {
  const frame = { organization: 'contoso', externalUrl: 'https://bot.example' };
  const group = (matter: Matter) => matterWebhook(english, { matter, surroundings }, frame);
  const spans = (matter: Matter) =>
    group(matter).alerts.map(({ labels, startsAt, endsAt }) => [
      labels['alertname'],
      (startsAt - evening) / minuteMs,
      endsAt && (endsAt - evening) / minuteMs,
    ]);
  const zero = thereafter(matterOf('low-balance'), evening + 20 * minuteMs, 'balance-zero');

  it('is an alert that its labels alone name, and that fires until it is over', () => {
    assert.deepEqual(group(matterOf('low-balance')), {
      receiver: 'communications-credits',
      groupLabels: { organization: 'contoso', matter: 'matter-1' },
      externalUrl: 'https://bot.example',
      alerts: [
        {
          labels: { alertname: 'low-balance', severity: 'warning', organization: 'contoso', matter: 'matter-1' },
          annotations: {
            summary: 'Low balance',
            description:
              'The balance is $12.30, below $20.00. When nothing is left, toll-free, dial-out and international calls may ' +
              'stop. Auto-recharge adds $50.00 after 19:57.',
          },
          startsAt: evening,
          endsAt: undefined,
          generatorUrl: 'https://bot.example',
        },
      ],
    });
    assert.deepEqual(spans(lives.recovered(matterOf('low-balance'))), [['low-balance', 0, 44]]);
  });

  it('resolves the stage before when another begins: no receiver waits for the end of a name that is told no more', () => {
    assert.deepEqual(spans(zero), [
      ['balance-zero', 20, undefined],
      ['low-balance', 0, 20],
    ]);
    assert.deepEqual(spans(thereafter(zero, evening + 30 * minuteMs)), [
      ['balance-zero', 20, 30],
      ['low-balance', 0, 20],
    ]);
    const eased = thereafter(zero, evening + 30 * minuteMs, 'low-balance');
    assert.deepEqual(spans(eased), [
      ['low-balance', 30, undefined],
      ['balance-zero', 20, 30],
    ]);
  });

  it('fires again when it comes back', () => {
    const over = thereafter(zero, evening + 30 * minuteMs);
    assert.deepEqual(spans(thereafter(over, evening + 35 * minuteMs, 'balance-zero')), [
      ['balance-zero', 35, undefined],
      ['low-balance', 0, 20],
    ]);
  });

  it('of news is resolved as it happens', () =>
    assert.deepEqual(spans(matterOf('recharge-succeeded')), [['recharge-succeeded', 0, 0]]));
});
