import assert from 'node:assert/strict';
import type { Word } from '../../cards/words.ts';
import { says, textOf, type ReadCard } from '../support/card.ts';
import { Office, setUp } from '../support/office.ts';

const chinese = { locale: 'zh-CN' };

/** What is typed after "sandbox", in Chinese too, and what the answer says. */
const levers: readonly (readonly [typed: string, chinese: string, says: Word, facts?: Record<string, string>])[] = [
  ['charge slow', '扣款 慢', 'sandbox.way.slow'],
  ['charge drop the line', '扣款 断线', 'sandbox.way.drops-line'],
  ['charge fail after', '扣款 出错', 'sandbox.way.fails-after'],
  ['charge unknown', '扣款 未知', 'sandbox.way.does-not-know'],
  ['charge card holder', '扣款 持卡人', 'sandbox.way.asks-card-holder'],
  ['charge unattended', '扣款 无人', 'sandbox.way.refuses-unattended'],
  ['charge currency eur', '扣款 货币 EUR', 'sandbox.way.other-currency', { currency: 'EUR' }],
  ['charge currency XXY', '扣款 货币', 'sandbox.chargeUsage'],
  ['charge event first', '扣款 先通知', 'sandbox.way.tells-first'],
  ['charge event twice', '扣款 通知两次', 'sandbox.way.tells-twice'],
  ['charge events mixed', '扣款 通知乱序', 'sandbox.way.tells-out-of-order'],
  ['charge', '扣款 别的', 'sandbox.chargeUsage'],
  ['charge as usual', '扣款 正常', 'sandbox.way.as-usual'],
  ['event stranger', '事件 陌生', 'sandbox.event.stranger'],
  ['event', '事件 别的', 'sandbox.eventUsage'],
  ['card 2027-01', '银行卡 2027-01', 'sandbox.card.expires', { month: '2027-01' }],
  ['card never', '银行卡 永不', 'sandbox.card.never'],
  ['card 2027-13', '银行卡', 'sandbox.cardUsage'],
];

describe('the levers of the sandbox’s gateway', () => {
  let office: Office;
  before(async () => {
    office = await new Office(await setUp({ autoRecharge: 'false' })).open();
  });
  after(() => office.close());

  const orders = async (amount: string): Promise<ReadCard> =>
    (await office.presses(await office.types(`add funds ${amount}`), 'Place order')).card;

  it('are understood in both languages, and say what is different now', async () => {
    for (const [typed, han, word, facts] of levers) {
      says(await office.types(`sandbox ${typed}`), word, facts);
      says(await office.types(`沙盒 ${han}`, chinese), word, facts, 'zh-CN');
    }
    for (const typed of ['amount', 'amount ten'])
      assert.match(textOf(await office.types(`sandbox charge ${typed}`)), /amount/i);
  });

  it('make an order come out otherwise, and the gateway say so later', async () => {
    await office.types('sandbox charge amount 40');
    says(await orders('60'), 'order.settled', { amount: '$40.00', invoice: 2, balance: '$140.00' });
    await office.types('sandbox decline insufficient funds');
    assert.match(textOf(await orders('60')), /not enough money on the card/);
    await office.types('sandbox charge unknown');
    await orders('60');
    says(await office.types('sandbox event paid'), 'sandbox.event.paid', { amount: '$60.00', balance: '$200.00' });
    const failed = await office.types('sandbox event declined lost');
    says(failed, 'sandbox.event.declined', { amount: '$60.00', balance: '$140.00' });
    await office.types('sandbox decline off');
    says(await orders('60'), 'order.settled', { amount: '$60.00', invoice: 4, balance: '$200.00' });
  });

  it('have nothing to tell of before anything was charged', async () => {
    await office.sandbox.gateway.reset();
    says(await office.types('sandbox event paid'), 'sandbox.event.none');
  });
});
