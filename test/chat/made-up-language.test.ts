import assert from 'node:assert/strict';
import { commands } from '../../bot/app/commands.ts';
import { contosoUsers } from '../../bot/drivers/sandbox/contoso.ts';
import { currencyChoices, zoneChoices } from '../../bot/setup/terms-choices.view.ts';
import en from '../../cards/words/en.json' with { type: 'json' };
import zh from '../../cards/words/zh-CN.json' with { type: 'json' };
import { say, typedFor, type Word } from '../../cards/words.ts';
import { visit, type ReadCard } from '../support/card.ts';
import { inMadeUp } from '../support/made-up.ts';
import { Office } from '../support/office.ts';
import { isTyped } from '../support/words.ts';

/** What is left of a text without what the word list said, facts in it included. */
function unsaid(text: string): string {
  let left = text;
  for (let before = ''; before !== left;) {
    before = left;
    left = left.replaceAll(/‹[^‹›]*›/g, '');
  }
  return left;
}

const chinese = { say: (word: Word): string => say('zh-CN', word) };
const regions = new Intl.DisplayNames(['zh-CN'], { type: 'region' });

// What no word list says: names, addresses, products, currencies, zones and countries by Intl, and what is typed, which is a list of its own.
const data = [
  ...contosoUsers.flatMap(({ displayName, userPrincipalName, department = '' }) =>
    [displayName, userPrincipalName, department].filter(text => text !== ''),
  ),
  // A language is called as it calls itself.
  say('en', 'language.name'),
  ...['Microsoft 365', 'Office 365', 'Communications Credits', 'Audio Conferencing', 'ENTERPRISEPACK', 'UTC', 'USD'],
  ...['US', 'CA', 'GB', 'JP', 'IN', 'ZW', 'DE', 'FR', 'MX', 'AU'].map(code => regions.of(code) ?? code),
  ...[...currencyChoices(chinese, 'USD'), ...zoneChoices(chinese, 'UTC')].flatMap(({ title, value }) => [title, value]),
  ...commands.flatMap(({ name }) => [...typedFor(name, 'zh-CN'), say('zh-CN', `example.${name}`)]),
].toSorted((one, other) => other.length - one.length);

/** Words that stand in a card and in no list. */
function strayWords(card: ReadCard): readonly string[] {
  const stray: string[] = [];
  visit(card.json, node => {
    for (const name of [
      'text',
      'title',
      'value',
      'label',
      'errorMessage',
      'placeholder',
      'speak',
      'yAxisTitle',
      'xAxisTitle',
    ]) {
      const text = node[name];
      // What a button or a choice sends back is no text that is shown.
      if (typeof text !== 'string' || (name === 'text' && node['type'] !== 'TextBlock')) continue;
      if (name === 'value' && /^[\w:-]+$/.test(text)) continue;
      // Where a link leads is in no language.
      const shown = unsaid(text.replaceAll(/\]\(https?:\/\/[^)]*\)/g, ']')).replaceAll(/[\u2060\\]/g, '');
      const left = data.reduce((rest, known) => rest.replaceAll(known, ''), shown);
      if (/\p{L}{3,}/u.test(left.replaceAll(/\d+年\d+月(?:\d+日)?/g, '').replaceAll(/\b[\da-f]{8,}\b/g, '')))
        stray.push(`${name}: ${text}`);
    }
  });
  return stray;
}

describe('another language', () => {
  const kept = { ...zh };
  let office: Office;
  before(async () => {
    for (const [word, text] of Object.entries(inMadeUp(en)))
      if (!isTyped(word) && word !== 'app.locale') Object.assign(zh, { [word]: text });
    office = await new Office().open();
  });
  after(async () => {
    Object.assign(zh, kept);
    await office.close();
  });

  it('is one file: no card has a sentence that is not in the list', async () => {
    const said = { locale: 'zh-CN' };
    const cards: ReadCard[] = [...(await office.setsUp({}, said))];
    for (const { name } of commands)
      for (const typed of [typedFor(name, 'zh-CN')[0]!, say('zh-CN', `example.${name}`)])
        if (typed !== '沙盒') cards.push(...(await office.typesAndSees(typed, said)));
    for (const typed of [
      '提醒 这里',
      '沙盒 消费 95',
      '沙盒 拒付',
      '沙盒 消费 40',
      '沙盒 快进 2 天',
      '沙盒 扮演',
      '发票 1',
      'nonsense',
    ])
      cards.push(...(await office.typesAndSees(typed, said)));
    cards.push(...office.told());
    const stray = cards.flatMap(card => strayWords(card));
    assert.ok(cards.length > 60);
    assert.deepEqual([...new Set(stray)], []);
  });
});
