import assert from 'node:assert/strict';
import { commands } from '../../bot/app/commands.ts';
import { parse } from '../../bot/chat/parse.ts';
import { phraseTables } from '../../cards/phrases.ts';
import { aContext } from '../support/argument-context.ts';

const context = aContext();

describe('what a plain sentence changes at once', () => {
  const done: Readonly<Record<string, string>> = {
    'Cap Customer Success at 600/mo.': 'budget 600 of Customer Success',
    'please set the monthly budget of Sales to 200 dollars': 'budget 200 of Sales',
    'set a budget of $200 for the Sales team': 'budget 200 of Sales',
    'limit Joe Brand to 50': 'budget 50 of Joe Brand',
    'cap on Sales at 200': 'budget 200 of Sales',
    'cap R&D at 600': 'budget 600 of R&D',
    "remove Ana Costa's budget": 'cancel budget of Ana Costa',
    'cancel the Sales budget': 'cancel budget of Sales',
    'set quiet hours from 10 pm to 7 am': 'alerts quiet 10 pm to 7 am',
    'quiet hours 22:00 to 7:00 on weekends please': 'alerts quiet 22:00 to 7:00 on weekends',
    'mute all alerts': 'alerts off',
    'would you please let this channel know whenever the balance gets low': 'alerts here',
    销售部每月封顶800: 'budget 800 of 销售部',
    把销售部的月预算设为3000: 'budget 3000 of 销售部',
    '22点到7点免打扰': 'alerts quiet 22点到7点',
    取消小王的预算: 'cancel budget of 小王',
    删除小王的预算: 'cancel budget of 小王',
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
    '市场部的预算停了',
    '销售部的预算是3000',
    '销售部有预算3000',
    '暂停小王的预算',
    'cut the Sales budget by half',
    'set the Sales budget to 200 a week',
    'we need Joe Brand for 600 a month',
    'clear the budget with Joe Brand',
    '请审批预算500',
    // Nor is a question, what is quoted, or about so much.
    'cap Sales at 200? thanks',
    'cap Sales at ~200',
    'Sales budget × 2',
    '"cap Sales at 600"',
    'Hi Joe Brand, budget 600',
    'cap Legal, my team at 600',
    // What is to end on a condition neither ends nor sets a rule.
    'turn auto-recharge off when below 20',
    // Another currency is another amount.
    'cap Sales at £200',
    'cap Sales at 200 €',
    // A slip for "off" turns nothing on, nor does a sentence with one, and somebody's team is not that person.
    'turn on automatic recahrge',
    'turn auto-recharge of',
    "cap Joe Brand's team at 500",
    // Hours that may be of the day or of the night are asked about, as are two moments, and those that are to end.
    'set quiet hours from 10 to 7',
    'set quiet hours from 10:00 to 7:00',
    'set quiet hours from 10 to 7 Europe/Amsterdam',
    'no alerts at 22:00 and 7:00',
    'no quiet hours from 10 pm to 7 am',
    '取消22点到7点的免打扰',
    '晚上10点到早上7点有多少通话',
    // Of alerts is told, or it is another place, time or matter.
    'alerts here are useful',
    'show the alerts here',
    '查看提醒 这里',
    'send alerts here by Friday',
    '明天起提醒发到这里',
    'hide amounts in the alerts please',
    'only critical alerts in this channel please',
    'send the alerts here for @Dana and @finance-leads',
    'cap {whose} at {amount}',
  ])
    it(`"${text}" does nothing`, () => {
      const found = parse(text, commands, context);
      assert.ok(found.kind !== 'command' || found.command.actsAtOnce?.(found.given) !== true);
    });

  for (const [text, asked] of [
    ['did the auto-recharge ever get switched on?', undefined],
    ['自动充值开了没呀', undefined],
    ['change the card that auto-recharge takes', 'payment'],
  ] as const)
    it(`"${text}" shows the rule, and asks for no surer words`, () => {
      const found = parse(text, commands, context);
      const given = asked === undefined ? {} : { asked };
      assert.deepEqual(found.kind === 'command' && [found.command.name, found.given], ['autoRecharge', given]);
    });

  it('has no word that says the same as two others, or that has an article in it: neither would ever be met', () => {
    for (const { same, articles } of Object.values(phraseTables)) {
      const all = Object.values(same).flatMap(list => list.split('; '));
      assert.equal(new Set(all).size, all.length);
      const isArticle = (text: string): boolean =>
        articles
          .split('; ')
          .some(one => (/\p{Script=Han}/u.test(one) ? text.includes(one) : text.split(' ').includes(one)));
      assert.deepEqual(all.filter(isArticle), []);
    }
  });
});
