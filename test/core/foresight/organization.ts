import { seeded } from '../../../bot/drivers/sandbox/random.ts';
import { microsPerUnit, multiply, type Micros } from '../../../core/index.ts';

/** A day of a simulated organization has four parts of six hours. */
export const partsOfDay = 4;

/** How many days an organization has called before its year begins, and how many it goes on after. */
export const daysBefore = 100;
export const daysOfYear = 365;
export const daysAfter = 130;
const allDays = daysBefore + daysOfYear + daysAfter;

/** What comes into the log beside the calls: a row that is a mistake, and rows that are corrected. */
export interface Misreport {
  /** The part of a day in which it arrives. */
  readonly arrives: number;
  /** The part in which the call began. */
  readonly began: number;
  readonly amount: Micros;
}

/** An organization as it would call if it always could, and as it adds funds. */
export interface Organization {
  readonly people: number;
  /** What calls cost in each part of a day. */
  readonly demand: Float64Array;
  readonly misreports: readonly Misreport[];
  readonly usualDay: Micros;
  /** The first day on which it has credits. */
  readonly begins: number;
  /** How many days of calls it adds at a time, on the average, and how likely it heeds a warning. */
  readonly addsDays: number;
  readonly heeds: number;
  /** Auto-recharge: who charges, and its amounts. */
  readonly rule?: {
    readonly mode: 'mirror' | 'operate';
    readonly trigger: Micros;
    readonly rechargeWith: Micros;
    readonly cap: Micros | null;
  };
  /** What was bought before the year began, in days of calls, and how long ago. */
  readonly opening: readonly { readonly days: number; readonly daysAgo: number }[];
}

/** Draws random numbers of the kinds that calls have. */
export class Luck {
  readonly next: () => number;

  constructor(seed: number) {
    this.next = seeded(seed);
    // The first numbers of neighboring seeds resemble each other.
    for (let index = 0; index < 8; index += 1) this.next();
  }

  between(low: number, high: number): number {
    return low + (high - low) * this.next();
  }

  chance(probability: number): boolean {
    return this.next() < probability;
  }

  normal(): number {
    return Math.sqrt(-2 * Math.log(1 - this.next())) * Math.cos(2 * Math.PI * this.next());
  }

  around(median: number, sigma: number): number {
    return median * Math.exp(sigma * this.normal());
  }

  /** How many of rare events happen. */
  poisson(mean: number): number {
    if (mean > 40) return Math.max(0, Math.round(mean + Math.sqrt(mean) * this.normal()));
    let count = 0;
    for (let product = this.next(); product > Math.exp(-mean); product *= this.next()) count += 1;
    return count;
  }
}

/** What a day's calls cost is a sum of calls that are mostly cheap, at a pace that drifts, with weekends, holidays, month ends, campaigns and growth. */
export function organizationOf(seed: number): Organization {
  const luck = new Luck(seed);
  const people = Math.round(5 * 1000 ** luck.next());
  const callCost = Math.min(6, luck.around(0.5, 0.7));
  const callsADay = Math.max(0.4, people * luck.around(0.05, 0.9));
  const isNew = luck.chance(0.25);
  const begins = isNew ? daysBefore + Math.floor(luck.between(0, 200)) : 10;
  const pace = paceOf(luck, isNew ? begins : 0);
  const demand = new Float64Array(allDays * partsOfDay);
  const spreadOfDays = luck.between(0.1, 0.45);
  for (let day = 0; day < allDays; day += 1) {
    const factor = (pace[day] ?? 0) * luck.around(1, spreadOfDays);
    [0.05, 0.45, 0.4, 0.1].forEach((part, index) => {
      demand[day * partsOfDay + index] = costOf(luck, callsADay * factor * part, callCost);
    });
  }
  const total = demand.reduce((sum, amount) => sum + amount, 0);
  const usualDay = Math.max(microsPerUnit / 10, Math.round(total / (allDays - (isNew ? begins : 0))));
  const opening = isNew ? [] : openingOf(luck);
  return {
    ...{ people, demand, usualDay, begins, opening },
    misreports: misreportsOf(luck, demand),
    addsDays: luck.around(45, 0.6),
    heeds: luck.between(0, 0.8),
    ...(luck.chance(0.25) && { rule: ruleOf(luck, usualDay) }),
  };
}

