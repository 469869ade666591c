import assert from 'node:assert/strict';
import { plainNumbers } from '../../bot/chat/plain-numbers.ts';

describe('numbers that are not written in digits', () => {
  const read: Readonly<Record<string, string>> = {
    一百二十五: '125',
    三百六十五: '365',
    一百一十: '110',
    一百零五: '105',
    两百: '200',
    '2百': '200',
    两百五: '250',
    三千五: '3500',
    一千零二十: '1020',
    一千零五十: '1050',
    一万二: '12000',
    一万零五百: '10500',
    '1.5万': '15000',
    十五万: '150000',
    二十万: '200000',
    一百万: '1000000',
    '1000万': '10000000',
    九万九千九百九十九: '99999',
    '2k': '2000',
    '$1.5k': '$1500',
  };
  for (const [text, number] of Object.entries(read))
    it(`"${text}" is ${number}`, () => assert.equal(plainNumbers(`充${text} `), `充${number} `));

  const whole: Readonly<Record<string, string>> = {
    // Tenths stand behind 块 where nothing is counted by them.
    差了6块4: '差了6.4',
    '差了 6 块 4, 怎么办': '差了 6.4, 怎么办',
    两块八: '2.8',
    退45块3号发票: '退45块3号发票',
    '充100块 5月用': '充100块 5月用',
    // Tens are an amount behind what marks one, and before what ends it; else they count, or may be anything.
    低过五十就自己补两百: '低过50就自己补200',
    加十个人: '加十个人',
    买十张许可证: '买十张许可证',
    超过二十小时的通话: '超过二十小时的通话',
  };
  for (const [text, plain] of Object.entries(whole))
    it(`"${text}" is "${plain}"`, () => assert.equal(plainNumbers(text), plain));

  const inWords: Readonly<Record<string, string>> = {
    'five hundred': '500',
    'twelve hundred': '1200',
    'a thousand': '1000',
    'Two thousand five hundred and twenty-five': '2525',
    'five hundred thousand': '500000',
    'ten dollars': '10 dollars',
    'twenty five bucks': '25 bucks',
    'one two three hundred': '0x',
    'two people': 'two people',
    'hundreds of calls': 'hundreds of calls',
    "back in '98 and since '05": 'back in 1998 and since 2005',
    "add '50' please": "add '50' please",
    'ten or twenty dollars': 'ten or 0x dollars',
    'two and a half thousand': 'two and a half 0x',
    'one hundred dollars and fifty cents': '0x dollars and fifty cents',
    'MGM Grand, grand total': 'MGM Grand, grand total',
  };
  for (const [text, number] of Object.entries(inWords))
    it(`"${text}" is ${number}`, () => assert.equal(plainNumbers(text), number));

  for (const text of ['两三百', '三五百', '3百5', '一百百', '一百千', '1.2.3万'])
    it(`"${text}" is none, and is asked back`, () => assert.equal(plainNumbers(text), '0x'));

  for (const text of ['千万别', '万一', '百分之八十', '三百人', '十一月', '10月', '1.2.3', '5kg', '80%'])
    it(`"${text}" is no amount`, () => assert.equal(plainNumbers(text), text));

  it('of about so many are none', () => assert.equal(plainNumbers('一千多块'), '0x多块'));
});
