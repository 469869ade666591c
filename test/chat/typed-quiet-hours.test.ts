import assert from 'node:assert/strict';
import fc from 'fast-check';
import { quietIntervalsOf } from '../../core/index.ts';
import { quietHoursText } from '../../bot/chat/quiet-hours-words.view.ts';
import { speechFor } from '../../bot/chat/speech.ts';
import { quietHours } from '../../bot/chat/typed-quiet-hours.ts';
import { aContext } from '../support/argument-context.ts';
import { partsArbitrary } from '../support/quiet-parts.ts';

const kind = quietHours({});

/** What is understood, said again; or the sentence that says what is wrong. */
const saidAgain = (text: string): string => {
  const context = aContext();
  const read = kind.read(text, context);
  return read.ok ? quietHoursText(context.speech, read.value) : read.refusal;
};

const understood: Readonly<Record<string, string>> = {
  '18:00-08:00 weekdays, weekends': 'weekdays 18:00 – 08:00, weekends all day',
  'weekdays 18-8, weekends': 'weekdays 18:00 – 08:00, weekends all day',
  '6pm-8am weekdays; weekends all day': 'weekdays 18:00 – 08:00, weekends all day',
  '6:30 p.m. to 8 a.m. Mon–Thu': 'Monday to Thursday 18:30 – 08:00',
  '22-7': 'every day 22:00 – 07:00',
  'from 10 pm until 7 am': 'every day 22:00 – 07:00',
  'between 6pm and 8am': 'every day 18:00 – 08:00',
  '22:00 – 24:00': 'every day 22:00 – 24:00',
  '22-0': 'every day 22:00 – 24:00',
  '10 pm to midnight every day': 'every day 22:00 – 24:00',
  'noon - 1 pm': 'every day 12:00 – 13:00',
  '10 at night to 7 in the morning': 'every day 22:00 – 07:00',
  '12:00 am - 6:00 am': 'every day 00:00 – 06:00',
  '18.30-19.00': 'every day 18:30 – 19:00',
  '12-13 and 18-8 weekdays': 'weekdays 12:00 – 13:00 and 18:00 – 08:00',
  Sundays: 'Sunday all day',
  'Sat, Sun': 'Saturday all day, Sunday all day',
  'Sat and Sun': 'weekends all day',
  'mon and wed 18-8': 'Monday and Wednesday 18:00 – 08:00',
  'mon, wed, and fri 22-7': 'Monday and Wednesday and Friday 22:00 – 07:00',
  '22-7 mon, wed and fri, weekends': 'Monday and Wednesday and Friday 22:00 – 07:00, weekends all day',
  'mon all day, wed 18-8': 'Monday all day, Wednesday 18:00 – 08:00',
  'Fri-Mon 20-22': 'Monday and Friday to Sunday 20:00 – 22:00',
  'weekends, weekdays 18-8': 'weekends all day, weekdays 18:00 – 08:00',
  'mon to sun 22-6': 'every day 22:00 – 06:00',
  'day 1': 'day 1 of the month all day',
  '9-17 on the 1st and 15th': 'day 1 and day 15 of the month 09:00 – 17:00',
  'days 1 to 5 9-17': 'days 1 to 5 of the month 09:00 – 17:00',
  '1st-5th': 'days 1 to 5 of the month all day',
  'last day of the month 18-24': 'last day of the month 18:00 – 24:00',
  'last 3 days of the month': 'last 3 days of the month all day',
  'Dec 24th to 26th': 'days 24 to 26 of December all day',
  'Dec 24-26, Jan 1': 'days 24 to 26 of December all day, day 1 of January all day',
  'weekends in July to August 2027': 'weekends July to August 2027 all day',
  '20-22 November to February': 'January to February and November to December 20:00 – 22:00',
  '18-8 weekdays America/New_York': 'weekdays 18:00 – 08:00 (America/New_York)',
  '18-8 weekdays, in america/new_york': 'weekdays 18:00 – 08:00 (America/New_York)',
  '22-7 UTC': 'every day 22:00 – 07:00 (UTC)',
  '22-7 (Europe/Berlin)': 'every day 22:00 – 07:00',
  off: 'off',
  关闭: 'off',
  '18:00-08:00 工作日，周末': 'weekdays 18:00 – 08:00, weekends all day',
  工作日18点到8点和周末: 'every day 18:00 – 08:00',
  晚上10点至早上7点半: 'every day 22:00 – 07:30',
  '下午6点-上午8点，周一至周五': 'every day 18:00 – 08:00, weekdays all day',
  '周一、周三 18点30分－22点': 'Monday and Wednesday 18:30 – 22:00',
  星期五到星期一全天: 'Monday and Friday to Sunday all day',
  '每月1日至5日 9:00～17:00': 'days 1 to 5 of the month 09:00 – 17:00',
  '1至5号': 'days 1 to 5 of the month all day',
  每月最后一天: 'last day of the month all day',
  最后3天: 'last 3 days of the month all day',
  '每天22:00-7:00 时区 Asia/Shanghai': 'every day 22:00 – 07:00 (Asia/Shanghai)',
  '１８：００－８：００': 'every day 18:00 – 08:00',
};

