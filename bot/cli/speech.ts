import { dayOf, decimal, type Instant, type Terms, type TimeZone } from '../../core/index.ts';
import { withoutUnseen } from '../../cards/escape.ts';
import { speechFor, type Speech } from '../chat/speech.ts';

/** Chat's sentences as a terminal shows them: plain text, amounts as decimals, dates in ISO 8601 and in the wallet's zone. */
export function terminalSpeech(terms?: Pick<Terms, 'timeZone'>): Speech {
  const timeZone = terms?.timeZone ?? 'UTC';
  const chat = speechFor({ language: 'en', timeZone, isSandbox: false });
  return {
    ...chat,
    say: (word, facts) => withoutMarkdown(chat.say(word, facts)),
    money: (amount, currency) => `${decimal(amount, currency)} ${currency}`,
    date: at => dayOf(at, timeZone),
    dateTime: at => `${dayAndTime(at, timeZone)} ${timeZone}`,
  };
}

/** `2026-10-31 14:05`: an instant in a table whose heading names the zone. */
export const dayAndTime = (at: Instant, timeZone: TimeZone): string =>
  Temporal.Instant.fromEpochMilliseconds(at)
    .toZonedDateTimeISO(timeZone)
    .toPlainDateTime()
    .toString({ smallestUnit: 'minute' })
    .replace('T', ' ');

const plurals = new Intl.PluralRules('en');
const numbers = new Intl.NumberFormat('en-US');

/** `2,000`. */
export const grouped = (count: number): string => numbers.format(count);

/** `1 call row`, `2,000 call rows`. */
export const counted = (count: number, one: string, other = `${one}s`): string =>
  `${grouped(count)} ${plurals.select(count) === 'one' ? one : other}`;

/** `once`, `2 times`. */
export const times = (count: number): string =>
  plurals.select(count) === 'one' ? 'once' : `${numbers.format(count)} times`;

const withoutMarkdown = (text: string): string =>
  withoutUnseen(text)
    .replaceAll('**', '')
    .replaceAll(/\\([\\`*_{}[\]()#+!|~<>.-])/g, '$1');
