import assert from 'node:assert/strict';
import { commands } from '../../bot/app/commands.ts';
import type { Arguments } from '../../bot/chat/argument.ts';
import { parse } from '../../bot/chat/parse.ts';
import { everyTypedFor, languages, say } from '../../cards/words.ts';
import { aContext } from '../support/argument-context.ts';

const context = aContext();

/** The command and what was given to it; a sentence where it was misread; or what was probably meant. */
function parsed(text: string): readonly unknown[] {
  const found = parse(text, commands, context);
  if (found.kind === 'command') return [found.command.name, found.given];
  if (found.kind === 'misread') return [found.command.name, found.misread.sentence];
  return [undefined, found.kind === 'at-once' ? found.line : found.nearest[0]];
}

/** What a command without arguments is given: nothing, or the sentence that asks for the one it needs. */
function missingOf(all: Arguments): unknown {
  const needed = Object.values(all).find(({ isRequired }) => isRequired === true);
  return needed === undefined ? {} : `This needs: ${say('en', `argument.${needed.name}`)}.`;
}

describe('what is typed', () => {
  for (const { name, arguments: all } of commands)
    for (const phrase of everyTypedFor(name))
      it(`"${phrase}" is ${name}, in capitals too, with a slash before and a mark after it`, () => {
        for (const text of [
          phrase,
          `  ${phrase.toUpperCase().replaceAll(' ', '\u00a0 ')} `,
          `/${phrase}`,
          `${phrase}.`,
          `${phrase}？`,
        ])
          assert.deepEqual(parsed(text), [name, missingOf(all)], text);
      });

  for (const { name } of commands)
    for (const language of languages)
      it(`the example of ${name} in ${language} is understood`, () => {
        const found = parse(say(language, `example.${name}`), commands, context);
        assert.equal(found.kind === 'command' && found.command.name, name);
      });

  const table: Readonly<Record<string, readonly [string | undefined, unknown]>> = {
    // The longest words win, and full-width characters are what they look like.
    'add funds 200': ['addFunds', { amount: '200' }],
    'add 200': ['addFunds', { amount: '200' }],
    添加资金200: ['addFunds', { amount: '200' }],
    '添加资金２００．５': ['addFunds', { amount: '200.5' }],
    'ａｄｄ　ｆｕｎｄｓ　５０': ['addFunds', { amount: '50' }],
    'add\tfunds\n50': ['addFunds', { amount: '50' }],
    '添加资金 -5': ['addFunds', { amount: '-5' }],
    查询余额: ['balance', {}],
    'refund 30': ['refund', { amount: '30' }],
    'refund 30 of invoice 1': ['refund', { amount: '30', invoice: 1 }],
    'refund invoice 1': ['refund', { invoice: 1 }],
    'refund invoice 1 30': ['refund', { amount: '30', invoice: 1 }],
    'charge-back invoice 2 $1,250.50': ['chargeBack', { amount: '$1,250.50', invoice: 2 }],
    'reconcile 10 at 2026-10-31': ['reconcile', { amount: '10', at: '2026-10-31' }],
    'reconcile at 2026-10-31 10': ['reconcile', { amount: '10', at: '2026-10-31' }],
    '语言 克林贡': [
      'language',
      say('en', 'misread.choice', { text: '克林贡', choices: '**English**, **简体中文**, **automatic**' }),
    ],
    '费率 纳尼亚': ['rate', say('en', 'misread.country', { text: '纳尼亚' })],
    '设置项 乱七八糟': ['settings', say('en', 'misread.unexpected', { text: '乱七八糟' })],
    'reconcile 10 at tomorrow': ['reconcile', say('en', 'misread.day', { text: 'tomorrow' })],
    'calls of C0400000-0000-4000-8000-000000000002': ['calls', { person: 'C0400000-0000-4000-8000-000000000002' }],
    'calls to': ['calls', 'This needs: country.'],
    'calls of': ['calls', 'This needs: person.'],
    'usage by': ['usage', `This needs: ${say('en', 'argument.by')}.`],
    'calls to Trinidad and Tobago': ['calls', { country: 'TT' }],
    'calls to Trinidad & Tobago': ['calls', { country: 'TT' }],
    'rate Bosnia & Herzegovina': ['rate', { country: 'BA' }],
    'my calls last week': ['calls', { range: { first: '2026-11-16', last: '2026-11-22' }, person: 'me' }],
    'statement this month xlsx': [
      'export',
      { range: { first: '2026-11-01', last: '2026-11-30' }, what: 'statement', format: 'xlsx' },
    ],
    'export statement last month as csv': [
      'export',
      { range: { first: '2026-10-01', last: '2026-10-31' }, what: 'statement', format: 'csv' },
    ],
    分配点数给王小明: ['assign', { people: '王小明' }],
    'assign credits to Alex, Ana': ['assign', { people: 'Alex, Ana' }],
    'assign credits all': ['assign', { people: 'all' }],
    'assign credits to Zaya, the Boss': ['assign', { people: 'Zaya, the Boss' }],
    'set up': ['setup', {}],
    '使用情况 90天': ['usage', { range: { first: '2026-08-29', last: '2026-11-26' } }],
    使用情况上月: ['usage', { range: { first: '2026-10-01', last: '2026-10-31' } }],
    'usage for last week': ['usage', { range: { first: '2026-11-16', last: '2026-11-22' } }],
    'auto-recharge why?': ['autoRecharge', { asked: 'why' }],
    'alerts here': ['alerts', { asked: 'here' }],
    提醒这里: ['alerts', { asked: 'here' }],
    '?': ['help', {}],
    '？？': ['help', {}],
    // Politeness is no part of a command.
    'please show me the balance': ['balance', {}],
    'What is our balance?': ['balance', {}],
    查看余额: ['balance', {}],
    设置自动充值: ['autoRecharge', {}],
    请查看历史记录: ['history', {}],
    // A longer word is not a shorter one with something behind it.
    '对账单 2027年1月': ['statement', '“2027年1月” has not begun yet.'],
    'purchases 1': ['lots', 'I don’t know what to do with “1”.'],
    // What a command does not take is said.
    'balance 100': ['balance', 'I don’t know what to do with “100”.'],
    'auto-recharge 100': ['autoRecharge', { amount: 100_000_000 }],
    'auto-recharge on 50 below 20': ['autoRecharge', { asked: 'on', amount: 50_000_000, below: 20_000_000 }],
    'auto-recharge on up to 100 below 20': ['autoRecharge', { asked: 'on', upTo: 100_000_000, below: 20_000_000 }],
    自动充值充到100: ['autoRecharge', { upTo: 100_000_000 }],
    // Near misses are guessed with what follows, and never run.
    ballance: [undefined, 'balance'],
    'blance now': [undefined, 'balance'],
    'ad funds 50': [undefined, 'add funds 50'],
    'addfunds 200': [undefined, 'add funds 200'],
    addfunds200: [undefined, 'add funds 200'],
    'tupup 200': [undefined, 'top up 200'],
    'uasge last week': [undefined, undefined],
    'usqge last week': [undefined, 'usage last week'],
    'auto rechrge': [undefined, 'auto recharge'],
    licens: [undefined, 'license'],
    余鹅: [undefined, '余额'],
    balence: [undefined, 'balance'],
    // A hyphen is no slip, and `all` is what is shown.
    'add-funds': ['addFunds', {}],
    'topup 200': ['addFunds', { amount: '200' }],
    'lots all': ['lots', {}],
    // Nothing that would do harm, or puzzle, is guessed.
    stop: [undefined, undefined],
    report: [undefined, 'usage'],
    // Nonsense, and what only holds a command somewhere.
    '': [undefined, undefined],
    ' ': [undefined, undefined],
    'do not help': [undefined, undefined],
    '4711': [undefined, undefined],
    '🙂🙂🙂': [undefined, undefined],
    '.*': [undefined, undefined],
  };
  for (const [text, expected] of Object.entries(table))
    it(`"${text.replaceAll(/\s/g, ' ')}" is ${expected[0] ?? `unknown, nearest ${JSON.stringify(expected[1] ?? null)}`}`, () =>
      assert.deepEqual(parsed(text), expected));

  it('never leaves out one end of what is said from when to when', () => {
    for (const said of [
      'usage from tomorrow to yesterday',
      'show usage from yesterday to tomorrow',
      'calls from monday to blah',
      '用量 从明天到昨天',
    ])
      assert.equal(parse(said, commands, context).kind, 'misread', said);
    for (const said of ['usage from monday to wednesday', 'show usage from october to november', '用量 从周一到今天'])
      assert.equal(parse(said, commands, context).kind, 'command', said);
  });

  it('is bounded: a long text is no slower than it is long', () =>
    assert.deepEqual(parsed('x'.repeat(30_000)), [undefined, undefined]));
});
