import assert from 'node:assert/strict';
import { alertMail, type AlertMail } from '../../cards/alert-mail.ts';
import { escape } from '../../cards/escape.ts';
import { balanceMail as aMail } from './mails.ts';

/** The same as short as it can be. */
const emptiest: AlertMail = {
  ...{ ...aMail, lines: [], facts: [], timeline: [], action: undefined, leave: undefined },
};

describe('an alert by mail', () => {
  it('is plain text that anybody can read, at most 78 wide', () => {
    assert.equal(
      alertMail(aMail).text,
      `Critical: Balance is used up

The balance is -$4.20. Toll-free, dial-out and international calls of 1,204
people may stop at any moment.

Auto-recharge adds $50.00 after 19:57.

Balance: -$4.20
Threshold: $20.00

Change payment method
https://teams.microsoft.com/l/chat/0/0?users=28:a&message=b%20c

- 18:40 Low balance: $19.80
- 18:57 Recharge failed: the card that ends in 4242 has expired; the next try
  is after 19:57
- 19:02 Acknowledged by Adele Vance

-- ${''}
Adele Vance added this address.

Stop these emails
https://bot.example/mails/abc
`,
    );
    assert.equal(
      alertMail({ ...emptiest, sandbox: 'Sandbox' }).text,
      'Sandbox\n\nCritical: Balance is used up\n\n-- \nAdele Vance added this address.\n',
    );
  });

  it('breaks text at spaces only, and a long word not at all', () => {
    const long = 'x'.repeat(100);
    const { text } = alertMail({ ...emptiest, lines: [`a ${long} b`] });
    assert.ok(text.includes(`\n\na\n${long}\nb\n\n`), text);
  });

  it('has Chinese colons where it is Chinese', () => {
    const { text, html } = alertMail({
      ...{ ...emptiest, language: 'zh-CN', label: '严重', title: '余额已用完' },
      facts: [{ title: '余额', value: 'US$0.00' }],
    });
    assert.match(text, /^严重：余额已用完\n\n余额：US\$0\.00\n/);
    assert.ok(html.startsWith('<!DOCTYPE html>\n<html lang="zh-CN">'));
  });

  it('as HTML has all that it has as text, once, and the first line before all for lists of mails', () => {
    const { html } = alertMail(aMail);
    const times = (text: string): number => html.split(text).length - 1;
    assert.equal(times('Auto-recharge adds $50.00 after 19:57.'), 1);
    assert.equal(times('1,204 people may stop'), 2);
    assert.equal(times('>Balance is used up</h1>'), 1);
    for (const { title, value } of aMail.facts)
      assert.ok(times(`>${title}</td>`) === 1 && times(`>${value}</td>`) === 1);
    for (const moment of aMail.timeline) assert.equal(times(moment), 1);
    assert.equal(times('href="https://teams.microsoft.com/l/chat/0/0?users=28:a&amp;message=b%20c"'), 1);
    assert.equal(times('href="https://bot.example/mails/abc"'), 1);
    assert.doesNotMatch(alertMail(emptiest).html, /href|undefined|<p[^>]*><\/p>|border-top/);
  });

  it('loads nothing, runs nothing, and knows light and dark', () => {
    for (const view of [aMail, emptiest]) {
      const { html } = alertMail(view);
      assert.doesNotMatch(
        html,
        /<(?:img|link|script|style|iframe|object|form|svg|base)\b|url\(|@import|\bsrc=|\bon\w+=/i,
      );
      assert.ok(html.includes('<meta name="color-scheme" content="light dark">'));
      // A background of its own under text of the mail program's color would hide it in the dark.
      assert.deepEqual(
        [...html.matchAll(/background(?:-color)?:([^;"]+)/g)].map(([, color]) => color),
        view.action === undefined ? [] : ['#5b5fc7'],
      );
    }
  });

  it('shows what people wrote as they wrote it, and makes nothing of it', () => {
    const hostile = '<img src=x onerror=alert(1)>"\'&\u202e **b** [a](https://evil.example)\r\nBcc: x';
    const name = escape(hostile);
    const { subject, text, html } = alertMail({
      ...{ ...aMail, subject: name, sandbox: name, label: name, title: name, lines: [name], timeline: [name] },
      ...{ facts: [{ title: name, value: name }], footer: name, language: '"><script>' },
      action: { title: name, url: 'https://bot.example/"><script>' },
    });
    assert.doesNotMatch(html, /<img|<script/i);
    for (const part of [subject, text, html]) assert.doesNotMatch(part, /[\u202e\r]|^Bcc/m);
    assert.equal(
      subject.replaceAll('\u2060', ''),
      '<img src=x onerror=alert(1)>"\'& **b** [a](https://evil.example) Bcc: x',
    );
    // No program makes a link of a bare address: a mark that nobody sees stands in it.
    assert.doesNotMatch(text.replaceAll(/^https:.*$/gm, ''), /https:\/\/|evil\.example/);
  });
});
