import {
  isTimeZone,
  parseAmount,
  type AmountRefusal,
  type Currency,
  type DecimalMark,
  type Micros,
  type Result,
  type TimeZone,
} from '../../core/index.ts';
import type { Turn } from './turn.ts';

/** The amount that somebody typed, where their client or the wallet's time zone says how decimals are written there (L1). */
export const typedAmount = (
  { speech, locale, localTimeZone }: Pick<Turn, 'speech' | 'locale' | 'localTimeZone'>,
  text: string,
  currency: Currency,
): Result<Micros, AmountRefusal> =>
  parseAmount(text, currency, decimalMarkOf(text, { locale, timeZones: [localTimeZone, speech.timeZone] }));

/** A comma if any of these writes decimals with one. It matters only to a text with three digits behind a mark. */
export function decimalMarkOf(
  text: string,
  place: { readonly locale?: string | undefined; readonly timeZones: readonly (TimeZone | undefined)[] },
): DecimalMark {
  if (!/[.,，．]\s*[\d０-９]{3}/.test(text)) return '.';
  const locales = [place.locale, ...place.timeZones.map(zone => (zone === undefined ? undefined : localeIn(zone)))];
  return locales.some(locale => locale !== undefined && writesComma(locale)) ? ',' : '.';
}

function writesComma(locale: string): boolean {
  try {
    return new Intl.NumberFormat(locale)
      .formatToParts(1.5)
      .some(({ type, value }) => type === 'decimal' && value === ',');
  } catch {
    // The client sent something that is no locale.
    return false;
  }
}

let regions: ReadonlyMap<string, string> | undefined;

/** The usual language of the region that a time zone is in. */
function localeIn(zone: TimeZone): string | undefined {
  regions ??= regionsByZone();
  const region = isTimeZone(zone) ? regions.get(canonical(zone)) : undefined;
  return region === undefined ? undefined : new Intl.Locale(`und-${region}`).maximize().toString();
}

const canonical = (timeZone: TimeZone): TimeZone =>
  new Intl.DateTimeFormat('en', { timeZone }).resolvedOptions().timeZone;

/** Intl lists the time zones of a region, but no regions: all codes of two letters are asked. */
function regionsByZone(): ReadonlyMap<string, string> {
  const codes = Array.from({ length: 26 * 26 }, (_, index) =>
    String.fromCharCode(65 + Math.floor(index / 26), 65 + (index % 26)),
  );
  return new Map(codes.flatMap(code => zonesIn(code).map(zone => [zone, code] as const)));
}

const zonesIn = (region: string): readonly string[] => new Intl.Locale(`und-${region}`).getTimeZones() ?? [];
