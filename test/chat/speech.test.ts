import assert from 'node:assert/strict';
import { speechFor } from '../../bot/chat/speech.ts';
import type { Language } from '../../cards/words.ts';

const at = Date.parse('2026-11-25T19:07:00Z');
const spoken = (language: Language, clientLocale?: string) => {
  const speech = speechFor({
    ...{ language, clientLocale },
    timeZone: 'Asia/Shanghai',
    isSandbox: false,
  });
  return [
    ...[speech.date(at), speech.shortDate(at), speech.dateTime(at)],
    ...[speech.number(1250.5), speech.money(1_250_500_000, 'USD')],
  ];
};

describe('dates and numbers', () => {
  it('never part an amount that is owed from its sign at the end of a line', () => {
    const owed = (language: 'en' | 'zh-CN', currency: string): string =>
      speechFor({ language, timeZone: 'UTC', isSandbox: false }).money(-5_250_000, currency);
    assert.deepEqual(
      [owed('en', 'USD'), owed('en', 'CHF'), owed('zh-CN', 'USD'), owed('zh-CN', 'CNY')],
      ['-$5.25', '−CHF\u00a05.25', '−US$5.25', '-¥5.25'],
    );
  });

  it('are American English without a client’s locale, and the time zone stands behind the time', () =>
    assert.deepEqual(spoken('en'), ['Nov 26, 2026', 'Nov 26', 'Nov 26, 2026, 03:07 UTC+8', '1,250.5', '$1,250.50']));

  it('are Chinese in Chinese, in its order', () =>
    assert.deepEqual(spoken('zh-CN', 'zh-CN'), [
      ...['2026年11月26日', '11月26日', '2026年11月26日 03:07（UTC+8）'],
      ...['1,250.5', 'US$1,250.50'],
    ]));

  it('are dates as in the region of the client, in the language of the answer, and amounts as they are read', () => {
    assert.deepEqual(spoken('en', 'en-GB').slice(0, 2), ['26 Nov 2026', '26 Nov']);
    assert.deepEqual(spoken('en', 'de-DE').slice(3), ['1,250.5', '$1,250.50']);
    assert.deepEqual(spoken('en', 'en-US'), spoken('en'));
  });

  it('are the language’s own for what is no locale, or one without a region', () => {
    for (const locale of ['x!', 'fr', '', 'en_US', 'en-US-u-hc-h12-'.repeat(30)])
      assert.deepEqual(spoken('en', locale), spoken('en'), locale);
  });
});
