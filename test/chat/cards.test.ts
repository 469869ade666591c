import assert from 'node:assert/strict';
import { escape } from '../../cards/escape.ts';
import en from '../../cards/words/en.json' with { type: 'json' };
import zh from '../../cards/words/zh-CN.json' with { type: 'json' };
import { type ReadCard, faultsOf, says, textOf, visit } from '../support/card.ts';
import { isTyped } from '../support/words.ts';
import { Office } from '../support/office.ts';

describe('the cards of a conversation', () => {
  let office: Office;
  beforeEach(async () => void (office = await new Office().open()));
  afterEach(() => office.close());

  it('speak Chinese in every text of every card to an activity whose locale is zh-CN', async () => {
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
      // What people type is understood in any language.
      .filter(([key, text]) => zh[key as keyof typeof zh] !== text && !isTyped(key))
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

  it('are all such as Teams can draw', async () => {
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

  it('show names as they are, without markdown, links or mentions', async () => {
    const first = await office.types('setup');
    const licenses = await office.presses(first, /Prepaid/);
    const choices = licenses.card.inputs.find(input => input['id'] === 'people')?.['choices'] as {
      title: string;
      value: string;
    }[];
    // A choice is plain text in Teams; a mark that nobody sees parts what another client would make a link of. A text block is markdown.
    const debra = choices.find(({ title }) => title === '[Debra]\u2060(http://127.0.0.1/x) *Berger*');
    assert.ok(debra);
    const raul = await office.presses(licenses.card, 'Assign to chosen', {
      people: 'c0400000-0000-4000-8000-000000000012',
      product: String(licenses.card.inputs[0]?.['value']),
    });
    says(raul.card, 'failure.no-usage-location');
    assert.match(
      textOf(raul.card),
      /1 failed: no usage location \(Raul Razo\)\. Set a usage location .*Fix in admin center/,
    );
    const hostile = escape('[Debra](http://127.0.0.1/x) *Berger* <at>Everyone</at>\n# 1. -');
    const seen = hostile.replaceAll('\u2060', '');
    assert.equal(seen, String.raw`\[Debra\]\(http://127.0.0.1/x\) \*Berger\* \<at\>Everyone\</at\> \# 1. -`);
  });
});
