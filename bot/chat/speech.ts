import {
  decimal,
  minorDigits,
  type ClockDoubt,
  type Currency,
  type Instant,
  type Micros,
  type TimeZone,
} from '../../core/index.ts';
import { say, type Language, type Word } from '../../cards/words.ts';
import type { SandboxPerson } from '../ports/index.ts';

/** The words and formats of one answer: its language, and the time zone of its times. */
export interface Speech {
  readonly language: Language;
  readonly timeZone: TimeZone;
  readonly isSandbox: boolean;
  /** As whom the answered person acts; left out where as themselves. Every card says it. */
  readonly actingAs?: SandboxPerson;
  /** Why the clock is not believed, while it is not: every card says so (L13). */
  readonly doubt?: ClockDoubt | undefined;
  say(word: Word, facts?: Readonly<Record<string, string | number>>): string;
  money(amount: Micros | bigint, currency: Currency): string;
  date(at: Instant): string;
  /** Without its year: where years are known, and room is small. */
  shortDate(at: Instant): string;
  dateTime(at: Instant): string;
  number(value: number): string;
  /** Minutes and seconds. */
  duration(seconds: number): string;
}

const formats = new Map<string, unknown>();

/** Caches formats: there are few, and each costs more to make than to use. */
function kept<Format>(key: string, make: () => Format): Format {
  const format = (formats.get(key) as Format | undefined) ?? make();
  formats.set(key, format);
  return format;
}

export function speechFor(choice: {
  readonly language: Language;
  readonly timeZone: TimeZone;
  readonly isSandbox: boolean;
  readonly doubt?: ClockDoubt | undefined;
}): Speech {
  const { language, timeZone } = choice;
  const locale = language === 'en' ? 'en-US' : language;
  const dated = (style: 'date' | 'shortDate' | 'dateTime'): Intl.DateTimeFormat =>
    kept(
      `${locale} ${timeZone} ${style}`,
      () =>
        new Intl.DateTimeFormat(locale, {
          timeZone,
          ...(style !== 'shortDate' && { year: 'numeric' }),
          month: language === 'en' ? 'short' : 'long',
          day: 'numeric',
          ...(style === 'dateTime' && { hour: '2-digit', minute: '2-digit', hourCycle: 'h23', timeZoneName: 'short' }),
        }),
    );
  return {
    ...choice,
    say: (word, facts) => say(language, word, facts),
    money: (amount, currency) => money(amount, currency, locale),
    date: at => dated('date').format(at),
    shortDate: at => dated('shortDate').format(at),
    dateTime: at => dated('dateTime').format(at),
    duration: seconds =>
      say(language, seconds < 60 ? 'duration.seconds' : 'duration.minutes', {
        minutes: Math.floor(seconds / 60),
        seconds: seconds % 60,
      }),
    number: value => kept(`${locale} number`, () => new Intl.NumberFormat(locale)).format(value),
  };
}

/** Formats from the exact decimal, not from a float: `Intl` takes decimals of any size as text. */
function money(amount: Micros | bigint, currency: Currency, locale: string): string {
  const exact = decimal(amount, currency) as `${number}`;
  const format = kept(
    `${locale} ${currency}`,
    () =>
      new Intl.NumberFormat(locale, {
        style: 'currency',
        currency,
        minimumFractionDigits: minorDigits(currency),
        maximumFractionDigits: 6,
      }),
  );
  return format.format(exact);
}
