import assert from 'node:assert/strict';
import { commands } from '../../bot/app/commands.ts';
import { parse } from '../../bot/chat/parse.ts';
import { patternOf, type Pattern } from '../../bot/chat/phrase-pattern.ts';
import { everyTypedFor } from '../../cards/words.ts';
import { phraseTables, type PhraseLists } from '../../cards/phrases.ts';
import { aContext } from '../support/argument-context.ts';

const context = aContext();

/** What stands in each hole of an example. */
const filling: Readonly<Record<string, readonly [string, string]>> = {
  range: ['last week', '上周'],
  month: ['October', '10月'],
  country: ['India', '印度'],
  person: ['Adele Vance', '王小明'],
  people: ['Adele Vance', '王小明'],
  amount: ['200', '200'],
  call: ['9c4984c7-6c3c-427d-a30c-bd0b2eacee90', '9c4984c7-6c3c-427d-a30c-bd0b2eacee90'],
  invoice: ['3', '3'],
};

const filled = (text: string, language: string): string =>
  text.replaceAll(/\{(\w+)\}/g, (_, name: string) => filling[name]?.[language === 'en' ? 0 : 1] ?? name);

/** The first words that a pattern can be, each choice made once. */
function sentenceOf(pattern: Pattern, language: string): string {
  const said = pattern.map(part => {
    if (part.kind === 'word') return part.word;
    return part.kind === 'hole' ? filled(`{${part.name}}`, language) : sentenceOf(part.ways[0] ?? [], language);
  });
  return said.filter(Boolean).join(language === 'en' ? ' ' : '');
}

/** The command that a line is, and what is given to it; the command alone where it asks for what it needs. */
function typed(line: string): readonly [string, unknown] | undefined {
  const found = parse(line, commands, context);
  if (found.kind === 'command') return [found.command.name, found.given];
  return found.kind === 'misread' && everyTypedFor(found.command.name).includes(line)
    ? [found.command.name, undefined]
    : undefined;
}

const without = (line: string): string => filled(line.replaceAll(/ ?\{(?:range|month)\}/g, ''), 'en');

const tables = Object.entries(phraseTables);
const lists = ({ phrases, switches }: { phrases: PhraseLists; switches: PhraseLists }): readonly [string, string][] =>
  Object.entries({ ...phrases, ...switches }).flatMap(([line, all]) =>
    all.map(text => [line, text] as [string, string]),
  );

/** The commands that change something at once: by their plain words only. */
const switches = [
  ['autoRecharge', 'on'],
  ['autoRecharge', 'off'],
  ['alerts', 'here'],
  ['alerts', 'off'],
] as const;

/** Lines of the tables whose commands are not there yet. */
const notThere = ['remove credits from {people}', 'remove credits', 'export {range}', 'settings', 'language'];

