import { ok, warnedDaysBefore } from '../../core/index.ts';
import type { Speech } from '../chat/speech.ts';
import { warnedDaysIn, warnedDaysOffered } from '../tenant/warned-days.ts';
import { keptSetting } from './kept-setting.ts';

/** How many days before credits run out people are warned (L11). */
export const warnedDays = keptSetting<number>({
  name: 'warned-days',
  group: 'money',
  decode: warnedDaysIn,
  encode: days => (days === warnedDaysBefore ? null : String(days)),
  shown: (days, { speech }) => daysText(speech, days),
  about: ({ speech }) => speech.say('setting.about.warned-days'),
  fields: ({ speech }) => [
    {
      id: 'days',
      label: speech.say('setting.name.warned-days'),
      options: warnedDaysOffered.map(days => ({ title: daysText(speech, days), value: String(days) })),
    },
  ],
  typed: days => ({ days: String(days) }),
  parse: ({ days = '' }) => ok(warnedDaysIn(days)),
});

const daysText = (speech: Speech, days: number): string =>
  speech.say('setting.warned-days.days', { days: speech.number(days) });
