import assert from 'node:assert/strict';
import { says, textOf } from '../support/card.ts';
import { Office } from '../support/office.ts';
import { people } from '../support/teams-client.ts';

describe('money in a conversation', () => {
  let office: Office;
  beforeEach(async () => void (office = await new Office().open()));
  afterEach(() => office.close());

  const balance = async (): Promise<string> => textOf(await office.types('balance'));

  it('warns the channel, recharges, and says so there; a declining card is tried once', async () => {
    await office.setsUp();
    await office.types('alerts here', { conversation: '19:general@thread.tacv2;messageid=1', kind: 'channel' });
    assert.match(textOf(await office.types('sandbox spend 85')), /The balance is \$65\.00/);
    assert.deepEqual(
      office.told().map(card => card.texts[1]),
      ['Recharge succeeded'],
    );
    assert.equal(office.connector.sent[0]?.path, '/v3/conversations');
    assert.match(await balance(), /\$65\.00/);

    await office.types('sandbox decline');
    await office.types('sandbox spend 50');
    const failed = office.told().at(-1)!;
    assert.match(
      textOf(failed),
      /Recharge failed\nWarning\n\$50\.00 could not be added: the card has expired\. The balance is \$15\.00/,
    );
    assert.match(await balance(), /\$15\.00/);
    assert.equal(office.charged.filter(key => key === 'recharge-2').length, 1);
    await office.types('sandbox spend 1');
    assert.deepEqual(office.charged, [office.charged[0], 'recharge-1', 'recharge-2']);

    const acknowledged = await office.presses(failed, 'Acknowledge', {}, { as: people.reader });
    says(acknowledged.card, 'alert.acknowledgedBy', { name: 'Somebody' });
    const asked = await office.presses(failed, 'Add funds');
    says(asked.card, 'alert.recharge-failed');
  });

  it('tells a channel that an order was taken back, in both languages', async () => {
    await office.skipsSetUp();
    await office.types('alerts here', { conversation: 'general', kind: 'channel' });
    await office.types('提醒 这里', { conversation: 'chinese', kind: 'channel', locale: 'zh-CN' });
    const settled = (await office.entries()).find(({ kind }) => kind === 'payment-settled')!;
    const key = settled.id.replace('/settled', '');
    await office.tenant.ledger.execute(
      { kind: 'decline', id: `${key}/taken-back`, key, reason: 'x', takesBack: true },
      null,
    );
    await office.tenant.idle();
    const told = office.told().map(textOf);
    assert.ok(
      told.some(text =>
        /A payment was taken back\nWarning\n\$100\.00 of invoice 1 was taken back.* is \$0\.00/.test(text),
      ),
    );
    assert.ok(told.some(text => /付款被收回\n警告\n发票 1 已支付的 US\$100\.00 被收回/.test(text)));
    assert.ok(!told.some(text => /Recharge failed/.test(text)));
    says(await office.types('orders'), 'orders.given-back', { date: 'Nov 22, 2026', invoice: 1 });
  });

  it('orders by a command, with a review; the same press twice is one order', async () => {
    await office.skipsSetUp();
    const review = await office.types('add funds $1,250.50');
    assert.match(textOf(review), /Add funds: \$1,250\.50/);
    const asked = (await office.presses(review, 'Place order')).card;
    says(asked, 'order.largeFor', { amount: '$1,250.50' });
    const placed = await office.presses(asked, 'Yes, order $1,250.50');
    says(placed.card, 'order.settled', { amount: '$1,250.50', invoice: 2, balance: '$1,350.50' });
    await office.presses(review, 'Place order');
    assert.match(await balance(), /\$1,350\.50/);
  });

  for (const typed of ['-5', 'ten', '1e9', '49.99', '9999999999', '50²', '⑤⓪⓪', '٥٠٠']) {
    it(`refuses "add funds ${typed}" with a sentence, and changes nothing`, async () => {
      await office.skipsSetUp();
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

  for (const [typed, reading] of [
    ['1.250,50', /Write 1250\.50\./],
    ['1.250', /USD has 2 digits after the decimal point\. Write 1\.25 or 1250\./],
    ['100.000', /Write 100 or 100000\./],
  ] as const) {
    it(`asks what "add funds ${typed}" means, and says what would be right`, async () => {
      await office.skipsSetUp();
      assert.match(textOf(await office.types(`add funds ${typed}`)), reading);
    });
  }

  it('asks what 1,250 means where decimals follow a comma, and reads 1,250.50 and ５０ there', async () => {
    await office.skipsSetUp();
    const german = { locale: 'de-DE' };
    assert.match(textOf(await office.types('add funds 1,250', german)), /Write 1250 or 1\.25\./);
    assert.match(textOf(await office.types('add funds 1,250.50', german)), /Add funds: \$1,250\.50/);
    assert.match(textOf(await office.types('add funds ５０', german)), /Add funds: \$50\.00/);
  });
});
