import assert from 'node:assert/strict';
import { minuteMs } from '../../core/index.ts';
import { LeaveTokens } from '../../bot/alerts/leave-tokens.ts';
import type { Mail, MailOutcome } from '../../bot/ports/index.ts';
import { textOf } from '../support/card.ts';
import { MemoryDocuments } from '../support/memory/documents.ts';
import { Office } from '../support/office.ts';

const publicUrl = 'https://bot.example/credits';

describe('the link that ends mails', () => {
  let office: Office;
  let mails: Mail[];
  let outcome: (mail: Mail) => MailOutcome;
  const opens = async (stores?: Office['stores']): Promise<Office> => {
    const opened = new Office(stores);
    opened.mailer = {
      send: mail => {
        mails.push(mail);
        return Promise.resolve(outcome(mail));
      },
    };
    opened.publicUrl = publicUrl;
    opened.chatLink = typed => `https://teams.example/chat?message=${encodeURIComponent(typed)}`;
    return opened.open();
  };
  beforeEach(async () => {
    mails = [];
    outcome = ({ key }) => ({ kind: 'delivered', messageId: `<${key}>` });
    office = await opens();
    await office.skipsSetUp({ autoRecharge: 'false' });
    await adds('ops@contoso.example');
  });
  afterEach(() => office.close());

  const form = async () => (await office.presses(await office.types('settings'), /Email addresses/)).card;
  const adds = async (address: string) => (await office.presses(await form(), 'Save', { address })).card;
  const later = async (minutes: number): Promise<void> => {
    office.clock.advance(minutes * minuteMs);
    await office.tenant.deliveries.run();
    await office.tenant.idle();
  };
  const tokenIn = (mail: Mail): string => {
    const url = mail.unsubscribeUrl ?? '';
    assert.ok(url.startsWith(`${publicUrl}/mails/`), url);
    return url.slice(`${publicUrl}/mails/`.length);
  };
  const asked = async (method: 'GET' | 'POST', token: string, from = office) => {
    const body = method === 'POST' ? { body: new URLSearchParams({ 'List-Unsubscribe': 'One-Click' }) } : {};
    const response = await fetch(`${from.address}/mails/${token}`, { method, ...body });
    return { status: response.status, headers: response.headers, text: await response.text() };
  };
  const isMailed = async (): Promise<boolean> => {
    const before = mails.length;
    await office.types('alerts test');
    return mails.length > before;
  };

  it('stands in every mail with the button that opens the chat, and says nothing of the address', async () => {
    await office.types('alerts test');
    await office.types('sandbox spend 85');
    await later(1);
    assert.deepEqual(new Set(mails.map(tokenIn)).size, 1);
    const [, alert] = mails;
    assert.match(alert!.text, /\nAdd funds\nhttps:\/\/teams\.example\/chat\?message=add%20funds\n/);
    for (const { text, html, unsubscribeUrl } of mails) {
      assert.ok(text.endsWith(`Stop these emails\n${unsubscribeUrl}\n`));
      assert.ok(html.includes(`<a href="${unsubscribeUrl}"`));
      assert.doesNotMatch(unsubscribeUrl!, /ops|contoso\.example/);
    }
  });

  it('ends them at once by one POST, and by looking at its page nothing', async () => {
    await office.types('alerts test');
    const token = tokenIn(mails[0]!);
    const page = await asked('GET', token);
    assert.match(page.text, /ops@contoso\.example.*<form method="post"><button>Stop these emails</);
    assert.equal(page.headers.get('cache-control'), 'no-store');
    assert.equal(await isMailed(), true);
    for (const _ of [1, 2]) {
      const left = await asked('POST', token);
      assert.equal(left.status, 200);
      assert.match(left.text, /Emails stopped.*ops@contoso\.example/);
    }
    assert.doesNotMatch((await asked('GET', token)).text, /<button>/);
    await office.types('sandbox spend 85');
    await later(1);
    assert.equal(await isMailed(), false);
    assert.equal(mails.length, 2);
  });

  it('works after a restart, however the address is written, and admins see what came of it', async () => {
    await office.types('alerts test');
    const other = await opens(office.stores);
    try {
      assert.equal((await asked('POST', tokenIn(mails[0]!), other)).status, 200);
    } finally {
      await other.close();
    }
    const said = /ended these emails on/;
    assert.match(textOf(await office.types('alerts')), said);
    assert.match(textOf(await form()), said);
  });

  it('holds through changes of other addresses, until an admin adds its address again', async () => {
    await office.types('alerts test');
    const token = tokenIn(mails[0]!);
    await asked('POST', token);
    await adds('late@contoso.example');
    await office.presses(await form(), /^Remove ops@/);
    await office.presses(await form(), 'Undo last change');
    await office.types('alerts test');
    assert.deepEqual(
      mails.slice(1).map(({ to }) => to),
      ['late@contoso.example'],
    );
    await office.types('sandbox spend 85');
    await adds('OPS@contoso.example');
    await later(1);
    assert.deepEqual(
      new Set(mails.slice(2).map(({ to }) => to)),
      new Set(['late@contoso.example', 'ops@contoso.example']),
    );
    assert.equal((await asked('POST', token)).status, 200);
  });

  it('of somebody else, wrong, or of an address that is not mailed any more gets one and the same answer', async () => {
    await office.types('alerts test');
    const token = tokenIn(mails[0]!);
    const [tenant, signature] = token.split('.') as [string, string];
    const others = await new LeaveTokens(new MemoryDocuments(), tenant).sign('ops@contoso.example');
    await office.presses(await form(), /^Remove ops@/);
    const wrong = ['', 'x', '.', others, token, `${token}=`, `${token}/`, `another.${signature}`, 'a'.repeat(5000)];
    const answers = await Promise.all(
      wrong.flatMap(one => (['GET', 'POST'] as const).map(method => asked(method, one))),
    );
    assert.deepEqual(new Set(answers.map(({ status }) => status)), new Set([404]));
    assert.equal(new Set(answers.map(({ text }) => text)).size, 1);
    assert.match(answers[0]!.text, /does not work.*此链接无效/);
  });

  it('was pressed while a mail was refused: the address stays ended', async () => {
    await office.types('alerts test');
    const token = tokenIn(mails[0]!);
    outcome = () => ({ kind: 'refused', reason: 'RCPT TO 550 5.1.1' });
    office.tenant.mailer!.send = async mail => {
      await asked('POST', token);
      return outcome(mail);
    };
    await office.types('alerts test');
    await adds('late@contoso.example');
    assert.match(textOf(await form()), /ended these emails on/);
  });
});
