import { quietPartsOf, type NumberRange, type QuietHours, type QuietPart } from '../../core/index.ts';
import { say, type Language } from '../../cards/words.ts';
import type { Speech } from './speech.ts';

/** Quiet hours in words that are read as the same: `weekdays 18:00 – 08:00, weekends all day`. The zone is said where it is not the speech's. */
export function quietHoursText(speech: Speech, { intervals, timeZone }: QuietHours): string {
  if (intervals.length === 0) return speech.say('quietHours.none');
  const hours = quietPartsOf(intervals)
    .map(part => partText(speech, part))
    .reduce((one, other) => speech.say('quietHours.next', { one, other }));
  return timeZone === speech.timeZone ? hours : speech.say('quietHours.inZone', { hours, zone: timeZone });
}

function partText(speech: Speech, part: QuietPart): string {
  const { times, weekdays, years } = part;
  const days = [
    weekdays && all(speech, weekdays, range => weekdaysText(speech, range)),
    monthText(speech, part),
    years && all(speech, years, range => rangeText(speech, range, String)),
  ].filter(text => text !== undefined);
  return [
    ...(days.length === 0 ? [speech.say('quietHours.everyDay')] : days),
    times === undefined
      ? speech.say('quietHours.allDay')
      : all(speech, times, ({ from, to }) =>
          speech.say('quietHours.times', { from: speech.timeOfDay(from), to: speech.timeOfDay(to) }),
        ),
  ].join(' ');
}

/** Days of the month, months, or days of these. */
function monthText(speech: Speech, part: QuietPart): string | undefined {
  const days = part.daysOfMonth && all(speech, part.daysOfMonth, range => daysOfMonthText(speech, range));
  const months =
    part.months &&
    all(speech, part.months, range => rangeText(speech, range, number => nameOf(speech.language, 'month', number)));
  if (days === undefined) return months;
  return months === undefined
    ? speech.say('quietHours.ofMonth', { days })
    : speech.say('quietHours.ofMonths', { days, months });
}

const all = <Range>(speech: Speech, ranges: readonly Range[], text: (range: Range) => string): string =>
  ranges.map(text).reduce((one, other) => speech.say('quietHours.both', { one, other }));

function weekdaysText(speech: Speech, range: NumberRange): string {
  if (range.first === 1 && range.last === 5) return speech.say('quietHours.weekdays');
  if (range.first === 6 && range.last === 7) return speech.say('quietHours.weekends');
  return rangeText(speech, range, number => nameOf(speech.language, 'weekday', number));
}

function daysOfMonthText(speech: Speech, { first, last }: NumberRange): string {
  if (last === -1) return speech.say(`quietHours.${first === -1 ? 'lastDay' : 'lastDays'}`, { n: -first });
  if (first === last) return speech.say('quietHours.day', { n: signed(first) });
  return speech.say('quietHours.days', { first: signed(first), last: signed(last) });
}

const rangeText = (speech: Speech, { first, last }: NumberRange, text: (number: number) => string): string =>
  first === last ? text(first) : speech.say('quietHours.range', { first: text(first), last: text(last) });

/** With the sign of a number, which no dash is. */
const signed = (number: number): string => String(number).replace('-', '−');

const formats = new Map<string, Intl.DateTimeFormat>();

function nameOf(language: Language, part: 'month' | 'weekday', number: number): string {
  const key = `${language} ${part}`;
  const format =
    formats.get(key) ?? new Intl.DateTimeFormat(say(language, 'app.locale'), { [part]: 'long', timeZone: 'UTC' });
  formats.set(key, format);
  // 2024 began on a Monday.
  return format.format(part === 'month' ? Date.UTC(2024, number - 1, 1) : Date.UTC(2024, 0, number));
}
