import type { Micros } from './money.ts';
import { begunMinutes } from './whole-minutes.ts';

/** A call as far as its price is concerned: charge and connection fee in micro-units of one currency, duration in seconds. */
export interface PricedCall {
  readonly charge: Micros;
  readonly fee: Micros;
  readonly durationSeconds: number;
}

/** The least, the middle and the most of some amounts, in micro-units. */
export interface Spread {
  readonly least: Micros;
  readonly median: Micros;
  readonly most: Micros;
}

/** What calls have really cost. An estimate: a begun minute counts as a whole one. */
export interface Rate {
  readonly calls: number;
  readonly perMinute: Spread;
  /** Of the calls with a connection fee; undefined where none had one. */
  readonly fee: Spread | undefined;
}

/** The rate of some calls; of those that cost nothing nothing can be told, and they are left out. Undefined where none is left. */
export function rateOf(calls: readonly PricedCall[]): Rate | undefined {
  const priced = calls.filter(({ charge, durationSeconds }) => charge > 0 && durationSeconds > 0);
  const perMinute = spreadOf(
    priced.map(({ charge, durationSeconds }) => rounded(charge / begunMinutes(durationSeconds))),
  );
  if (perMinute === undefined) return undefined;
  return { calls: priced.length, perMinute, fee: spreadOf(priced.map(({ fee }) => fee).filter(fee => fee > 0)) };
}

/** To a ten-thousandth of the currency's unit: finer than any published rate. */
const rounded = (amount: number): Micros => Math.round(amount / 100) * 100;

function spreadOf(amounts: readonly Micros[]): Spread | undefined {
  const sorted = amounts.toSorted((one, other) => one - other);
  const [least] = sorted;
  const most = sorted.at(-1);
  const median = sorted[Math.floor((sorted.length - 1) / 2)];
  return least === undefined || most === undefined || median === undefined ? undefined : { least, median, most };
}
