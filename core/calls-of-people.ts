import type { Person } from './licenses.ts';
import { ownRates, paidMinutes, type OwnRates, type PaidMinutes } from './own-rates.ts';
import { isOfMeeting, isOnCredits, planDays, type CallMix } from './plans.ts';
import { isIncoming } from './usage-keys.ts';

/** Days that count as a month. */
const monthDays = 30;

/** What somebody's calls come to: of phones, by month, those out by destination. */
export interface PersonCalls {
  readonly phone: number;
  readonly meetings: number;
  /** The latest first. */
  readonly months: readonly ReadonlyMap<string, CallMix>[];
  /** What credits paid for their calls out from a phone. */
  readonly cost: bigint;
}

type Adding = { -readonly [Sum in keyof PersonCalls]: PersonCalls[Sum] } & {
  readonly months: readonly Map<string, CallMix>[];
};

const none = (): Adding => ({
  ...{ phone: 0, meetings: 0, cost: 0n },
  months: Array.from({ length: planDays / monthDays }, () => new Map<string, CallMix>()),
});

/** What people's calls of the days come to that plans are judged by (L16): added up day by day, so that no day need be kept. */
export class CallsOfPeople {
  readonly #callerOf: (key: string) => Person | undefined;
  readonly #byPerson = new Map<string, Adding>();
  readonly #paid: PaidMinutes[] = [];

  /** `callerOf` tells whose calls have a key; undefined for who has left, or is unknown. */
  constructor(callerOf: (key: string) => Person | undefined) {
    this.#callerOf = callerOf;
  }

  /** Adds the standing calls of the day so long ago, today being 0. */
  add(daysAgo: number, calls: readonly CallMix[]): void {
    this.#paid.push(paidMinutes(calls));
    for (const call of calls) {
      const caller = this.#callerOf(call.person);
      if (caller === undefined) continue;
      const known = this.#byPerson.get(caller.id) ?? none();
      this.#byPerson.set(caller.id, known);
      addCall(known, call, known.months[Math.floor(daysAgo / monthDays)]);
    }
  }

  of({ id }: Pick<Person, 'id'>): PersonCalls {
    return this.#byPerson.get(id) ?? none();
  }

  rates(): OwnRates {
    return ownRates(this.#paid);
  }
}

function addCall(known: Adding, call: CallMix, month: Map<string, CallMix> | undefined): void {
  if (isOfMeeting(call)) {
    known.meetings += call.calls;
    return;
  }
  known.phone += call.calls;
  if (isIncoming(call.type)) return;
  if (isOnCredits(call)) known.cost += call.cost;
  const before = month?.get(call.destination);
  month?.set(call.destination, { ...call, minutes: call.minutes + (before?.minutes ?? 0) });
}
