import assert from 'node:assert/strict';
import { commands } from '../../bot/app/commands.ts';
import { parse } from '../../bot/chat/parse.ts';

const parsed = (text: string): readonly (string | undefined)[] => {
  const found = parse(text, commands);
  return found.kind === 'command' ? [found.command.name, found.rest] : [undefined, found.nearest];
};

describe('what is typed', () => {
  for (const { name, words } of commands)
    for (const phrase of [...words.en, ...words.zh]) {
      it(`"${phrase}" is ${name}, in capitals too, and with something behind it`, () => {
        assert.deepEqual(parsed(phrase), [name, '']);
        assert.deepEqual(parsed(`  ${phrase.toUpperCase().replaceAll(' ', '\u00a0 ')} `), [name, '']);
        assert.deepEqual(parsed(`${phrase} 12,50 USD`), [name, '12,50 USD']);
      });
      if (/\p{Script=Han}$/u.test(phrase))
        it(`"${phrase}200" needs no space`, () => assert.deepEqual(parsed(`${phrase}200`), [name, '200']));
    }

  const table: Readonly<Record<string, readonly [string | undefined, string | undefined]>> = {
    // The longest words win, and full-width characters are what they look like.
    'add funds 200': ['add funds', '200'],
    'add 200': ['add funds', '200'],
    '添加资金２００．５': ['add funds', '200.5'],
    'ａｄｄ　ｆｕｎｄｓ　５０': ['add funds', '50'],
    'add\tfunds\n50': ['add funds', '50'],
    '添加资金 -5': ['add funds', '-5'],
    查询余额: ['balance', ''],
    分配点数给王小明: ['assign credits to', '王小明'],
    'assign credits to Alex, Ana': ['assign credits to', 'Alex, Ana'],
    'assign credits all': ['assign credits to', 'all'],
    'set up': ['setup', ''],
    '使用情况 90天': ['usage', '90天'],
    'HELP ME': ['help', 'ME'],
    '?': ['help', ''],
    '？': ['help', ''],
    // Near misses are guessed, and never run.
    ballance: [undefined, 'balance'],
    'blance now': [undefined, 'balance'],
    'ad funds 50': [undefined, 'add funds'],
    'add-funds': [undefined, 'add funds'],
    'auto recharg': [undefined, 'auto recharge'],
    licens: [undefined, 'license'],
    余鹅: [undefined, '余额'],
    // A Latin word ends where the command does.
    balances: [undefined, 'balance'],
    addfunds50: [undefined, undefined],
    // Nonsense, and what only holds a command somewhere.
    '': [undefined, undefined],
    ' ': [undefined, undefined],
    'do not help': [undefined, undefined],
    'please show my balance': [undefined, undefined],
    '4711': [undefined, undefined],
    请帮助: [undefined, '帮助'],
    '🙂🙂🙂': [undefined, undefined],
    '.*': [undefined, undefined],
  };
  for (const [text, expected] of Object.entries(table))
    it(`"${text.replaceAll(/\s/g, ' ')}" is ${expected[0] ?? `unknown, nearest ${expected[1] ?? 'to nothing'}`}`, () =>
      assert.deepEqual(parsed(text), expected));

  it('is bounded: a long text is no slower than it is long', () =>
    assert.deepEqual(parsed('x'.repeat(30_000)), [undefined, undefined]));
});
