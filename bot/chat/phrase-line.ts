import { phraseTables } from '../../cards/phrases.ts';
import type { ArgumentContext } from './argument.ts';
import { isSaid } from './phrase-classifier.ts';
import type { Sentence } from './phrase-sentence.ts';
import { stemmed, tokensOf } from './phrase-words.ts';
import { withPlainHours } from './hour-words.ts';
import { quietHours } from './typed-quiet-hours.ts';
import { day, month } from './typed-range.ts';

/** What is typed for a meaning, in the asker's language. */
export function typedForMeaning(meaning: string, { speech }: ArgumentContext): string {
  const own = phraseTables[speech.language];
  const tables = own === undefined ? Object.values(phraseTables) : [own, ...Object.values(phraseTables)];
  for (const { phrases, switches } of tables) {
    const found = phrases[meaning] ?? switches[meaning];
    if (found !== undefined) return found.typed;
  }
  return '';
}

/** The days of a sentence, where what is typed takes such: a month, or one day. */
function daysFor(typed: string, days: string | undefined, context: ArgumentContext): string {
  if (days === undefined) return '';
  if (typed.includes('{month}')) return month.read(days, context).ok ? days : '';
  return typed.includes('{range}') || (typed.includes('{days}') && aDay.read(days, context).ok) ? days : '';
}

const aDay = day({});

/** The days that are meant: where a month is, the one that is a month beside single days; "I close October today" is of October. */
function oneDays(typed: string, all: readonly string[], context: ArgumentContext): string | undefined {
  if (!typed.includes('{month}') || all.length < 2) return all[0];
  const [month, ...more] = all.filter(days => daysFor(typed, days, context) !== '');
  const isOne = more.length === 0 && all.every(days => days === month || aDay.read(days, context).ok);
  return isOne ? month : undefined;
}

/** Whether days may be said beside what is typed: but one range, and where a month is meant, one. */
export function takesDays(typed: string, all: readonly string[], context: ArgumentContext): boolean {
  if (!typed.includes('{month}')) return all.length < 2 || !/\{(?:range|days)\}/.test(typed);
  return all.length === 0 || daysFor(typed, oneDays(typed, all, context), context) !== '';
}

/** What a meaning is typed as with what a sentence gives it; what it does not give is left out. */
export function typedLine(meaning: string, sentence: Sentence, context: ArgumentContext): string {
  const { slots, ideas } = sentence;
  const typed = typedForMeaning(meaning, context);
  // Of one department of several nothing is typed.
  if (sentence.isListOpen && typed.includes('{department}')) return bareOf(typed);
  const days = daysFor(typed, oneDays(typed, slots.get('days') ?? [], context), context);
  const values: Record<string, string> = {};
  for (const [name, all] of slots) if (all.length === 1) values[name] = all[0] ?? '';
  if (typed.includes('{amount}') && !typed.includes('{upTo}')) values['amount'] ??= values['upTo'] ?? '';
  if (!takesOnlyMarked(typed)) values['over'] ??= values['amount'] ?? '';
  if (typed.includes('{hours}')) values['hours'] = hoursIn(sentence.text, context);
  if (typed.includes('{command}')) values['command'] = namedIn(sentence.text);
  Object.assign(values, { range: days, month: days, days });
  values['people'] = peopleOf(sentence);
  if (typed.includes('{department}') && values['person'] === undefined)
    values['department'] = sentence.department ?? '';
  const choices = phraseTables[context.speech.language]?.choices ?? {};
  for (const [name, words] of Object.entries(choices))
    values[name] = Object.entries(words).find(([all]) => all.split('+').every(idea => ideas.has(idea)))?.[1] ?? '';
  // One invoice, or credit note, is no list of something else.
  if (values['invoice'] !== undefined || values['correction'] !== undefined) values['what'] = '';
  const named = (slots.get('person') ?? []).map(name => `@${name}`);
  values['mentioned'] = named.join(', ');
  values['picked'] = named.filter(name => sentence.text.includes(name)).join(', ');
  return typed
    .replaceAll(/\[([^\]]*)\{(\w+)\}\]/g, (_, mark: string, name: string) => (values[name] ? `${mark}{${name}}` : ''))
    .replaceAll(/\{(\w+)\}/g, (_, name: string) => values[name] ?? '')
    .replaceAll(/\s+/g, ' ')
    .trim();
}

/** Whether an amount is given only where something marks it: the calls “over 5”, but not those of “6 dollars are gone, who called”. */
export const takesOnlyMarked = (typed: string): boolean => /\[[^\]]*\{over\}\]/.test(typed);

/** All people of a sentence; none where there is an unknown word, or a place in a list, that may be one more of them. */
export const peopleOf = ({ slots, strange, isListOpen }: Sentence): string =>
  !isListOpen && strange.every(word => isSaid(word)) ? (slots.get('person')?.join(', ') ?? '') : '';

const quiet = quietHours({});

/** The most hours and days that a text names: "from 10 pm to 7 am, weekends". */
export function hoursIn(said: string, context: ArgumentContext): string {
  const text = withPlainHours(said);
  const all = tokensOf(text);
  let found = '';
  if (all.length > mostWords) return '';
  for (const [at, { word }] of all.entries()) {
    if (!/^\d/.test(word)) continue;
    // 晚上 of 晚上10点 stands before it.
    const before = all.slice(Math.max(0, at - mostBeforeHours), at).filter(one => /^\p{Script=Han}/u.test(one.word));
    for (const { start } of [...before, ...all.slice(at, at + 1)])
      for (const { end } of all.slice(at, at + mostHourWords)) {
        const hours = text.slice(start, end);
        if (hours.length > found.length && quiet.read(hours, context).ok) found = hours;
      }
  }
  return found;
}

const mostHourWords = 12;

const mostBeforeHours = 5;

/** Who writes more tells a story. */
const mostWords = 40;

/** The command that a text names in any language, in any form of its words, by the longest of its names. */
function namedIn(text: string): string {
  const stemsOf = (some: string): string => ` ${stemmed(tokensOf(some).map(({ word }) => word))} `;
  const said = stemsOf(text);
  const named = Object.values(phraseTables)
    .flatMap(({ phrases, switches }) => [...Object.entries(phrases), ...Object.entries(switches)])
    .flatMap(([meaning, { typed }]) => (meaning.startsWith('help') ? [] : bareOf(typed).toLowerCase()))
    .filter(name => said.includes(stemsOf(name)));
  return named.toSorted((one, other) => other.length - one.length)[0] ?? '';
}

/** What is typed, without what is given. */
const bareOf = (typed: string): string => typed.replace(/\s*[[{].*$/, '');
