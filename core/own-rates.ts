import { isOfMeeting, isOnCredits, type CallMix } from './plans.ts';
import { isIncoming } from './usage-keys.ts';

/** What a minute costs by its `rateKey`, in micro-units: an estimate. Undefined where nothing was ever paid for one. */
export type OwnRates = (key: string) => number | undefined;

/** What credits paid for calls out: minutes, and micro-units, by `rateKey`. */
export type PaidMinutes = ReadonlyMap<string, { readonly minutes: number; readonly cost: number }>;

export function paidMinutes(calls: Iterable<CallMix>): PaidMinutes {
  const sums = new Map<string, { minutes: number; cost: number }>();
  for (const call of calls) {
    if (!isOnCredits(call) || isIncoming(call.type) || call.cost === 0n || call.destination === '') continue;
    const key = rateKey(call);
    const { minutes, cost } = sums.get(key) ?? { minutes: 0, cost: 0 };
    sums.set(key, { minutes: minutes + call.minutes, cost: cost + Number(call.cost) });
  }
  return sums;
}

/** The organization's own rates: what its credits paid for calls out. Nothing else is known of rates. */
export function ownRates(paid: Iterable<PaidMinutes>): OwnRates {
  const sums = new Map<string, { minutes: number; cost: number }>();
  for (const some of paid)
    for (const [key, { minutes, cost }] of some) {
      const sum = sums.get(key) ?? { minutes: 0, cost: 0 };
      sums.set(key, { minutes: sum.minutes + minutes, cost: sum.cost + cost });
    }
  return key => {
    const sum = sums.get(key);
    return sum === undefined || sum.minutes === 0 ? undefined : sum.cost / sum.minutes;
  };
}

/** Calls with one rate: by destination, those of phones and of meetings apart. */
export const rateKey = (call: Pick<CallMix, 'type' | 'destination' | 'capability'>): string =>
  `${isOfMeeting(call) ? 'meeting' : 'phone'} ${call.destination}`;
