import assert from 'node:assert/strict';
import { commands } from '../../bot/app/commands.ts';
import { parse } from '../../bot/chat/parse.ts';
import { isSaid, likelyMeanings } from '../../bot/chat/phrase-classifier.ts';
import { phraseFeatures } from '../../bot/chat/phrase-sentence.ts';
import { anybody, phrasesHash } from '../../bot/chat/phrase-training.ts';
import { stemOf } from '../../bot/chat/phrase-words.ts';
import { everyTypedFor } from '../../cards/words.ts';
import { noMeaning, phraseTables, type PhraseTable } from '../../cards/phrases.ts';
import { learnedPhrases } from '../../bot/chat/learned-phrases.ts';
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
  hours: ['22:00 to 7:00', '22点到7点'],
};

/** The same where a phrase says it. */
const said: Readonly<Record<string, readonly [string, string]>> = {
  ...filling,
  days: ['this month', '本月'],
  department: ['Sales', '销售部'],
  whose: ['Sales', '销售部'],
  call: ['call 4711', '4711号通话'],
  invoice: ['invoice 3', '发票3'],
};

const filled = (text: string, language: string, values = filling): string =>
  text.replaceAll(/\{(\w+)\}/g, (_, name: string) => values[name]?.[language === 'en' ? 0 : 1] ?? name);

/** The command that a line is, and what is given to it; the command alone where it asks for what it needs. */
function typed(line: string): readonly [string, unknown] | undefined {
  const found = parse(line, commands, context);
  if (found.kind === 'command') return [found.command.name, found.given];
  return found.kind === 'misread' && everyTypedFor(found.command.name).includes(line)
    ? [found.command.name, undefined]
    : undefined;
}

/** What is typed without what may be left out. */
const bare = (line: string): string => line.replaceAll(/ ?\[[^\]]*\]| ?\{(?!hours)\w+\}/g, '');

/** What is asked back first, or waits for a press. */
function askedBack(text: string): string | undefined {
  const found = parse(text, commands, context);
  return found.kind === 'unknown' ? found.nearest[0] : found.kind === 'at-once' ? found.line : undefined;
}

const tables = Object.entries(phraseTables);

/** Each phrase of a table by what it means and what is typed for it. */
const phrasesOf = (table: PhraseTable): readonly { meaning: string; line: string; text: string; isSwitch: boolean }[] =>
  (['phrases', 'switches'] as const).flatMap(kind =>
    Object.entries(table[kind]).flatMap(([meaning, { typed: line, said }]) =>
      said.map(text => ({ meaning, line, text, isSwitch: kind === 'switches' })),
    ),
  );

/** What is typed for a meaning. */
const lineOf = (table: PhraseTable, meaning: string): string =>
  (table.phrases[meaning] ?? table.switches[meaning])?.typed ?? meaning;

/** Of each meaning one phrase with each of what may be given in it. */
const firstOfEachKind = <Phrase extends { readonly meaning: string; readonly text: string }>(
  all: readonly Phrase[],
): readonly Phrase[] =>
  Object.values(
    Object.groupBy(all, ({ meaning, text }) => `${meaning} ${(text.match(/\{\w+\}/g) ?? []).toSorted().join('')}`),
  ).flatMap(phrases => phrases?.slice(0, 1) ?? []);

/** The commands that change something at once: by their plain words only. */
const switches = [
  ['autoRecharge', 'on'],
  ['autoRecharge', 'off'],
  ['alerts', 'here'],
  ['alerts', 'off'],
] as const;