const unread = (text: string): string =>
  `I can’t read “${text}” as quiet hours. Write them like **18:00–8:00 weekdays, weekends**, **10 pm – 7 am** or **off**.`;
const refused: Readonly<Record<string, string>> = {
  ...Object.fromEntries(
    [
      'tonight',
      '22',
      '25-7',
      '24-7',
      '8-8',
      '22-7:60',
      '18-',
      '22-7 all day',
      'day 0',
      'day 32',
      'last 40 days',
      '5th to 1st',
      '2027 to 2026',
      'and',
      ',',
      '13am-2pm',
      '1 to',
      'weekday and night',
    ].map(text => [text, unread(text)]),
  ),
  '6-8pm': '“6-8pm” can be read as two times. Write it like **18:00–8:00** or **6 pm – 8 am**.',
  '9am-5': '“9am-5” can be read as two times. Write it like **18:00–8:00** or **6 pm – 8 am**.',
  'mon, wed 18-8':
    '“mon, wed 18-8” can be read in two ways. Write **Mon and Wed 18–8** for the same hours on both, or **Mon all day, Wed 18–8**.',
  '18-8 mon, wed':
    '“18-8 mon, wed” can be read in two ways. Write **Mon and Wed 18–8** for the same hours on both, or **Mon all day, Wed 18–8**.',
  '18-8 on day 1':
    'A night can’t go past midnight on days of the month. Write it like **18–24 on day 1, 0–8 on day 2**.',
  '22-7 Europe/Berln': '“Europe/Berln” is not a time zone. Write it like Europe/Berlin.',
};

describe('quiet hours that people type', () => {
  for (const [text, said] of Object.entries({ ...understood, ...refused }))
    it(`${text} → ${said}`, () => assert.equal(saidAgain(text), said));

  it('are intervals of the zone that was typed, else of the wallet’s', () => {
    const read = (text: string): unknown => kind.read(text, aContext());
    assert.deepEqual(read('18:00-08:00 weekdays, weekends'), {
      ok: true,
      value: {
        timeZone: 'Europe/Berlin',
        intervals: [
          { times: [{ from: 1080, to: 1440 }], weekdays: [{ first: 1, last: 5 }] },
          { times: [{ from: 0, to: 480 }], weekdays: [{ first: 1, last: 6 }] },
          { weekdays: [{ first: 6, last: 7 }] },
        ],
      },
    });
    assert.deepEqual(read('12-13 Asia/Tokyo'), {
      ok: true,
      value: { timeZone: 'Asia/Tokyo', intervals: [{ times: [{ from: 720, to: 780 }] }] },
    });
  });

  it('are read as the same when they are said, in each language, in any region, by a clock of 12 or 24 hours', () => {
    const speeches = fc.record({
      language: fc.constantFrom('en', 'zh-CN'),
      clientLocale: fc.constantFrom(
        'en-US',
        'en-GB',
        'en-AU',
        'en-CA',
        'en-IN',
        'en-NZ',
        'en-ZA',
        'zh-CN',
        'zh-SG',
        'de-DE',
      ),
      hours: fc.constantFrom('12', '24'),
    });
    const zones = fc.constantFrom('Europe/Berlin', 'America/Argentina/Buenos_Aires', 'Etc/GMT+5', 'UTC');
    const law = fc.property(speeches, zones, partsArbitrary, (choice, timeZone, parts) => {
      const speech = speechFor({ ...choice, timeZone: 'Europe/Berlin', isSandbox: true });
      const hours = { timeZone, intervals: quietIntervalsOf(parts) };
      const said = quietHoursText(speech, hours);
      fc.pre(said.length <= 300);
      assert.deepEqual(kind.read(said, { ...aContext(), speech }), { ok: true, value: hours }, said);
    });
    fc.assert(law, { numRuns: 2000 });
  });

  it('never fail to be answered, whatever is typed', () => {
    const word = fc.constantFrom(
      ...'18:00 8 -to 24 mon weekdays weekends , and last day 1st 3 am pm 周一 至 点 半 最后 − ( . UTC'.split(' '),
    );
    fc.assert(
      fc.property(fc.array(fc.oneof({ weight: 9, arbitrary: word }, fc.string({ maxLength: 6 }))), words => {
        const read = kind.read(words.join(' '), aContext());
        if (!read.ok) assert.notEqual(read.refusal, '');
      }),
      { numRuns: 2000 },
    );
  });
});
