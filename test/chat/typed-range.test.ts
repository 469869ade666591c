import assert from 'node:assert/strict';
import { day, month, range } from '../../bot/chat/typed-range.ts';
import { aContext } from '../support/argument-context.ts';

const context = aContext();

const rangeOf = (text: string): string => {
  const read = range.read(text, context);
  return read.ok ? `${read.value.first} ${read.value.last}` : read.refusal;
};

// Today is Thursday, November 26, 2026.
const ranges: Readonly<Record<string, string>> = {
  today: '2026-11-26 2026-11-26',
  今天: '2026-11-26 2026-11-26',
  yesterday: '2026-11-25 2026-11-25',
  '1': '2026-11-26 2026-11-26',
  '30': '2026-10-28 2026-11-26',
  '30 days': '2026-10-28 2026-11-26',
  'the last 7 days': '2026-11-20 2026-11-26',
  'over the past 2 weeks': '2026-11-13 2026-11-26',
  '3 months': '2026-08-27 2026-11-26',
  最近30天: '2026-10-28 2026-11-26',
  近7天: '2026-11-20 2026-11-26',
  'this week': '2026-11-23 2026-11-29',
  'Last Week': '2026-11-16 2026-11-22',
  上周: '2026-11-16 2026-11-22',
  'this month': '2026-11-01 2026-11-30',
  上个月: '2026-10-01 2026-10-31',
  'last quarter': '2026-07-01 2026-09-30',
  去年: '2025-01-01 2025-12-31',
  October: '2026-10-01 2026-10-31',
  'in oct': '2026-10-01 2026-10-31',
  December: '2025-12-01 2025-12-31',
  'Oct 2025': '2025-10-01 2025-10-31',
  'sept. 2025': '2025-09-01 2025-09-30',
  '10月': '2026-10-01 2026-10-31',
  '11月': '2026-11-01 2026-11-30',
  '12月': '2025-12-01 2025-12-31',
  '1月': '2026-01-01 2026-01-31',
  '11月11日': '2026-11-11 2026-11-11',
  十月: '2026-10-01 2026-10-31',
  '2025年2月': '2025-02-01 2025-02-28',
  '2026-10': '2026-10-01 2026-10-31',
  '2024': '2024-01-01 2024-12-31',
  '2024年': '2024-01-01 2024-12-31',
  '2026-10-05': '2026-10-05 2026-10-05',
  '2026/10/5': '2026-10-05 2026-10-05',
  '5 Oct': '2026-10-05 2026-10-05',
  'October 5th, 2025': '2025-10-05 2025-10-05',
  'Dec 24': '2025-12-24 2025-12-24',
  '10月5日': '2026-10-05 2026-10-05',
  '2025年12月24日': '2025-12-24 2025-12-24',
  'the 3rd': '2026-11-03 2026-11-03',
  'on the 31st': '2026-10-31 2026-10-31',
  '3号': '2026-11-03 2026-11-03',
  'since the 3rd': '2026-11-03 2026-11-26',
  从3号起: '2026-11-03 2026-11-26',
  'from the 3rd to the 10th': '2026-11-03 2026-11-10',
  Monday: '2026-11-23 2026-11-23',
  thursday: '2026-11-26 2026-11-26',
  '1–15 Oct': '2026-10-01 2026-10-15',
  '1-15 Oct': '2026-10-01 2026-10-15',
  'Oct 1-15': '2026-10-01 2026-10-15',
  'Oct 1 - 15, 2025': '2025-10-01 2025-10-15',
  'from Oct 20 to Nov 3': '2026-10-20 2026-11-03',
  'Dec 20 to Jan 10': '2025-12-20 2026-01-10',
  '1 to 30 November': '2026-11-01 2026-11-30',
  'between 2026-10-01 and 2026-10-15': '2026-10-01 2026-10-15',
  '2026-10-01 – 2026-10-15': '2026-10-01 2026-10-15',
  'September to October': '2026-09-01 2026-10-31',
  '10月1日至15日': '2026-10-01 2026-10-15',
  '10月1日到11月3日': '2026-10-01 2026-11-03',
  'since Monday': '2026-11-23 2026-11-26',
  'since Oct 1': '2026-10-01 2026-11-26',
  'since October': '2026-10-01 2026-11-26',
  周一以来: '2026-11-23 2026-11-26',
  从10月1日起: '2026-10-01 2026-11-26',
  '10月1日至今': '2026-10-01 2026-11-26',
  'the day before yesterday': '2026-11-24 2026-11-24',
  前天: '2026-11-24 2026-11-24',
  '3 days ago': '2026-11-23 2026-11-23',
  '3天前': '2026-11-23 2026-11-23',
  'week before last': '2026-11-09 2026-11-15',
  上上周: '2026-11-09 2026-11-15',
  上上个月: '2026-09-01 2026-09-30',
  'last weekend': '2026-11-21 2026-11-22',
  'past week': '2026-11-20 2026-11-26',
  近半年: '2026-05-27 2026-11-26',
  过去一年: '2025-11-27 2026-11-26',
  'last 24 hours': '2026-11-25 2026-11-26',
  最近6小时: '2026-11-26 2026-11-26',
  'the last fourteen days': '2026-11-13 2026-11-26',
  // A quarter, a half of a year, and a part of a month: the last that has begun, where no year is given.
  Q3: '2026-07-01 2026-09-30',
  'Q3 2025': '2025-07-01 2025-09-30',
  'in the third quarter of 2025': '2025-07-01 2025-09-30',
  '2025年四季度': '2025-10-01 2025-12-31',
  'H2 2025': '2025-07-01 2025-12-31',
  'first half of the year': '2026-01-01 2026-06-30',
  '2025年上半年': '2025-01-01 2025-06-30',
  'last fortnight': '2026-11-13 2026-11-26',
  'Jan 15 or later': '2026-01-15 2026-11-26',
  'Nov 15 to now': '2026-11-15 2026-11-26',
  '11月3号到现在': '2026-11-03 2026-11-26',
  'early October': '2026-10-01 2026-10-10',
  'the second half of last month': '2026-10-16 2026-10-31',
  十月下旬: '2026-10-21 2026-10-31',
  // A week by a day in it, or by its number.
  'week of the 9th': '2026-11-09 2026-11-15',
  '9号那一周': '2026-11-09 2026-11-15',
  'week 41': '2026-10-05 2026-10-11',
  'week 1': '2025-12-29 2026-01-04',
  'week 52': '2025-12-22 2025-12-28',
  // 2025 had no week 53.
  'week 53': '2020-12-28 2021-01-03',
  上周五: '2026-11-20 2026-11-20',
  本周三: '2026-11-25 2026-11-25',
  'Sunday last week': '2026-11-22 2026-11-22',
  // Days with a name, and two periods beside each other.
  halloween: '2026-10-31 2026-10-31',
  christmas: '2025-12-25 2025-12-25',
  国庆: '2026-10-01 2026-10-07',
  国庆以来: '2026-10-01 2026-11-26',
  去年国庆: '2025-10-01 2025-10-07',
  'halloween 2024': '2024-10-31 2024-10-31',
  'christmas last year': '2025-12-25 2025-12-25',
  'the quarter before last': '2026-04-01 2026-06-30',
  前年: '2024-01-01 2024-12-31',
  'monday of last week': '2026-11-16 2026-11-16',
  年初到昨天: '2026-01-01 2026-11-25',
  'since the beginning of the year': '2026-01-01 2026-11-26',
  'from Q1 to Q2': '2026-01-01 2026-06-30',
  'October and November': '2026-10-01 2026-11-30',
  昨天和前天: '2026-11-24 2026-11-25',
  本周五: '“本周五” has not begun yet.',
  // What is wrong is said, and what can be read in two ways is asked back.
  '10/11': '“10/11” can be read as two dates. Write it like **2026-10-31** or **Oct 31**.',
  '10/11/2026': '“10/11/2026” can be read as two dates. Write it like **2026-10-31** or **Oct 31**.',
  '2026-10-15 to 2026-10-01': '“2026-10-15 to 2026-10-01” ends before it begins.',
  'Nov 20 - Nov 10': '“Nov 20 - Nov 10” ends before it begins.',
  '2026-12-01': '“2026-12-01” has not begun yet.',
  'December 2026': '“December 2026” has not begun yet.',
  '2000 to 2026': '“2000 to 2026” is longer than ten years.',
};
for (const unreadable of [
  'forever',
  'since ever',
  '0',
  'Feb 30',
  '2026-13',
  '31 Sept',
  '99999',
  'last',
  'octobre',
  '2026-02-29',
  'October and August',
  'last two',
  'week 54',
  'early week',
  'end of October',
  '25日前',
  '10月中',
  '年初',
  '0 days ago and 5',
])
  Object.assign(ranges, {
    [unreadable]: `“${unreadable}” is not a range of dates. Write it like **30**, **last week**, **October**, **1–15 Oct** or **since Monday**.`,
  });