describe('the table of phrases', () => {
  for (const [language, table] of tables) {
    const all = phrasesOf(table);

    it(`has at least 80 in ${language}`, () => assert.ok(all.length >= 80, String(all.length)));

    it(`of ${language} leads to commands`, () => {
      const lines = new Set(all.map(({ line }) => bare(line)));
      const none = [...lines].filter(line => typed(filled(line, language)) === undefined);
      assert.deepEqual(none, []);
    });

    it(`of ${language} has each word once`, () => {
      const words = [...Object.values(table.ideas), table.common]
        .flatMap(list => list.split(';'))
        .map(word => word.trim());
      assert.deepEqual(
        words.filter((word, at) => words.indexOf(word) !== at),
        [],
      );
    });

    it(`of ${language}: each phrase is likeliest its own command, but for one in a hundred`, () => {
      const commandOf = (meaning: string): string => bare(lineOf(table, meaning)).split(' ')[0] ?? meaning;
      const every = [...all, ...table.nothing.map(text => ({ meaning: noMeaning, text }))];
      const failed = every.filter(({ meaning, text }) => {
        const [best] = likelyMeanings(phraseFeatures(text, anybody));
        return commandOf(best?.meaning ?? noMeaning) !== commandOf(meaning);
      });
      assert.ok(
        failed.length * 100 <= every.length,
        failed.map(({ meaning, text }) => `${meaning}: ${text}`).join('\n'),
      );
    });

    it(`of ${language}: what each meaning is said with is run, or asked back`, () => {
      const failed = firstOfEachKind(all)
        .filter(({ line, text }) => {
          const found = parse(filled(text, language, said), commands, context);
          const asked = found.kind === 'unknown' ? found.nearest[0] : found.kind === 'at-once' ? found.line : '';
          const name = 'command' in found ? found.command.name : typed(asked ?? '')?.[0];
          return name !== typed(filled(bare(line), language))?.[0];
        })
        .map(({ line, text }) => `${line}: ${text}`);
      assert.deepEqual(failed, []);
    });

    it(`of ${language}: what changes something at once is in no other list`, () => {
      for (const { typed: line } of Object.values(table.phrases)) {
        const [name, given] = typed(filled(bare(line), language)) ?? [];
        for (const [command, asked] of switches)
          assert.ok(name !== command || (given as { asked?: string } | undefined)?.asked !== asked, line);
      }
    });
  }

  it('says no phrase for two meanings', () => {
    const every = tables.flatMap(([, table]) => [
      ...phrasesOf(table),
      ...table.nothing.map(text => ({ meaning: noMeaning, text })),
    ]);
    const byText = Map.groupBy(every, ({ text }) => text.toLowerCase());
    const several = [...byText].filter(([, all]) => new Set(all.map(({ meaning }) => meaning)).size > 1);
    assert.deepEqual(several, []);
  });

  it('knows nobody by name: whoever is called so would be a word', () => {
    const names = 'kevin maria tom paul anna john mike sarah karen steve laura daniel petra lena jonas trevor priya';
    assert.deepEqual(
      names.split(' ').filter(name => isSaid(stemOf(name))),
      [],
    );
  });

  it('is what was learned: else `npm run phrases`', () => assert.equal(learnedPhrases().of, phrasesHash()));

  it('has the same meanings in every language', () => {
    const [first, ...others] = tables.map(([, table]) =>
      Object.keys({ ...table.phrases, ...table.switches }).toSorted(),
    );
    for (const other of others) assert.deepEqual(other, first);
  });
});

