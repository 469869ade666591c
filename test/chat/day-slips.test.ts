import assert from 'node:assert/strict';
import { commands } from '../../bot/app/commands.ts';
import { parse } from '../../bot/chat/parse.ts';
import { speechFor } from '../../bot/chat/speech.ts';

const context = {
  ...{ now: Date.parse('2026-11-22T12:00:00Z'), currency: 'USD', locale: 'en-US', localTimeZone: 'UTC' },
  speech: speechFor({ language: 'en', timeZone: 'UTC', isSandbox: true }),
};

describe('a slip in the name of a month or a weekday', () => {
  const meant: Readonly<Record<string, string>> = {
    'calls in Octobre': 'calls in October',
    'who called in Octobre': 'calls October',
    'who called in octobre': 'calls october',
    'what did we spend in Setpember': 'usage September',
    'usage Agust': 'usage August',
    'usage since Wensday': 'usage since Wednesday',
    'calls on Tusday': 'calls on Tuesday',
    'statement Ocotber': 'statement October',
    '使用情况 10越': '使用情况 10月',
    '通话记录 星其一': '通话记录 星期一',
  };
  for (const [typed, line] of Object.entries(meant))
    it(`is asked back as that day: ${typed}`, () => {
      assert.deepEqual(parse(typed, commands, context), { kind: 'unknown', nearest: [line] });
    });

  for (const typed of ['calls of Augusta', 'calls of Marsh', 'who is April Jonsson', 'calls in India', '使用情况 13月'])
    it(`is not seen in what is something else: ${typed}`, () => {
      const found = parse(typed, commands, context);
      assert.ok(found.kind !== 'unknown' || !/august|march/i.test(found.nearest.join()), typed);
    });
});