/** By day, around 1. */
function paceOf(luck: Luck, begins: number): readonly number[] {
  const weekend = luck.chance(0.2) ? luck.between(0.5, 1) : luck.between(0, 0.2);
  const driftOfWeek = luck.between(0.02, 0.12);
  const growth = luck.normal() * 0.0015;
  const isBusyAtMonthEnd = luck.chance(0.25);
  const hasHolidays = luck.chance(0.7);
  const summer = luck.chance(0.4) ? luck.between(0.5, 0.9) : 1;
  const holidays = new Set(Array.from({ length: 14 }, () => Math.floor(luck.next() * allDays)));
  const campaigns = luck.chance(0.15) ? eventsOf(luck, luck.poisson(3), [3, 10], [1.5, 4]) : [];
  const quietMonth = luck.chance(0.08) ? eventsOf(luck, 1, [25, 35], [0, 0.02]) : [];
  const office = luck.chance(0.1) ? { day: luck.between(0, allDays), times: luck.between(1.2, 2) } : undefined;
  const conferences = luck.chance(0.1) ? luck.between(0.02, 0.08) : 0;
  let drift = 0;
  return Array.from({ length: allDays }, (_, day) => {
    if (day % 7 === 0) drift = 0.93 * drift + driftOfWeek * luck.normal();
    const dayOfYear = (day + 365 - daysBefore) % 365;
    let pace = Math.exp(drift + growth * day) * (day % 7 >= 5 ? weekend : 1);
    if (hasHolidays && holidays.has(day)) pace *= 0.1;
    if (hasHolidays && (dayOfYear > 354 || dayOfYear < 2)) pace *= 0.3;
    if (dayOfYear > 200 && dayOfYear < 240) pace *= summer;
    if (isBusyAtMonthEnd && dayOfYear % 30.4 > 28) pace *= 1.5;
    for (const { from, to, times } of [...campaigns, ...quietMonth]) if (day >= from && day < to) pace *= times;
    if (office !== undefined && day >= office.day) pace *= office.times;
    if (luck.chance(conferences)) pace *= 3;
    return day < begins ? 0 : pace;
  });
}

function eventsOf(luck: Luck, count: number, days: readonly [number, number], times: readonly [number, number]) {
  return Array.from({ length: count }, () => {
    const from = luck.between(daysBefore, daysBefore + daysOfYear);
    return { from, to: from + luck.between(...days), times: luck.between(...times) };
  });
}

/** Many calls are taken together. */
function costOf(luck: Luck, calls: number, callCost: number): Micros {
  const sigma = 1.1;
  const count = luck.poisson(calls);
  const median = callCost * Math.exp((-sigma * sigma) / 2);
  if (count <= 60) {
    let sum = 0;
    for (let index = 0; index < count; index += 1) sum += luck.around(median, sigma);
    return Math.round(sum * microsPerUnit);
  }
  const spread = callCost * Math.sqrt((Math.exp(sigma * sigma) - 1) * count);
  return Math.round(Math.max(0, count * callCost + spread * luck.normal()) * microsPerUnit);
}

function misreportsOf(luck: Luck, demand: Float64Array): readonly Misreport[] {
  const found: Misreport[] = [];
  const end = (daysBefore + daysOfYear) * partsOfDay;
  if (luck.chance(0.05)) {
    const began = Math.floor(luck.between(daysBefore * partsOfDay, end));
    const amount = multiply(10_000, microsPerUnit);
    found.push({ began, arrives: began + 6, amount });
    found.push({ began, arrives: began + 6 + Math.floor(luck.between(8, 80)), amount: -amount });
  }
  if (luck.chance(0.3))
    for (let began = 60; began < end; began += Math.floor(luck.between(60, 200))) {
      const amount = -Math.round((demand[began] ?? 0) * luck.between(0.1, 0.6));
      if (amount < 0) found.push({ began, arrives: began + Math.floor(luck.between(30, 160)), amount });
    }
  return found;
}

function ruleOf(luck: Luck, usualDay: Micros): NonNullable<Organization['rule']> {
  const rechargeWith = wholeFifties(usualDay * luck.between(10, 60));
  return {
    mode: luck.chance(0.5) ? 'mirror' : 'operate',
    trigger: Math.max(20 * microsPerUnit, Math.round(usualDay * luck.between(1, 14))),
    rechargeWith,
    cap: luck.chance(0.4)
      ? Math.max(rechargeWith, Math.round((usualDay * luck.between(20, 60)) / rechargeWith) * rechargeWith)
      : null,
  };
}

/** Half have bought what lasts, some far too much, long ago. */
const openingOf = (luck: Luck): Organization['opening'] =>
  luck.chance(0.3)
    ? [
        { days: luck.between(150, 700), daysAgo: luck.between(0, 250) },
        { days: luck.between(20, 200), daysAgo: luck.between(0, 80) },
      ]
    : [{ days: luck.between(10, 120), daysAgo: luck.between(0, 60) }];

/** Funds are added in fifties, fifty at least. */
export const wholeFifties = (amount: number): Micros =>
  Math.max(1, Math.min(1000_000, Math.round(amount / (50 * microsPerUnit)))) * 50 * microsPerUnit;
