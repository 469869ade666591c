import assert from 'node:assert/strict';
import { commands } from '../../bot/app/commands.ts';
import { parse } from '../../bot/chat/parse.ts';
import { aContext } from '../support/argument-context.ts';

const context = aContext();

describe('what a plain sentence changes at once', () => {
  const done: Readonly<Record<string, string>> = {
    // Word for word, with what is given in its place.
    'Cap Customer Success at 600/mo.': 'budget 600 of Customer Success',
    'please set the monthly budget of Sales to 200 dollars': 'budget 200 of Sales',
    'the Legal team gets 150 a month': 'budget 150 of Legal',
    'limit Joe Brand to 50': 'budget 50 of Joe Brand',
    "remove Ana Costa's budget": 'cancel budget of Ana Costa',
    'set quiet hours from 10 pm to 7 am': 'alerts quiet 10 pm to 7 am',
    'no alerts between 22:00 and 7:00 on weekends please': 'alerts quiet 22:00 and 7:00 on weekends',
    'set the approval limit to five hundred': 'approvals limit 500',
    销售部每月封顶800: 'budget 800 of 销售部',
    把销售部的月预算设为3000: 'budget 3000 of 销售部',
    '22点到7点免打扰': '提醒 免打扰 22点到7点',
    取消小王的预算: 'cancel budget of 小王',
    // Or where it can be taken back, and says where.
    'would you please let this channel know whenever the balance gets low': 'alerts here',
    余额不足时请在这个群里说一声: '提醒 这里',
  };
  for (const [text, line] of Object.entries(done))
    it(`"${text}" is done`, () => {
      const [found, typed] = [text, line].map(one => parse(one, commands, context));
      assert.deepEqual(found?.kind === 'command' && found, typed);
    });

  for (const text of [
    // What is told, or by how much or how often something is to change, is no such wish.
    'the Sales budget was 200',
    'Joe cancelled the Sales budget',
    '市场部的预算取消了',
    'cut the Sales budget by half',
    'set the Sales budget to 200 a week',
    'cap Sales at 200?',
    // Hours that may be of the day or of the night are asked about, as are those that are to end.
    'set quiet hours from 10 to 7',
    'no quiet hours from 10 pm to 7 am',
    '取消22点到7点的免打扰',
    '晚上10点到早上7点有多少通话',
    // Where alerts are to come is not said; or something would not come any more.
    'please let me know whenever the balance gets low',
    'only critical alerts in this channel please',
    'low balance alerts for @Helpdesk',
    'the alerts are too loud, mute them all',
    // Nobody who is picked is left out.
    'send the alerts here for @Dana and @finance-leads',
  ])
    it(`"${text}" does nothing`, () => {
      const found = parse(text, commands, context);
      assert.ok(found.kind !== 'command' || found.command.actsAtOnce?.(found.given) !== true);
    });

  it('what only shows money is shown to whoever asks, in any words', () => {
    for (const text of [
      'did the auto-recharge ever get switched on?',
      '自动充值开了没呀',
      '现在自动充值的月限额是多少',
    ]) {
      const found = parse(text, commands, context);
      assert.deepEqual(found.kind === 'command' && [found.command.name, found.given], ['autoRecharge', {}], text);
    }
  });
});
