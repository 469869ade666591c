import { dayMs, type Instant } from './calendar.ts';
import {
  isForwarded,
  PaceWindow,
  rateOfCall,
  type Habits,
  type OrganizationHabits,
  type SpentCall,
} from './calling-habits.ts';
import type { HourOfWeek } from './hours-of-week.ts';
import type { Micros } from './money.ts';
import { isPremiumNumber } from './premium-numbers.ts';
import type { SpendSign } from './spend-reason.ts';

/** A call that credits paid for, with its signs. */
export interface StrangeCall {
  readonly call: SpentCall;
  readonly signs: readonly SpendSign[];
  /** How much its signs weigh together. */
  readonly weight: number;
}

const weights: Readonly<Record<SpendSign, number>> = {
  'new-to-person': 1,
  'new-to-organization': 1,
  'out-of-hours': 1,
  expensive: 1,
  premium: 2,
  forwarded: 1,
  fast: 1,
  'many-destinations': 1,
};

/** What signs are made of. Amounts are of a unit that is worth about one dollar in any currency. */
const signLimits = {
  /** An expensive call costs so much a minute, and so many times what this person's minutes usually do. */
  expensiveRate: 0.2,
  timesUsualRate: 2,
  /**
   * Calls of others, before and lately, from which on a destination is known to the organization, or else one of so many people, and twice as
   * many lately: of thousands some call anywhere. Common are eight times as many.
   */
  knownPast: 5,
  knownRecent: 10,
  knownPeople: 100,
  timesCommon: 8,
  /** Less than this share of the own calls within an hour of that time of day, or on that weekday, is out of hours. */
  hourShare: 0.02,
  dayShare: 0.01,
  /** So many own calls tell the own hours, and so many the own weekdays. */
  hourCalls: 20,
  dayCalls: 60,
  /** Fast are so many calls within 20 minutes, where so many times the usual pace are fewer. */
  fastCalls: 5,
  timesUsualPace: 1.5,
  /** So many new destinations within a day are many. */
  manyDestinations: 4,
} as const;

/** How a person's calls are looked at. */
export interface LookedAt {
  readonly habits: Habits;
  readonly organization: OrganizationHabits;
  readonly hourOf: HourOfWeek;
  /** About one dollar, in the wallet's currency. */
  readonly unit: Micros;
}

/** The paid calls that have a sign, of outgoing calls in the order of their start. */
export function strangeCalls(calls: readonly SpentCall[], looked: LookedAt): readonly StrangeCall[] {
  const pace = new PaceWindow();
  const fresh = new NewDestinations();
  const own = callsByDestination(calls);
  const strange: StrangeCall[] = [];
  for (const call of calls) {
    const lately = pace.add(call.start);
    if (call.cost <= 0) continue;
    const signs = signsOf(call, { ...looked, lately, fresh, own });
    const weight = signs.reduce((sum, sign) => sum + weights[sign], 0);
    if (weight > 0) strange.push({ call, signs, weight });
  }
  return strange;
}

interface Beside extends LookedAt {
  /** Calls within the last minutes, this one included. */
  readonly lately: number;
  readonly fresh: NewDestinations;
  /** How many of the calls that are judged go where. */
  readonly own: ReadonlyMap<string, number>;
}

function signsOf(call: SpentCall, beside: Beside): readonly SpendSign[] {
  const { habits, lately, fresh } = beside;
  const signs: SpendSign[] = [];
  const isNew = !habits.callsTo.has(call.destination);
  const known = otherCallsTo(call, beside);
  const isUnknown = isNew && known < 1 && !beside.organization.isLearning;
  const isNewToPerson = isUnknown || (isNew && !habits.isLearning);
  if (isNewToPerson) signs.push('new-to-person');
  if (isUnknown) signs.push('new-to-organization');
  if (isOutOfHours(call, beside)) signs.push('out-of-hours');
  const isPremium = !habits.premiumTo.has(call.destination) && isPremiumNumber(call.callee);
  if ((isPremium || known < signLimits.timesCommon) && isExpensive(call, beside)) signs.push('expensive');
  if (isPremium) signs.push('premium');
  if (isForwarded(call) && !habits.forwardedTo.has(call.destination)) signs.push('forwarded');
  if (lately >= Math.max(signLimits.fastCalls, signLimits.timesUsualPace * habits.usualPace)) signs.push('fast');
  if (isNewToPerson && fresh.add(call) >= signLimits.manyDestinations) signs.push('many-destinations');
  return signs;
}

/** How far others know a destination: lately too, since a campaign makes it known within days. */
function otherCallsTo({ destination }: SpentCall, { habits, organization, own }: Beside): number {
  const all = organization.callsTo.get(destination);
  const past = (all?.past ?? 0) - (habits.callsTo.get(destination) ?? 0);
  const recent = (all?.recent ?? 0) - (own.get(destination) ?? 0);
  const { knownPast, knownRecent, knownPeople } = signLimits;
  const crowd = Math.max(1, organization.people / knownPeople / knownPast);
  return Math.max(past / knownPast, recent / knownRecent) / crowd;
}

function isExpensive(call: SpentCall, { habits, unit }: Beside): boolean {
  const rate = rateOfCall(call);
  return rate >= signLimits.expensiveRate * unit && rate >= signLimits.timesUsualRate * habits.usualRate;
}

/** By the own hours and weekdays where there are enough calls to tell; else nights from 22 to 6 and weekends are. */
function isOutOfHours({ start }: SpentCall, { habits: { calls, byHour, byWeekday }, hourOf }: Beside): boolean {
  const hourOfWeek = hourOf(start);
  const [hour, weekday] = [hourOfWeek % 24, Math.floor(hourOfWeek / 24)];
  const isIdleDay =
    calls >= signLimits.dayCalls ? (byWeekday[weekday] ?? 0) < signLimits.dayShare * calls : weekday >= 5;
  if (isIdleDay) return true;
  if (calls < signLimits.hourCalls) return hour < 6 || hour >= 22;
  const near = (byHour[(hour + 23) % 24] ?? 0) + (byHour[hour] ?? 0) + (byHour[(hour + 1) % 24] ?? 0);
  return near < signLimits.hourShare * calls;
}

function callsByDestination(calls: readonly SpentCall[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const { destination } of calls) counts.set(destination, (counts.get(destination) ?? 0) + 1);
  return counts;
}

/** The new destinations of the last day, as calls follow each other. */
class NewDestinations {
  readonly #last = new Map<string, Instant>();

  /** Counts a call; gives how many new destinations were called within a day, its own included. */
  add({ destination, start }: SpentCall): number {
    // Re-inserted, so that the map is in the order of the last calls.
    this.#last.delete(destination);
    this.#last.set(destination, start);
    for (const [name, at] of this.#last) {
      if (at > start - dayMs) break;
      this.#last.delete(name);
    }
    return this.#last.size;
  }
}