describe('plain sentences', () => {
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
    'who enabled auto-recharge': ['history', { kind: 'rules' }],
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
    余额不足怎么充值: ['addFunds', {}],
    开启自动充值: ['autoRecharge', { asked: 'on' }],
    把自动充值关掉: ['autoRecharge', { asked: 'off' }],
    开启提醒: ['alerts', { asked: 'here' }],
    关闭提醒: ['alerts', { asked: 'off' }],
    在此提醒: ['alerts', { asked: 'here' }],
    分配许可证: ['assign', {}],
    // A question or a way to do it opens the form.
    'is auto-recharge on': ['autoRecharge', {}],
    'are alerts turned on here': ['alerts', {}],
    自动充值开了吗: ['autoRecharge', {}],
    // Two letters that changed places, and a name that begins a sentence of a script without capitals.
    'exprot the calls of last month': ['export', { what: 'calls', range: { first: '2026-10-01', last: '2026-10-31' } }],
    'Alex Wilber 能打国际电话吗': ['who', { person: 'Alex Wilber' }],
    // A year is days, and two letters in capitals are a country only where they are no word.
    'what did we spend in 2025': ['usage', { range: { first: '2025-01-01', last: '2025-12-31' } }],
    'everybody tells me what we used, so what IS left?': ['balance', {}],
    // A word alone that means one thing; and what only shows is shown, whatever is denied in it.
    expiring: ['lots', {}],
    '24小时制': ['language', { hours: 'hours-24' }],
    '哪些记录你拿不准，等我来定': ['questions', {}],
    // A difference is no balance.
    'the two balances differ by $13.19': ['reconcile', {}],
    余额和后台差了180美元: ['reconcile', {}],
    '期末余额和账户余额不一致，少了180': ['reconcile', {}],
    // An amount that no line of the command would take is left out: what it shows is what was asked for.
    'be notified 30/60/90 days out (configurable?) if any credits are expiring soon': ['alerts', {}],
    比如设置5块通知一次: ['alerts', {}],
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
    it(`"${text}" runs nothing`, () => assert.ok(!('command' in parse(text, commands, context))));

  const offered: Readonly<Record<string, string>> = {
    'should we turn auto-recharge on?': 'auto-recharge on',
    'how do I turn off auto-recharge': 'auto-recharge off',
    'can somebody explain how to turn the alerts off': 'alerts off',
    'turn off notifications': 'alerts off',
    'was auto-recharge turned off': 'auto-recharge off',
    怎么关闭自动充值: 'auto-recharge off',
    'my axolotl gnawed at the remaining balance': 'balance',
    // A line that would take the amount would set it at once.
    'can we have a budget of 250': 'budget',
    'please set the approvals limit to 750': 'approvals limit 750',
    // Whose budget it is stands in what is asked, and nobody's is set by a sentence.
    'put a monthly cap of $150 on the Sales department': 'budget 150 of Sales',
    'per member limit: give Jana Novak 100 a month': 'budget 100 of Jana Novak',
    给销售部设每月400美元的预算: 'budget 400 of 销售部',
    'We put a ceiling on the Lyon team by mistake, drop it altogether': 'cancel budget of Lyon',
    'give our team 40 per month': 'budget',
    // A number that is read in two ways here is not left out.
    'order $1,000 of credits': 'add funds',
    // A slip before an amount is none of it.
    'add fudns 250': 'add funds 250',
    // A month or a day with a slip in it may be another word, and is not left out.
    'how much did we spend in ocotber': 'usage october',
    'how much was used on monady': 'usage monday',
    // One of the people has a name that is not read as one.
    'assign the credits license to Tomasz Nowak and zorvex': 'assign credits',
  };
  for (const [text, line] of Object.entries(offered))
    it(`"${text}" is asked back`, () => assert.equal(askedBack(text), line));

  for (const text of [
    'we turned off auto-recharge',
    'our auto-recharge turned on',
    'auto-recharge turned off',
    'so our auto-recharge turned off?',
    "auto-recharge's turned off",
    'auto-recharge on?',
    'auto-recharge off?',
    "we've turned off alerts",
    'alerts off?',
    'approvals limit off?',
    'please alerts off?',
    'can you turn off alerts?',
    '自动充值打开了',
    '我们把自动充值关闭了',
    '自动充值开？',
    '提醒都关闭了',
    '能关闭提醒吗',
  ])
    it(`"${text}" tells or asks, and changes nothing`, () => {
      const found = parse(text, commands, context);
      assert.ok(
        found.kind === 'unknown' || Object.keys(found.kind === 'command' ? (found.given as object) : {}).length === 0,
        JSON.stringify(found),
      );
    });

  for (const text of [
    'never refund credits again',
    'we did not refund money',
    'we did not revoke the licenses',
    "i don't want to top up funds",
    'stop asking me to buy credits',
    'nobody may buy credits',
    '千万别购买额度',
    '不能购买额度',
    '我没有收回许可证',
    '别收回许可证',
    // Whom, or what, is denied is not taken for what is wished; and what is said before or behind a wish may forbid it.
    "Ana Costa isn't leaving, give Joe Brand the license",
    "Don't touch Ana Costa, remove Joe Brand's license",
    '李明没离职，移除王芳的许可证',
    '不要停李明的，停止付费通话',
    "don't order 500, order credits please",
    'it is not 30, refund invoice 3',
    '不是发票3，撤销购买',
    'I was told not to, add funds 500',
    'My manager has not approved it, refund invoice 3',
    '老板不同意，充值五百',
    '没有我的同意，撤销发票3',
    '充值500，我说错了',
    'please refund invoice 3, actually not',
    '不要取消销售部的预算',
    // What was spent is not spent in the sandbox.
    'we spent 200',
    '我们花了200',
  ])
    it(`"${text}" opens nothing of money or licenses`, () => {
      assert.equal(parse(text, commands, context).kind, 'unknown');
    });

  it('limit no calls to an amount: they tell what protects', () => {
    const found = parse('limit calls to 20', commands, context);
    assert.deepEqual(found.kind === 'command' && [found.command.name, found.given], ['prevention', {}]);
  });

  it('leave out none of several people', () => {
    for (const [text, names] of Object.entries({
      'assign credits to Ana B, Ben, Cara': ['Ana B', 'Ben', 'Cara'],
      'give Ana, Ben and Cara a license': ['Ana', 'Ben', 'Cara'],
      'give Ana, ben and Cara a license': ['Ana', 'ben', 'Cara'],
      '给王小明、李雷分配许可证': ['王小明', '李雷'],
    })) {
      const found = parse(text, commands, context);
      const { people = '' } = (found.kind === 'command' ? found.given : {}) as { readonly people?: string };
      assert.ok(people === '' || people === names.join(', '), people);
    }
  });

  it('of words that no phrase says mean nothing', () => {
    for (let seed = 1; seed <= 200; seed += 1) {
      const words = Array.from(
        { length: 1 + (seed % 12) },
        (_, at) => `qx${((seed * 7919 + at * 104_729) % 99_991).toString(36)}`,
      );
      assert.deepEqual(parse(words.join(' '), commands, context), { kind: 'unknown', nearest: [] });
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
