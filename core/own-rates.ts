import { isOfMeeting, isOnCredits, type CallMix } from './plans.ts';
import { isIncoming } from './usage-keys.ts';

/** What a minute there costs, in micro-units: an estimate. Undefined where nothing was ever paid for one. */
export type OwnRates = (call: Pick<CallMix, 'type' | 'destination' | 'capability'>) => number | undefined;

/** The organization's own rates: what credits paid for calls out, by destination, of phones and of meetings apart. Nothing else is known of rates. */
export function ownRates(calls: Iterable<CallMix>): OwnRates {
  const sums = new Map<string, { minutes: number; cost: number }>();
  for (const call of calls) {
    if (!isOnCredits(call) || isIncoming(call.type) || call.cost === 0n || call.destination === '') continue;
    const key = rateKey(call);
    const { minutes, cost } = sums.get(key) ?? { minutes: 0, cost: 0 };
    sums.set(key, { minutes: minutes + call.minutes, cost: cost + Number(call.cost) });
  }
  return call => {
    const sum = sums.get(rateKey(call));
    return sum === undefined || sum.minutes === 0 ? undefined : sum.cost / sum.minutes;
  };
}

/** Calls with one rate. */
export const rateKey = (call: Pick<CallMix, 'type' | 'destination' | 'capability'>): string =>
  `${isOfMeeting(call) ? 'meeting' : 'phone'} ${call.destination}`;