describe('plain sentences', () => {
  for (const [language, table] of tables) {
    const all = lists(table);

    it(`are at least 80 in ${language}`, () => assert.ok(all.length >= 80, String(all.length)));

    it(`of ${language} lead to commands, but for those that are not there yet`, () => {
      const lines = new Set([table.phrases, table.switches, table.guesses].flatMap(list => Object.keys(list)));
      const none = [...lines].filter(line => typed(without(line)) === undefined);
      assert.deepEqual(
        none.filter(line => !notThere.includes(line)),
        [],
      );
    });

    it(`of ${language} each come to a command, mostly to that of their line`, () => {
      const failed = all
        .filter(([line]) => typed(without(line)) !== undefined)
        .filter(([, text]) => {
          const said = sentenceOf(patternOf(text, table.words), language);
          const found = parse(language === 'en' ? `please ${said}` : said, commands, context);
          return found.kind === 'unknown' && found.nearest === undefined;
        });
      assert.deepEqual(failed, []);
    });

    it(`of ${language} that change something at once are in no other list`, () => {
      for (const line of [...Object.keys(table.phrases), ...Object.keys(table.guesses)]) {
        const [name, given] = typed(without(line)) ?? [];
        for (const [command, asked] of switches)
          assert.ok(name !== command || (given as { asked?: string } | undefined)?.asked !== asked, line);
      }
    });
  }

  const understood: Readonly<Record<string, readonly [string, unknown]>> = {
    'how much is left': ['balance', {}],
    'Sorry to bother you, quick question: how much credit do we still have left? Thanks!': ['balance', {}],
    'who called India last week': ['calls', { range: { first: '2026-11-16', last: '2026-11-22' }, country: 'IN' }],
    'who called south korea?': ['calls', { country: 'KR' }],
    'Who spent the most in October?': ['usage', { range: { first: '2026-10-01', last: '2026-10-31' }, by: 'person' }],
    'last month, where did we call the most': [
      'usage',
      { range: { first: '2026-10-01', last: '2026-10-31' }, by: 'destination' },
    ],
    'can Adele Vance make calls?': ['who', { person: 'Adele Vance' }],
    "Adele Vance's calls yesterday": [
      'calls',
      { range: { first: '2026-11-25', last: '2026-11-25' }, person: 'Adele Vance' },
    ],
    'calls over 10 dollars last month': [
      'calls',
      { range: { first: '2026-10-01', last: '2026-10-31' }, over: 10_000_000 },
    ],
    'please top up 200 dollars': ['addFunds', { amount: '200' }],
    'turn auto-recharge off': ['autoRecharge', { asked: 'off' }],
    'could you please stop alerts here': ['alerts', { asked: 'off' }],
    'help me find who spent the most': ['usage', { by: 'person' }],
    还剩多少: ['balance', {}],
    谁打得最多: ['usage', { by: 'person' }],
    谁上周打给印度了: ['calls', { range: { first: '2026-11-16', last: '2026-11-22' }, country: 'IN' }],
    上个月花了多少钱: ['usage', { range: { first: '2026-10-01', last: '2026-10-31' } }],
    王小明为什么不能打电话: ['who', { person: '王小明' }],
    给王小明分配许可证: ['assign', { people: '王小明' }],
    设置自动充值: ['autoRecharge', {}],
    充值失败了: ['autoRecharge', { asked: 'why' }],
    余额不足怎么办: ['addFunds', {}],
    开启自动充值: ['autoRecharge', { asked: 'on' }],
    把自动充值关掉: ['autoRecharge', { asked: 'off' }],
    开启提醒: ['alerts', { asked: 'here' }],
    关闭提醒: ['alerts', { asked: 'off' }],
    在此提醒: ['alerts', { asked: 'here' }],
    分配许可证: ['assign', {}],
    // A question or a way to do it opens the form.
    'is auto-recharge on': ['autoRecharge', {}],
    'should we turn auto-recharge on?': ['autoRecharge', {}],
    'how do I turn off auto-recharge': ['autoRecharge', {}],
    自动充值开了吗: ['autoRecharge', {}],
  };
  for (const [text, [name, given]] of Object.entries(understood))
    it(`"${text}" is ${name}`, () => {
      const found = parse(text, commands, context);
      assert.deepEqual(found.kind === 'command' && [found.command.name, found.given], [name, given]);
    });

  const never = [
    "don't turn auto-recharge off",
    'do not turn auto-recharge on',
    'never send alerts here',
    'turn off notifications',
    "don't add funds",
    '我不想充值',
    '不要关闭自动充值',
    '别开启提醒',
    'what is the weather',
    'book a meeting with Adele',
    'does Adele Vance like pizza',
    'who is responsible for this',
    'add a user to the channel',
    'how do I assign a Teams Phone license to a user',
    'how much storage is left',
    'missed calls',
    '现在几点了',
    '紧急电话怎么打',
    '电话会议怎么录音',
    'stop',
    'report',
  ];
  for (const text of never)
    it(`"${text}" runs nothing`, () => assert.equal(parse(text, commands, context).kind, 'unknown'));

  it('leave out none of several people', () => {
    for (const text of [
      'assign credits to Ana B, Ben, Cara',
      'give Ana, Ben and Cara a license',
      '给王小明、李雷分配许可证',
    ]) {
      const found = parse(text, commands, context);
      const { people = '' } = (found.kind === 'command' ? found.given : {}) as { readonly people?: string };
      assert.ok(found.kind !== 'command' || people === '' || people === 'Ana B, Ben, Cara', text);
    }
  });

  it('offers, and does not run, what stands in a longer sentence', () => {
    const found = parse('my cat sat on the remaining balance of a yarn ball', commands, context);
    assert.deepEqual(found, { kind: 'unknown', nearest: 'balance' });
  });

  it('offers the command in the words of the reader, whatever the table names it by', () => {
    const chinese = aContext({ language: 'zh-CN' });
    for (const table of Object.values(phraseTables))
      for (const line of Object.keys(table.guesses).filter(typed => !typed.includes('{'))) {
        const [said] = table.guesses[line] ?? [];
        if (said === undefined || /[<([]/.test(said)) continue;
        const found = parse(`阿猫阿狗 ${said} 阿猫阿狗`, commands, chinese);
        if (found.kind === 'unknown' && found.nearest !== undefined)
          assert.doesNotMatch(found.nearest, /^[a-z]/i, `${said}: ${found.nearest}`);
      }
    const found = parse('猫咪踩到了对账单上面', commands, chinese);
    assert.deepEqual(found, { kind: 'unknown', nearest: '对账单' });
  });

  it('of words that no phrase says mean nothing', () => {
    for (let seed = 1; seed <= 200; seed += 1) {
      const words = Array.from(
        { length: 1 + (seed % 12) },
        (_, at) => `qx${((seed * 7919 + at * 104_729) % 99_991).toString(36)}`,
      );
      assert.deepEqual(parse(words.join(' '), commands, context), { kind: 'unknown', nearest: undefined });
    }
  });

  it('take no longer than they are long', () => {
    const startedAt = process.cpuUsage();
    for (const text of [
      'how much '.repeat(22),
      '上个月'.repeat(66),
      '谁打'.repeat(99),
      'last week '.repeat(19),
      'Adele '.repeat(33),
    ])
      parse(text, commands, context);
    assert.ok(process.cpuUsage(startedAt).user < 5_000_000);
  });
});
