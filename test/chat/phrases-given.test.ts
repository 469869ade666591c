import assert from 'node:assert/strict';
import { commands } from '../../bot/app/commands.ts';
import { parse } from '../../bot/chat/parse.ts';
import { aContext } from '../support/argument-context.ts';
import { money } from '../support/builders.ts';

const context = aContext();

describe('what a plain sentence gives', () => {
  const understood: Readonly<Record<string, readonly [string, unknown]>> = {
    // Amounts are what is said beside them, and may be said in words.
    'recharge 300 whenever we fall under 75, automatically': [
      'autoRecharge',
      { amount: money('$300'), below: money('$75') },
    ],
    余额低于100就自动充500: ['autoRecharge', { amount: money('$500'), below: money('$100') }],
    帮忙充两百: ['addFunds', { amount: '200' }],
    帮我充两百点数: ['addFunds', { amount: '200' }],
    帮我充500点数: ['addFunds', { amount: '500' }],
    'please refund 40 of invoice 3': ['refund', { amount: '40', invoice: 3 }],
    'Please Give Joan Petrie Credits': ['assign', { people: 'Joan Petrie' }],
    'usage nov-2026 by person': ['usage', { range: { first: '2026-11-01', last: '2026-11-30' }, by: 'person' }],
    'show me the calls of last week > $10': [
      'calls',
      { range: { first: '2026-11-16', last: '2026-11-22' }, over: money('$10') },
    ],
    'who called India after the 60 minutes were gone': ['calls', { country: 'IN' }],
    上礼拜拨到越南的有哪几通: ['calls', { range: { first: '2026-11-16', last: '2026-11-22' }, country: 'VN' }],
    // Titles and what follows a name are none of it; a shared phone has an alias.
    'Kindly remove the credits license from Ms. Joan Petrie.': ['remove', { people: 'Joan Petrie' }],
    'new hires need the credits license: Ana Ruiz, Tom Becker, Omar Price': [
      'assign',
      { people: 'Ana Ruiz, Tom Becker, Omar Price' },
    ],
    上周李建国同志的通话记录: ['calls', { range: { first: '2026-11-16', last: '2026-11-22' }, person: '李建国' }],
    'stop the paid calls of till-07': ['stop-calls', { person: 'till-07' }],
    'put another five hundred in please': ['addFunds', { amount: '500' }],
    // A first name may be like another word, and a colleague be called by half of his.
    'former employee Sam Miller, remove the license': ['remove', { people: 'Sam Miller' }],
    'Prof. Tim Lorenz can not dial out, what is he missing?': ['who', { person: 'Tim Lorenz' }],
    小刘这个月都打给谁了: ['calls', { range: { first: '2026-11-01', last: '2026-11-30' }, person: '小刘' }],
    '给周涛 孙蕾都开上点数许可证': ['assign', { people: '周涛, 孙蕾' }],
    // A list of names is what was typed, whatever else they may mean.
    '分配点数给 刘建成, 王芳': ['assign', { people: '刘建成, 王芳' }],
    'assign credits to jan van der berg, will be smith': ['assign', { people: 'jan van der berg, will be smith' }],
    'budget of Research and Development in Berlin': ['budget', { of: 'Research and Development in Berlin' }],
    "add '50' please": ['addFunds', { amount: '50' }],
    'MGM Grand called India': ['calls', { person: 'MGM Grand', country: 'IN' }],
    'calls since the 3rd of October': ['calls', { range: { first: '2026-10-03', last: '2026-11-26' } }],
    '通话记录 超过 5 周涛': ['calls', { person: '周涛', over: money('$5') }],
    // A word that goes on over it is no name, and what follows days is none of them.
    '这通电话的扣费怎么算的？计算过程令人困惑': ['explain', {}],
    'all calls from Nov 1 to Nov 10, in Excel': [
      'export',
      { range: { first: '2026-11-01', last: '2026-11-10' }, what: 'calls', format: 'xlsx' },
    ],
    '导出 10 月 CDR，csv 格式': [
      'export',
      { range: { first: '2026-10-01', last: '2026-10-31' }, what: 'calls', format: 'csv' },
    ],
    'give me the calls since the 3rd to Ghana': [
      'calls',
      { range: { first: '2026-11-03', last: '2026-11-26' }, country: 'GH' },
    ],
    // Of the days of a story a statement takes the month.
    'I close October today, show me the statement': ['statement', { month: '2026-10' }],
    'how is the Sales budget doing': ['budget', { of: 'Sales' }],
    // What every department is called is none, nor is the monthly cap somebody's.
    陈总想看看各部门的预算用得怎么样了: ['budget', {}],
    'which teams approach their monthly cap?': ['budget', {}],
    // What is not so in another part, before what is wished, denies nothing.
    '余额没减，银行把8号发票的钱拒付收回去了，记一笔': ['chargeBack', { invoice: 8 }],
    'give credits to Rui Tavares and Inês Prado, they start today in reception': [
      'assign',
      { people: 'Rui Tavares, Inês Prado' },
    ],
    'when its below 5 top it up by 50': ['autoRecharge', { amount: 50_000_000, below: 5_000_000 }],
    '二号发票退款三十元，请予入账': ['refund', { amount: '30', invoice: 2 }],
    // A little is no 1, and an hour no amount.
    充值一点: ['addFunds', {}],
    三点退款发票3: ['refund', { invoice: 3 }],
    二〇二五年总账导出: ['export', { range: { first: '2025-01-01', last: '2025-12-31' }, what: 'ledger' }],
    'departments from August 20 to August 31': [
      'usage',
      { range: { first: '2026-08-20', last: '2026-08-31' }, by: 'department' },
    ],
    // What is typed after a command is somebody, whatever else it means.
    'stop paid calls of English': ['stop-calls', { person: 'English' }],
    'assign credits to 9c4984c7-6c3c-427d-a30c-bd0b2eacee90': [
      'assign',
      { people: '9c4984c7-6c3c-427d-a30c-bd0b2eacee90' },
    ],
    'assign credits to group c0400000-0000-4000-9000-000000000003': [
      'assign',
      { people: 'group c0400000-0000-4000-9000-000000000003' },
    ],
    'Auto recharge is ON or OFF currently? please confirm': ['autoRecharge', {}],
    // In a list names are names, whatever else they mean.
    '给孙丽、马超分配许可证': ['assign', { people: '孙丽, 马超' }],
    'Andrei Pop, Marcus Bell need the credits license': ['assign', { people: 'Andrei Pop, Marcus Bell' }],
    小王打了哪些: ['calls', { person: '小王' }],
    // An hour is given to nothing.
    'somebody is dialing Latvia at 3 am. show me': ['calls', { country: 'LV' }],
    '微软退回来 45 块，记在 3 号发票上': ['refund', { amount: '45', invoice: 3 }],
    低于25就给我拉回50: ['autoRecharge', { upTo: money('$50'), below: money('$25') }],
    低过五十就自己补两百: ['autoRecharge', { amount: money('$200'), below: money('$50') }],
    第8号采购发票用了多少: ['invoices', { invoice: 8 }],
    // A number behind an amount is of what follows it, and a day with its month is a day.
    退45块3号发票: ['refund', { amount: '45', invoice: 3 }],
    '10月22号通话记录': ['calls', { range: { first: '2026-10-22', last: '2026-10-22' } }],
    // Behind @ a name ends where a name does; two capitals are a country's code where nothing else is.
    '给@王芳分配点数许可证': ['assign', { people: '王芳' }],
    'show DE calls': ['calls', { country: 'DE' }],
    有谁最近充值了: ['history', { kind: 'payments' }],
    // From what on, and up to what, is said in many ways; what is there twice is the amount up to which.
    'raise the trigger to 150': ['autoRecharge', { below: money('$150') }],
    触发线提到80: ['autoRecharge', { below: money('$80') }],
    'keep it at 300 whenever it drops under 60': ['autoRecharge', { upTo: money('$300'), below: money('$60') }],
    // By when something is needed is no day of it, and one invoice is no list of something else.
    所有发票一起导成pdf审计周五要: ['export', { what: 'invoices', format: 'pdf' }],
    'HR lawyer needs invoice 9 as a pdf': ['export', { invoice: 9, format: 'pdf' }],
    上周一共打了多少: ['usage', { range: { first: '2026-11-16', last: '2026-11-22' } }],
    // Two capitals that begin a sentence are no country, and a short name is one.
    'GM wants friday to sunday, who called where': ['calls', { range: { first: '2026-11-20', last: '2026-11-22' } }],
    打到阿联酋的电话: ['calls', { country: 'AE' }],
    'DE calls last week': ['calls', { range: { first: '2026-11-16', last: '2026-11-22' }, country: 'DE' }],
    'show all calls to ID this week': ['calls', { range: { first: '2026-11-23', last: '2026-11-29' }, country: 'ID' }],
    // Nobody is called October: a mark may stand in days.
    'calls in the first half of october': ['calls', { range: { first: '2026-10-01', last: '2026-10-15' } }],
    'calls week of the 9th': ['calls', { range: { first: '2026-11-09', last: '2026-11-15' } }],
    'calls of April': ['calls', { person: 'April' }],
    'calls last week of Ana': ['calls', { range: { first: '2026-11-16', last: '2026-11-22' }, person: 'Ana' }],
    // The number of a deadline is no money, and no part of it is days; what is over is none.
    'buy credits by november 30': ['addFunds', {}],
    'add 50 by oct 5': ['addFunds', { amount: '50' }],
    'send me the csv of the calls by 3 october': ['export', { what: 'calls', format: 'csv' }],
    '10月30日前给我导出通话': ['export', { what: 'calls' }],
    'how much was spent by october': ['usage', { range: { first: '2026-10-01', last: '2026-10-31' } }],
    本月前10个最贵的通话: ['calls', { range: { first: '2026-11-01', last: '2026-11-30' } }],
    上个月中最贵的通话: ['calls', { range: { first: '2026-10-01', last: '2026-10-31' } }],
    // A word that marks or counts an amount is a whole one: 本 of 本周, "ext" of "next".
    充100本周用完: ['addFunds', { amount: '100' }],
    'buy the next 200': ['addFunds', { amount: '200' }],
    发票3退款50回原卡: ['refund', { amount: '50', invoice: 3 }],
    'calls with a minimum of $20': ['calls', { over: money('$20') }],
    'wait until two, then add 100 dollars of credits': ['addFunds', { amount: '100' }],
    // Calls are over an amount only where it is said to be so.
    '6 dollars are gone overnight, who called yesterday': [
      'calls',
      { range: { first: '2026-11-25', last: '2026-11-25' } },
    ],
    'any calls to Somalia since November 20? others lost $30k': [
      'calls',
      { range: { first: '2026-11-20', last: '2026-11-26' }, country: 'SO' },
    ],
    'which calls cost 25 and up': ['calls', { over: money('$25') }],
    // A credit note by its number, as anybody writes it.
    'Produce the correction document for credit note CN-0088.': ['export', { correction: 88 }],
    'CN-17 as pdf please, for the auditor': ['export', { correction: 17, format: 'pdf' }],
    'print credit note 3 for the license audit': ['export', { correction: 3 }],
    'usage in CN 30 days please': ['calls', { range: { first: '2026-10-28', last: '2026-11-26' }, country: 'CN' }],
    'correction 50': ['reconcile', { amount: '50' }],
    // An initial is a part of a name, but the letter of a plan is none.
    "T. Marchetti can't dial out, check": ['who', { person: 'T. Marchetti' }],
    'remove the license of R. Feldman': ['remove', { people: 'R. Feldman' }],
    'we use option B. Ana Costa needs the license': ['assign', { people: 'Ana Costa' }],
    'give @Ana Costa the credits license': ['assign', { people: 'Ana Costa' }],
    // Nobody is given who is greeted, or who signs.
    'Hi Joe Brand, please remove the license of Ana Costa. Regards, Kim Lee': ['remove', { people: 'Ana Costa' }],
    'Hi, Ana Costa needs the credits license': ['assign', { people: 'Ana Costa' }],
    'budget 250 of Research and development of the north region': [
      'budget',
      { text: '250', of: 'Research and development of the north region' },
    ],
    // By how much two differ is no balance.
    'the portal shows 20 less': ['reconcile', {}],
    管理中心比你多20: ['reconcile', {}],
    'the calls that began Jan 15 or later, by department': [
      'usage',
      { range: { first: '2026-01-15', last: '2026-11-26' }, by: 'department' },
    ],
    'help with budgets': ['help', { command: 'budget' }],
    // What is told behind a name, or a budget, is none of it.
    'who is Okonkwo Eze, ticket says his outbound is dead': ['who', { person: 'Okonkwo Eze' }],
    "September's calls as a spreadsheet, sent to my e-mail": [
      'export',
      { range: { first: '2026-09-01', last: '2026-09-30' }, what: 'calls', format: 'xlsx', how: 'by-email' },
    ],
    // A department may be called by a word that means something else.
    客服中心这个月破预算没: ['budget', { of: '客服中心' }],
    '解释下 b7d0c1de-55aa-4f0b-9c1e-8a2b3c4d5e6f 这通的扣费': [
      'explain',
      { call: 'b7d0c1de-55aa-4f0b-9c1e-8a2b3c4d5e6f' },
    ],
    预算执行情况如何: ['budget', {}],
    'remove the license from Kevin': ['remove', { people: 'Kevin' }],
    '给李婷、Kevin He开点数许可证': ['assign', { people: '李婷, Kevin He' }],
    'when there is less than twenty left top me up by a hundred': [
      'autoRecharge',
      { amount: money('$100'), below: money('$20') },
    ],
  };
  for (const [text, [name, given]] of Object.entries(understood))
    it(`"${text}" is ${name}`, () => {
      const found = parse(text, commands, context);
      assert.deepEqual(found.kind === 'command' && [found.command.name, found.given], [name, given]);
    });

  const pressed: Readonly<Record<string, string>> = {
    // Hours are never set, or alerts ended, by what says when: a button waits.
    'turn alerts off from 22 to 7': 'alerts quiet 22 to 7',
    // Whoever is picked with @ is told of what is asked for; of what else is told until now only after a press.
    'low balance alerts for @Helpdesk': 'alerts low balance for @Helpdesk',
  };
  for (const [text, line] of Object.entries(pressed))
    it(`"${text}" waits for a press`, () => {
      const found = parse(text, commands, context);
      assert.equal(found.kind === 'at-once' && found.line, line);
    });

  const offered: Readonly<Record<string, string>> = {
    // Of few words an amount is not left out.
    'which calls cost 14.80': 'calls',
    // What is to end sets no rule.
    'turn off auto-recharge when we are below 20': 'auto-recharge off',
    'stop paid calls of everyone except Ana Costa': 'stop paid calls of Ana Costa',
    // Of a list that names more than is made out nobody is taken.
    'set the Sales and Marketing budget to 200': 'budget',
    '给王芳、成龙分配点数许可证': 'assign credits',
    // What is given is not left out of what has money or licenses in it, and no other amount is taken for it.
    'buy credits for 300 since we spent more than 500': 'add funds 300',
    'please refund 40 of invoice 3, it was over 500': 'refund 40 invoice 3',
    'please give everyone 20 credits': 'assign credits to everyone',
    'please reverse only 50 of the purchase on invoice 3': 'reverse invoice 3',
    余额低于50就停止所有付费通话: 'stop paid calls',
    // What is denied, but in a part that is about something else, is asked back.
    "don't give Ana Costa the license, give Joe Brand the license": 'assign credits to Ana Costa, Joe Brand',
    'reverse invoice 3 unless it was paid': 'reverse invoice 3',
    'please refund invoice 3, no, I did not ask for that': 'refund invoice 3',
    // Of one of two numbers nothing is taken, nor of half of one, or of one that is in another currency.
    'add ten or twenty dollars': 'add funds',
    'add forty-five euros': 'add funds',
    'buy 2 million of credits': 'add funds',
    'refund 30 cents on invoice 12': 'refund invoice 12',
    'stop paid calls for everyone but Joe Brand': 'stop paid calls of Joe Brand',
    'please add funds, a couple hundred dollars': 'add funds',
    // The number of a thing is neither an amount nor a day.
    三号线的通话: 'calls',
    // By how much a budget is to change is no budget.
    'increase the Sales budget by 100': 'budget of Sales',
    'The budget of Purchasing must be 250 by month': 'budget 250 of Purchasing',
    'Approval limit to be fixed at 10000 as discussed with the CFO': 'approvals limit 10000',
    销售部预算砍掉50: 'budget of 销售部',
    // Hours in which something is wished are no quiet ones.
    早上8点到晚上6点才提醒: 'alerts',
    晚上十点以后到早上七点别发提醒: 'alerts quiet 晚上10点到早上7点',
    // A month of another year is not left out.
    去年10月的对账单: 'statement',
    'the bank took back 2 dollars of invoice 20': 'charge-back invoice 20',
    // A day that may be read in two ways is not left out.
    'export the calls of 11/10 as csv': 'export calls csv',
    // A question, or what is told, asks for nothing at once.
    'which orders above 500 need approval': 'approvals limit 500',
    'we gave Jana Novak a budget of 100': 'budget 100 of Jana Novak',
  };
  for (const [text, line] of Object.entries(offered))
    it(`"${text}" is asked back`, () => {
      const found = parse(text, commands, context);
      assert.equal(found.kind === 'unknown' && found.nearest[0], line);
    });

  it('of who gives somebody what another has is asked back: two things are wished', () => {
    const found = parse('take the license from Ana Costa and give it to Joe Brand', commands, context);
    assert.equal(found.kind, 'unknown');
  });
});