describe('a range of days that somebody types', () => {
  for (const [text, expected] of Object.entries(ranges))
    it(`"${text}" is ${expected}`, () => assert.equal(rangeOf(text), expected));

  it('is of whole days in the wallet’s zone: shortly after midnight there it is the next day', () => {
    const late = aContext({ at: '2026-11-26T23:30:00Z' });
    assert.deepEqual(range.read('today', late), { ok: true, value: { first: '2026-11-27', last: '2026-11-27' } });
  });
});

describe('a day and a month that somebody types', () => {
  it('are read as in a range', () => {
    assert.deepEqual(day({}).read('Oct 5', context), { ok: true, value: '2026-10-05' });
    for (const text of ['13/3/2026', '13/03/2026', '3/13/2026', '03/13/2026'])
      assert.deepEqual(day({}).read(text, context), { ok: true, value: '2026-03-13' }, text);
    assert.deepEqual(day({}).read('3/3/2026', context), { ok: true, value: '2026-03-03' });
    for (const text of ['3/4/2026', '13/14/2026', '31/02/2026', '13/03/2026/1'])
      assert.equal(day({}).read(text, context).ok, false, text);
    assert.deepEqual(range.read('13/03/2026 - 3/15/2026', context), {
      ok: true,
      value: { first: '2026-03-13', last: '2026-03-15' },
    });
    assert.deepEqual(day({}).read('上周', context).ok, false);
    assert.deepEqual(month.read('last month', context), { ok: true, value: '2026-10' });
    assert.deepEqual(month.read('2026-10', context), { ok: true, value: '2026-10' });
    assert.deepEqual(month.read('10月', context), { ok: true, value: '2026-10' });
    assert.deepEqual(month.read('Oct 5', context).ok, false);
  });
});
