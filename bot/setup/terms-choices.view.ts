import { currencies, isCurrency, isTimeZone, type Currency, type TimeZone } from '../../core/index.ts';
import type { Choice } from '../../cards/frame.ts';
import type { Speech } from '../chat/speech.ts';

// Currencies and time zones to choose from, named by Intl: the likely ones stand in the card, any other is found by typing, since a long
// list neither fits in a card nor works on a phone (T4, T13, T15).

const likelyCurrencies: readonly Currency[] =
  'USD EUR GBP AUD BRL CAD CHF CNY CZK DKK HKD INR JPY KRW MXN NOK NZD PLN SEK SGD TWD ZAR'.split(' ');

const likelyZones: readonly TimeZone[] = [
  ...['UTC', 'America/Los_Angeles', 'America/Denver', 'America/Chicago', 'America/New_York', 'America/Mexico_City'],
  ...['America/Sao_Paulo', 'Europe/London', 'Europe/Paris', 'Europe/Berlin', 'Europe/Madrid', 'Europe/Athens'],
  ...['Africa/Lagos', 'Africa/Johannesburg', 'Europe/Istanbul', 'Asia/Dubai', 'Asia/Kolkata', 'Asia/Bangkok'],
  ...['Asia/Shanghai', 'Asia/Singapore', 'Asia/Tokyo', 'Asia/Seoul', 'Australia/Sydney', 'Pacific/Auckland'],
];

/** The likely currencies, after the chosen one. */
export function currencyChoices(speech: Pick<Speech, 'say'>, chosen: Currency): readonly Choice[] {
  const first = isCurrency(chosen) ? [chosen] : [];
  return [...new Set([...first, ...likelyCurrencies])].map(code => currencyChoice(localeOf(speech), code));
}

/** The likely time zones, after the chosen one. */
export function zoneChoices(speech: Pick<Speech, 'say'>, chosen: TimeZone): readonly Choice[] {
  const first = isTimeZone(chosen) ? [chosen] : [];
  return [...new Set([...first, ...likelyZones])].map(zone => zoneChoice(localeOf(speech), zone));
}

/** Every currency. */
export const everyCurrency = (speech: Pick<Speech, 'say'>): readonly Choice[] =>
  currencies.map(code => currencyChoice(localeOf(speech), code));

/** Every time zone. */
export const everyZone = (speech: Pick<Speech, 'say'>): readonly Choice[] =>
  zones.map(zone => zoneChoice(localeOf(speech), zone));

/** Intl writes some zones in their former names, such as Asia/Calcutta: those that we know by the present ones are found by both. */
const zones: readonly TimeZone[] = [...new Set([...likelyZones, ...Intl.supportedValuesOf('timeZone')])];

const localeOf = (speech: Pick<Speech, 'say'>): string => speech.say('app.locale');

const kept = new Map<string, Choice>();

/** Named once: a name costs much more to make than to keep, and there are few languages. */
function named(locale: string, value: string, name: () => string): Choice {
  const key = `${locale} ${value}`;
  const known = kept.get(key);
  if (known !== undefined) return known;
  // A zone may be written in many ways: what is kept stays small.
  if (kept.size > 2000) kept.clear();
  const choice = { title: [...new Set([value, name()])].join(' · '), value };
  kept.set(key, choice);
  return choice;
}

const currencyChoice = (locale: string, code: Currency): Choice =>
  named(locale, code, () => new Intl.DisplayNames([locale], { type: 'currency' }).of(code) ?? code);

/** In a summer of the north: where the clocks are not changed, Intl says so in the name. */
const namedAt = Date.UTC(2026, 6, 1);

const zoneChoice = (locale: string, zone: TimeZone): Choice =>
  named(locale, zone, () => {
    const parts = new Intl.DateTimeFormat(locale, { timeZone: zone, timeZoneName: 'longGeneric' }).formatToParts(
      namedAt,
    );
    const name = parts.find(({ type }) => type === 'timeZoneName')?.value ?? zone;
    return name === 'GMT+00:00' ? zone : name;
  });
