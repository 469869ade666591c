import {
  decimal,
  minorDigits,
  minuteMs,
  type ClockDoubt,
  type Currency,
  type Instant,
  type Micros,
  type TimeZone,
} from '../../core/index.ts';
import { say, type Language, type Word } from '../../cards/words.ts';
import type { SandboxPerson } from '../ports/index.ts';

/** How the hours of a day are counted. */
export type Hours = '12' | '24';

/** Words for what is sent to a conversation by itself: as its one reader chose, where it has one. */
export type SpeechIn = (conversation: {
  readonly locale: string;
  /** Who alone reads it. */
  readonly person?: string | undefined;
}) => Promise<Speech>;

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
  /** The month alone, under a bar of a chart: Aug, 8月. */
  shortMonth(at: Instant): string;
  /** The month with its year: Oct 2026, 2026年10月. */
  month(at: Instant): string;
  dateTime(at: Instant): string;
  /** Hours and minutes: where the day is known. */
  time(at: Instant): string;
  /** Minutes after midnight as a clock shows them; 1440 is the end of the day. */
  timeOfDay(minutes: number): string;
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

interface ClockParts {
  readonly date: string;
  readonly time: string;
  readonly zone: string;
}

const written = new Map<string, { readonly minute: number; readonly parts: ClockParts }>();

/** Caches the last minute of each way to write: nearly every card says the present one. */
function lastWritten(key: string, minute: number, write: () => ClockParts): ClockParts {
  const last = written.get(key);
  if (last?.minute === minute) return last.parts;
  const parts = write();
  written.set(key, { minute, parts });
  return parts;
}

export function speechFor(choice: {
  readonly language: Language;
  readonly timeZone: TimeZone;
  readonly isSandbox: boolean;
  readonly doubt?: ClockDoubt | undefined;
  /** The client's locale: dates are written as in its region. */
  readonly clientLocale?: string | undefined;
  /** 24 where nobody chose. */
  readonly hours?: Hours | undefined;
}): Speech {
  const { clientLocale, hours, ...facts } = choice;
  const { language, timeZone } = choice;
  // Amounts and numbers are written in one way, that in which they are read: in a region's way ICU itself mixes the marks.
  const locale = say(language, 'app.locale');
  const dateLocale = localeOf(language, clientLocale);
  const dated = (style: string, parts: Intl.DateTimeFormatOptions): Intl.DateTimeFormat =>
    kept(`${dateLocale} ${timeZone} ${style}`, () => new Intl.DateTimeFormat(dateLocale, { timeZone, ...parts }));
  // A language that writes months as numbers is not shortened.
  const shortDay = { month: 'short', day: 'numeric' } as const;
  const clock =
    hours === '12'
      ? ({ hour: 'numeric', minute: '2-digit', hourCycle: 'h12' } as const)
      : ({ hour: '2-digit', minute: '2-digit', hourCycle: 'h23' } as const);
  const clockStyle = `time${hours ?? '24'}`;
  const date = (at: Instant): string => dated('date', { year: 'numeric', ...shortDay }).format(at);
  const time = (at: Instant): string => dated(clockStyle, clock).format(at);
  return {
    ...facts,
    say: (word, facts) => say(language, word, facts),
    money: (amount, currency) => money(amount, currency, locale),
    date,
    shortDate: at => dated('shortDate', shortDay).format(at),
    shortMonth: at => dated('shortMonth', { month: 'short' }).format(at),
    month: at => dated('month', { year: 'numeric', month: 'short' }).format(at),
    dateTime: at =>
      say(language, 'app.dateTime', {
        ...lastWritten(`${dateLocale} ${timeZone} ${clockStyle}`, Math.floor(at / minuteMs), () => ({
          date: date(at),
          time: time(at),
          zone: zoneName(dated('zone', { timeZoneName: 'short' }), at),
        })),
      }),
    time,
    timeOfDay: minutes =>
      minutes === 1440 && hours !== '12'
        ? '24:00'
        : kept(
            `${dateLocale} ${clockStyle}`,
            () => new Intl.DateTimeFormat(dateLocale, { ...clock, timeZone: 'UTC' }),
          ).format(minutes * minuteMs),
    duration: seconds =>
      say(language, seconds < 60 ? 'duration.seconds' : 'duration.minutes', {
        minutes: Math.floor(seconds / 60),
        seconds: seconds % 60,
      }),
    number: value => kept(`${locale} number`, () => new Intl.NumberFormat(locale)).format(value),
  };
}

/** The language as it is written in the region of a client's locale; in its own region where the client names none. */
function localeOf(language: Language, clientLocale: string | undefined): string {
  const key = `${language} ${clientLocale ?? ''}`;
  const before = locales.get(key);
  if (before !== undefined) return before;
  // Clients may send anything: what is cached stays small.
  if (locales.size > 500) locales.clear();
  const locale = localeIn(language, clientLocale);
  locales.set(key, locale);
  return locale;
}

const locales = new Map<string, string>();

function localeIn(language: Language, clientLocale: string | undefined): string {
  const { language: own, script, region } = new Intl.Locale(say(language, 'app.locale')).maximize();
  const there = `${own}-${regionOf(clientLocale) ?? region ?? ''}`;
  // Chinese is written in other characters in Taiwan: there is no such translation.
  return new Intl.Locale(there).maximize().script === script ? there : say(language, 'app.locale');
}

function regionOf(locale: string | undefined): string | undefined {
  try {
    return locale === undefined ? undefined : new Intl.Locale(locale).region;
  } catch {
    // The client sent something that is no locale.
    return undefined;
  }
}

/** `UTC+8`, `PST`: Intl calls an offset GMT+8. */
const zoneName = (format: Intl.DateTimeFormat, at: Instant): string =>
  (format.formatToParts(at).find(({ type }) => type === 'timeZoneName')?.value ?? '').replace(/^GMT(?=[+-])/, 'UTC');

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
  // A line may end behind a hyphen that letters follow, never behind a minus sign: below it, a debt reads like credit.
  return format.format(exact).replace(/^-(?=\p{L})/u, '−');
}
