import { setImmediate as yieldToEventLoop } from 'node:timers/promises';
import {
  addingMinutes,
  dayOf,
  includedLeft,
  placementsIn,
  type DayOfMinutes,
  type Hash,
  type Instant,
  type Minutes,
  type TimeZone,
} from '../../core/index.ts';
import type { PeopleNeeds } from '../licenses/people.ts';
import { planDaysOf, type PlanDay, type PlanDaysNeeds } from './plan-days.ts';
import { readHolders, type PlanHolders } from './plan-holders.ts';

interface KeptMinutesNeeds extends PeopleNeeds, PlanDaysNeeds {
  readonly hash: Hash;
}

/** The month's minutes, and as of when the people are. */
export interface KnownMinutes extends Minutes {
  readonly asOf: Instant;
}

interface KeptDay {
  readonly sums: string;
  readonly minutes: Promise<DayOfMinutes>;
}

/** So many people are looked at in some milliseconds. */
const peopleTogether = 5000;

/**
 * How much of the included minutes is left. A day of calls is added up once for as long as its sums, the people and their plans are the same,
 * and each midnight: a correction that leaves all sums of a day as they were is seen then.
 */
export class KeptMinutes {
  readonly #needs: KeptMinutesNeeds;
  /** For whom and for when the days hold. */
  #heldFor = '';
  #days = new Map<Instant, KeptDay>();

  constructor(needs: KeptMinutesNeeds) {
    this.#needs = needs;
  }

  async read(asked: { readonly now: Instant; readonly timeZone: TimeZone }): Promise<KnownMinutes> {
    const holders = await readHolders(this.#needs);
    const kept = await this.#daysFor(holders, asked);
    const adding = addingMinutes(holders);
    const days: DayOfMinutes[] = [];
    for (const day of await planDaysOf(this.#needs, asked)) {
      days.push(await addedUp(day, kept, adding));
      await yieldToEventLoop();
    }
    return { ...includedLeft({ ...holders, ...asked }, days), asOf: holders.asOf };
  }

  async #daysFor(
    holders: PlanHolders,
    { now, timeZone }: { readonly now: Instant; readonly timeZone: TimeZone },
  ): Promise<Map<Instant, KeptDay>> {
    const heldFor = await this.#digestOf(holders, `${timeZone} ${dayOf(now, timeZone)}`);
    if (heldFor !== this.#heldFor) this.#days = new Map();
    this.#heldFor = heldFor;
    return this.#days;
  }

  async #digestOf(holders: PlanHolders, begin: string): Promise<string> {
    const { of, pools } = placementsIn(holders);
    let digest = [begin, ...pools].join('\n');
    for (let first = 0; first < holders.people.length; first += peopleTogether) {
      const some = holders.people.slice(first, first + peopleTogether);
      digest = this.#needs.hash([digest, ...some.map(of)].join('\n'));
      await yieldToEventLoop();
    }
    return digest;
  }
}

/** Whoever asks for a day while it is being added up waits for the same. */
function addedUp(
  { start, sums, read }: PlanDay,
  kept: Map<Instant, KeptDay>,
  adding: ReturnType<typeof addingMinutes>,
): Promise<DayOfMinutes> {
  const known = kept.get(start);
  if (known?.sums === sums) return known.minutes;
  const minutes = read().then(calls => adding(start, calls));
  const day = { sums, minutes };
  kept.set(start, day);
  minutes.catch(() => {
    if (kept.get(start) === day) kept.delete(start);
  });
  return minutes;
}
