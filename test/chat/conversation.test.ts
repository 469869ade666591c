import assert from 'node:assert/strict';
import { escape } from '../../cards/escape.ts';
import en from '../../cards/words/en.json' with { type: 'json' };
import zh from '../../cards/words/zh-CN.json' with { type: 'json' };
import { faultsOf, textOf, visit, type ReadCard } from '../support/card.ts';
import { MemoryStore } from '../support/memory/store.ts';
import { Office } from '../support/office.ts';
import { inMemory } from '../support/stores.ts';
import { orderForm, people } from '../support/teams-client.ts';

describe('a conversation', () => {
  let office: Office;
  beforeEach(async () => void (office = await new Office().open()));
  afterEach(() => office.close());

  const balance = async (): Promise<string> => textOf(await office.types('balance'));

  it('sets up Communications Credits from the first card to the last', async () => {
    const cards = await office.setsUp();
    assert.match(textOf(cards[2]!), /Assigned: 7\. Failed: 1\.\nRaul Razo: no usage location/);
    assert.match(
      textOf(cards[4]!),
      /Add funds: \$100\.00\nPayment: Sandbox card \(succeeds\)\nAuto-recharge: On: adds \$50\.00 when the balance falls below \$20\.00/,
    );
    assert.match(textOf(cards[5]!), /\$100\.00 was added\. Invoice 1/);
    assert.match(textOf(cards[7]!), /Balance: \$100\.00\n.*\nCredits license: 21 of 21 eligible people/);
    assert.match(await balance(), /\$100\.00/);
  });

  it('pays by an Enterprise Agreement with a purchase order number, which the invoice names', async () => {
    await office.setsUp({ payment: 'agreement:E7654321', purchaseOrder: 'PO 4711' });
    const settled = (await office.entries()).find(entry => entry.kind === 'payment-settled');
    assert.deepEqual([settled?.facts.invoice.agreement, settled?.facts.invoice.purchaseOrder], ['E7654321', 'PO 4711']);
  });

  it('tells who pays after use why there is no pool, and keeps a budget instead', async () => {
    const first = await office.types('setup');
    const told = await office.presses(first, 'Pay after use');
    assert.match(textOf(told.card), /cannot buy Communications Credits[\s\S]*turn it off/);
    const wrong = await office.presses(told.card, 'Save', { currency: 'USD', budget: 'much' });
    assert.match(textOf(wrong.card), /“much” is not an amount/);
    await office.presses(wrong.card, 'Save', { currency: 'USD', budget: '300' });
    assert.match(await balance(), /this month, of a budget of \$300\.00/);
  });

  it('continues set-up where it stood, on a new card; the old card shows the present state and acts no more', async () => {
    const first = await office.types('setup');
    await office.presses(first, /Prepaid/);
    assert.match(textOf(await office.types('setup')), /Who can use credits/);
    const stale = await office.presses(first, 'Pay after use');
    assert.match(textOf(stale.card), /This card was out of date/);
    assert.match(textOf(stale.card), /Who can use credits/);
  });

  it('does not take the card of an earlier set-up for the present one', async () => {
    const first = await office.types('setup');
    const told = await office.presses(first, 'Pay after use');
    await office.presses(told.card, 'Save', { currency: 'USD', budget: '300' });
    await office.types('setup');
    const stale = await office.presses(first, /Prepaid/);
    assert.match(textOf(stale.card), /How does your organization pay[\s\S]*This card was out of date/);
  });

  it('taken up again after it was done, orders anew and not the same order once more', async () => {
    const cards = await office.setsUp();
    const licenses = await office.presses(cards.at(-1)!, 'Licenses');
    const order = await office.presses(licenses.card, 'Continue');
    const review = await office.presses(order.card, 'Review order', orderForm);
    const placed = await office.presses(review.card, 'Place order');
    assert.match(textOf(placed.card), /\$100\.00 was added\. Invoice 2\. The balance is \$200\.00/);
  });

  it('gives a wrong form back with the values and an error beside each field', async () => {
    const first = await office.types('setup');
    const licenses = await office.presses(first, /Prepaid/);
    const order = await office.presses(licenses.card, 'Continue');
    const wrong = await office.presses(order.card, 'Review order', {
      currency: 'USD',
      timeZone: 'Mars/Olympus',
      addFunds: '1e9',
      autoRecharge: 'true',
      rechargeWith: '-5',
      payment: 'card:stolen',
    });
    const text = textOf(wrong.card);
    for (const error of [
      /“Mars\/Olympus” is not a time zone/,
      /“1e9” is not an amount/,
      /“-5”|“\\-5” is not an amount/,
      /Please give an amount/,
      /“Payment” is needed/,
    ]) {
      assert.match(text, error);
    }
    assert.equal(wrong.card.inputs.find(input => input['id'] === 'addFunds')?.['value'], '1e9');
    const tooLittle = await office.presses(wrong.card, 'Review order', {
      currency: 'USD',
      timeZone: 'UTC',
      addFunds: '49.99',
      autoRecharge: 'false',
      payment: 'card:sandbox-card',
    });
    assert.match(textOf(tooLittle.card), /The minimum is \$50\.00/);
    assert.deepEqual(await office.entries(), []);
  });

  it('says that a card was declined, charges nothing, and takes another', async () => {
    const review = await office.reviews({ payment: 'card:sandbox-expired' });
    const declined = await office.presses(review, 'Place order');
    assert.match(textOf(declined.card), /The payment was declined: the card has expired\. Nothing was charged/);
    const again = await office.presses(declined.card, 'Review order', orderForm);
    assert.match(textOf((await office.presses(again.card, 'Place order')).card), /\$100\.00 was added/);
    assert.match(await balance(), /\$100\.00/);
  });

  it('warns the channel, recharges, and says so there; a declining card is tried once', async () => {
    await office.setsUp();
    await office.types('alerts here', { conversation: '19:general@thread.tacv2;messageid=1', kind: 'channel' });
    assert.match(textOf(await office.types('sandbox spend 85')), /The balance is \$65\.00/);
    assert.deepEqual(
      office.told().map(card => card.texts[1]),
      ['Low balance', 'Recharge succeeded'],
    );
    assert.equal(office.connector.sent[0]?.path, '/v3/conversations');
    assert.match(await balance(), /\$65\.00/);

    await office.types('sandbox decline');
    await office.types('sandbox spend 50');
    const failed = office.told().at(-1)!;
    assert.match(
      textOf(failed),
      /Recharge failed\n\$50\.00 could not be added: the card has expired\. The balance is \$15\.00/,
    );
    assert.match(await balance(), /\$15\.00/);
    assert.equal(office.charged.filter(key => key === 'recharge-2').length, 1);
    await office.types('sandbox spend 1');
    assert.deepEqual(office.charged, [office.charged[0], 'recharge-1', 'recharge-2']);

    const acknowledged = await office.presses(failed, 'Acknowledge', {}, { as: people.reader });
    assert.match(textOf(acknowledged.card), /Acknowledged by Somebody/);
    const asked = await office.presses(failed, 'Add funds');
    assert.match(textOf(asked.card), /Recharge failed/);
  });

  it('orders by a command, with a review; the same press twice is one order', async () => {
    await office.setsUp();
    const review = await office.types('add funds $1,250.50');
    assert.match(textOf(review), /Add funds: \$1,250\.50/);
    const placed = await office.presses(review, 'Place order');
    assert.match(textOf(placed.card), /\$1,250\.50 was added\. Invoice 2\. The balance is \$1,350\.50/);
    await office.presses(review, 'Place order');
    assert.match(await balance(), /\$1,350\.50/);
  });

  for (const typed of ['-5', 'ten', '1e9', '49.99', '9999999999']) {
    it(`refuses "add funds ${typed}" with a sentence, and changes nothing`, async () => {
      await office.setsUp();
      const before = await office.entries();
      const answer = await office.types(`add funds ${typed}`);
      assert.deepEqual(
        answer.buttons.map(button => button.title),
        ['Review order'],
      );
      assert.match(textOf(answer), /is not an amount|The minimum is|more than I can book/);
      assert.deepEqual(await office.entries(), before);
    });
  }

  it('shows lots, history, usage, the rule and what it is', async () => {
    await office.setsUp();
    assert.match(textOf(await office.types('lots')), /Nov 22, 2026\nNov 22, 2027\n\$100\.00\n\$100\.00/);
    assert.match(textOf(await office.types('history')), /Paid \$100\.00, invoice 1/);
    assert.match(textOf(await office.types('usage 90 days')), /Calls: [\d,]+[\s\S]*United States/);
    assert.match(textOf(await office.types('usage since ever')), /is not a range/);
    assert.match(textOf(await office.types('auto-recharge why')), /not below the trigger/);
    assert.match(textOf(await office.types('auto-recharge off')), /Saved/);
    assert.match(textOf(await office.types('about')), /Ledger: \d+ entries/);
    const saved = await office.presses(await office.types('auto-recharge'), 'Save', {
      autoRecharge: 'true',
      rechargeWith: '60',
      trigger: '30',
      cap: '55',
    });
    assert.match(textOf(saved.card), /monthly cap must be at least/);
  });

  it('guesses what was meant, and never runs the guess', async () => {
    assert.match(textOf(await office.types('ballance')), /Did you mean \*\*balance\*\*\?/);
    assert.match(textOf(await office.types('do not help')), /I did not understand/);
    assert.match(textOf(await office.types('')), /I did not understand/);
  });

  it('moves the sandbox’s time from one due instant to the next: a lot expires, and a retry happens', async () => {
    await office.setsUp();
    await office.types('auto-recharge off');
    assert.match(textOf(await office.types('sandbox advance 366 days')), /Nov 23, 2027.*The balance is \$0\.00/);
    assert.match(textOf(await office.types('lots')), /expired: \$100\.00/);
    assert.match(textOf(await office.types('sandbox advance 400 days')), /1 to 366 days/);
    assert.match(textOf(await office.types('sandbox calls 20')), /Calls made: 20/);
    assert.match(textOf(await office.types('sandbox reset')), /new, empty ledger/);
    assert.match(await balance(), /not set up yet/);
    assert.deepEqual(await office.entries(), []);
  });

  it('welcomes on installation, once, and says who installed it', async () => {
    await office.post({ ...office.activity({}), type: 'installationUpdate', action: 'add' });
    await office.post({ ...office.activity({}), type: 'conversationUpdate', membersAdded: [{ id: '28:bot' }] });
    assert.deepEqual(
      office.told().map(card => card.texts[2]),
      ['Somebody added me here.'],
    );
  });

  it('does nothing on an edited message', async () => {
    await office.setsUp();
    const before = await office.entries();
    await office.post({ ...office.activity({}), type: 'messageUpdate', text: 'sandbox spend 40' });
    assert.deepEqual([await office.entries(), office.connector.sent], [before, []]);
  });

  it('speaks Chinese in every text of every card to an activity whose locale is zh-CN', async () => {
    const said = { locale: 'zh-CN' };
    const cards: ReadCard[] = [...(await office.setsUp({}, said))];
    for (const typed of [
      '帮助',
      '余额',
      '添加资金',
      '添加资金 200',
      '添加资金 -5',
      '自动充值',
      '自动充值 原因',
      '批次',
      '历史记录',
      '使用情况',
      '导入',
      '提醒',
      '提醒 这里',
      '关于',
      '沙盒',
      '沙盒 消费 95',
      '沙盒 拒付',
      '沙盒 消费 40',
      '沙盒 快进 2 天',
      '余鹅',
      '设置',
    ]) {
      cards.push(...(await office.typesAndSees(typed, said)));
    }
    assert.ok(office.told().length >= 4);
    cards.push(...office.told());
    const english = Object.entries(en)
      .filter(([key, text]) => zh[key as keyof typeof zh] !== text)
      .map(
        ([, text]) =>
          new RegExp(`^${text.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`).replaceAll(/\\\{\w+\\\}/g, '.+')}$`),
      );
    for (const card of cards) {
      visit(card.json, node => {
        for (const name of ['text', 'title', 'label', 'value', 'speak', 'yAxisTitle', 'xAxisTitle']) {
          const text = node[name];
          if (typeof text !== 'string' || /^[\d\s.,:%–$A-Z-]*$/.test(text)) continue;
          const found = english.find(
            pattern => pattern.test(text) && pattern.source !== '^.+$' && !/^\^\.\+/.test(pattern.source),
          );
          assert.equal(found, undefined, `English: ${text}`);
        }
      });
      assert.ok(card.texts.some(text => /\p{Script=Han}/u.test(text)));
    }
  });

  it('shows a working card when an answer takes long, and turns it into the answer', async () => {
    await office.setsUp();
    const { directory } = office.tenant;
    let goOn = (): void => undefined;
    const waiting = new Promise<void>(resolve => (goOn = resolve));
    const slow = office.slowed(directory, () => waiting);
    const group = { conversation: 'group', kind: 'groupChat' } as const;
    const answers = office.post({ ...office.activity(group), type: 'message', text: 'add funds 50' });
    await slow.reached;
    office.clock.advance(3000);
    await answers;
    assert.deepEqual(
      office.told().map(card => card.texts[1]),
      ['Working on it…'],
    );
    goOn();
    await office.tenant.idle();
    assert.deepEqual(
      office.told().map(card => card.texts[1]),
      ['Working on it…', 'Review order'],
    );
    assert.deepEqual(
      office.connector.sent.map(({ method }) => method),
      ['POST', 'PUT'],
    );
  });

  it('keeps an alert’s card when somebody else’s press fails', async () => {
    await office.setsUp();
    await office.types('alerts here', { conversation: 'general', kind: 'channel' });
    await office.types('sandbox spend 85');
    const alert = office.told()[0]!;
    const before = office.connector.sent.length;
    office.slowed(office.tenant.directory, () => Promise.reject(new Error('Graph is down')));
    const said = { conversation: 'general', kind: 'channel', as: people.billingAdmin } as const;
    const answer = await office.presses(alert, 'Add funds', {}, said);
    assert.equal(answer.type, 'application/vnd.microsoft.activity.message');
    assert.match(answer.text, /Nothing was changed/);
    assert.equal(office.connector.sent.length, before);
  });

  it('keeps an alert’s card when somebody else’s press is refused late', async () => {
    await office.setsUp();
    await office.types('alerts here', { conversation: 'general', kind: 'channel' });
    await office.types('sandbox spend 85');
    const alert = office.told()[0]!;
    const before = office.connector.sent.length;
    let goOn = (): void => undefined;
    const waiting = new Promise<void>(resolve => (goOn = resolve));
    const slow = office.slowed(office.tenant.directory, () => waiting);
    const said = { conversation: 'general', kind: 'channel', as: people.nobody, isLeftAlone: true } as const;
    const pressing = office.presses(alert, 'Acknowledge', {}, said);
    await slow.reached;
    office.clock.advance(3000);
    await pressing;
    goOn();
    await office.tenant.idle();
    const late = office.connector.sent.slice(before);
    assert.deepEqual(
      late.map(({ method }) => method),
      ['POST'],
    );
    assert.match(textOf(office.told().at(-1)!), /You may not do that/);
  });

  it('answers a press on an alert at once on a store that leases what is being answered', async () => {
    await office.close();
    office = await new Office({ ...inMemory(), answers: new MemoryStore() }).open();
    await office.setsUp();
    await office.types('alerts here', { conversation: 'general', kind: 'channel' });
    await office.types('sandbox spend 85');
    const alert = office.told()[0]!;
    const said = { conversation: 'general', kind: 'channel' } as const;
    const { card } = await office.presses(alert, 'Add funds', {}, said);
    assert.equal(textOf(card), textOf(alert));
    assert.match(textOf(office.told().at(-1)!), /Add funds/);
    // Who may not see an alert does not see it through a command that everybody may run.
    const { alert: id } = alert.buttons.find(({ verb }) => verb === 'acknowledge')!.data as { alert: string };
    const asNobody = { ...said, as: people.nobody } as const;
    const shown = await office.invokes('run-beside', { text: 'help', alert: id }, asNobody);
    assert.equal(shown.type, 'application/vnd.microsoft.activity.message');
    assert.doesNotMatch(shown.text, /\$15/);
  });

  it('replaces the working card of a slow press that fails, in a chat of one’s own', async () => {
    const card = await office.types('setup');
    let goOn = (): void => undefined;
    const waiting = new Promise<void>(resolve => (goOn = resolve));
    const slow = office.slowed(office.tenant.directory, () => waiting.then(() => Promise.reject(new Error('down'))));
    const pressing = office.presses(card, /Prepaid/, {}, { isLeftAlone: true });
    await slow.reached;
    office.clock.advance(3000);
    assert.match(textOf((await pressing).card), /Working on it/);
    goOn();
    await office.tenant.idle();
    assert.deepEqual(
      office.connector.sent.map(({ method }) => method),
      ['PUT'],
    );
  });

  it('tells a message and a press apart that have one id in one conversation', async () => {
    await office.setsUp();
    await office.types('add funds 60', { id: 'same' });
    const form = { isForm: true, autoRecharge: 'true', rechargeWith: '77', trigger: '33', cap: '' };
    await office.invokes('auto-recharge', form, { id: 'same' });
    assert.match(textOf(await office.types('balance')), /adds \$77\.00/);
  });

  it('counts live lots that are not shown', async () => {
    await office.setsUp();
    for (let count = 0; count < 13; count += 1) await office.presses(await office.types('add funds 50'), 'Place order');
    assert.match(textOf(await office.types('lots')), /Lots not shown here: 2\./);
  });

  it('sends only cards that Teams can draw', async () => {
    const cards: ReadCard[] = [...(await office.setsUp())];
    for (const typed of [
      'help',
      'balance',
      'add funds',
      'add funds 200',
      'auto-recharge',
      'lots',
      'history',
      'usage',
      'import',
      'alerts',
      'about',
      'sandbox',
    ]) {
      cards.push(await office.types(typed));
    }
    for (const card of cards) assert.deepEqual(faultsOf(card.json), [], card.texts.join(' | '));
  });

  it('shows names as they are, without markdown, links or mentions', async () => {
    const first = await office.types('setup');
    const licenses = await office.presses(first, /Prepaid/);
    const choices = licenses.card.inputs.find(input => input['id'] === 'people')?.['choices'] as {
      title: string;
      value: string;
    }[];
    // A choice is plain text in every client; a text block is markdown.
    const debra = choices.find(({ title }) => title === '[Debra](http://127.0.0.1/x) *Berger*');
    assert.ok(debra);
    const raul = await office.presses(licenses.card, 'Assign to chosen', {
      people: 'c0400000-0000-4000-8000-000000000012',
      product: String(licenses.card.inputs[0]?.['value']),
    });
    assert.match(textOf(raul.card), /Raul Razo: no usage location/);
    const hostile = escape('[Debra](http://127.0.0.1/x) *Berger* <at>Everyone</at>\n# 1. -');
    assert.equal(hostile, String.raw`\[Debra\]\(http://127.0.0.1/x\) \*Berger\* \<at\>Everyone\</at\> \# 1. -`);
  });
});
