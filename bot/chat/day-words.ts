import { languages, listedIn } from '../../cards/words.ts';
import { allWords } from './argument.ts';

// What days are called in every language, and how they are written.

/** Names of months or weekdays by their number, as each language writes them, whole and short. */
function namesBy(part: 'month' | 'weekday', count: number): ReadonlyMap<string, number> {
  const names = new Map<string, number>();
  for (const language of languages)
    for (const style of ['long', 'short'] as const) {
      const format = new Intl.DateTimeFormat(listedIn(language, 'app.locale')[0], { [part]: style, timeZone: 'UTC' });
      // 2024 began on a Monday.
      for (let number = 1; number <= count; number += 1)
        names.set(
          format
            .format(part === 'month' ? globalThis.Date.UTC(2024, number - 1, 1) : globalThis.Date.UTC(2024, 0, number))
            .toLowerCase(),
          number,
        );
    }
  return names;
}

/** The months by their names in every language, in small letters. */
export const months: ReadonlyMap<string, number> = new Map([...namesBy('month', 12), ['sept', 9]]);
/** The days of the week by their names in every language, in small letters: 1 for Monday … 7 for Sunday. */
export const weekdays: ReadonlyMap<string, number> = namesBy('weekday', 7);

/** The names of months and weekdays in every language. */
export const dayNames: readonly string[] = [...months.keys(), ...weekdays.keys()];

// The longest first: 12月 is not 2月 after a 1.
export const monthNames = [...months.keys()]
  .toSorted((one, other) => other.length - one.length)
  .map(name => RegExp.escape(name))
  .join('|');
const oneOf = (word: 'range.daySuffixes' | 'range.yearSuffixes'): string =>
  `(?:${allWords(word)
    .map(suffix => RegExp.escape(suffix))
    .join('|')})`;
const daySuffix = `${oneOf('range.daySuffixes')}?`;
export const yearSuffix = `${oneOf('range.yearSuffixes')}?`;
export const bareDay = new RegExp(`^\\d{1,2}${daySuffix}$`, 'u');
/** A day of no month: the 3rd, 3号. A number alone is as many days. */
export const dayAlone = new RegExp(`^(\\d{1,2})${oneOf('range.daySuffixes')}$`, 'u');
/** The 15, 2025 of Oct 1 – 15, 2025. */
export const endWithYear = new RegExp(`^(\\d{1,2}${daySuffix}),?\\s+(20\\d\\d)$`, 'u');
// A month that is a number, 11月, has no day before it that it could be parted into: 1 and 1月.
export const dayWithMonth = new RegExp(
  `^(?:(?<yearBefore>20\\d\\d)${yearSuffix}\\s*)?(?:(?<month>(?<!\\d)(?:${monthNames}))\\.?\\s*(?<day>\\d{1,2})${daySuffix}|(?<dayBefore>\\d{1,2})${daySuffix}\\.?\\s*(?:of )?(?<monthAfter>(?<!\\d)(?:${monthNames}))\\.?)(?:,?\\s*(?<year>20\\d\\d))?$`,
  'u',
);

const ordinalOf = new RegExp(
  `(?<=(?<!\\d)\\d{1,2}${oneOf('range.daySuffixes')}) of (?=(?:${monthNames})(?![\\p{L}]))`,
  'giu',
);

/** "The 3rd of October" is the 3rd October, and no third of somebody's. */
export const withPlainDays = (text: string): string => text.replaceAll(ordinalOf, ' ');

/** Who parts Chinese from numbers writes 11 月 20 号, which is 11月20号. */
export const spacedDays = /(?<=(?<!\d)\d{1,2}) (?=[月日号])|(?<=\d月) (?=\d)|(?<=20\d\d) (?=年)|(?<=20\d\d年) (?=\d)/gu;
