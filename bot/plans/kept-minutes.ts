import {
  addingMinutes,
  dayOf,
  includedLeft,
  placementsIn,
  type DayOfMinutes,
  type Instant,
  type Minutes,
  type TimeZone,
} from '../../core/index.ts';
import type { PeopleNeeds } from '../licenses/people.ts';
import { planDaysOf, type PlanDaysNeeds } from './plan-days.ts';
import { readHolders } from './plan-holders.ts';
import { giveWay } from '../work/give-way.ts';

type KeptMinutesNeeds = PeopleNeeds & PlanDaysNeeds;

/** The month's minutes, and as of when the people are. */
export interface KnownMinutes extends Minutes {
  readonly asOf: Instant;
}

/** Days that are added up, for people and plans as they were then. */
interface Kept {
  /** The wallet's day and zone, and the pools there are. */
  readonly heldFor: string;
  /** By their keys, who has called, with what decided whose minutes that took. */
  readonly callers: Map<string, string>;
  readonly days: Map<Instant, { readonly sums: string; readonly minutes: Promise<DayOfMinutes> }>;
}

/** So many callers are looked at in some milliseconds. */
const callersTogether = 5000;

/**
 * How much of the included minutes is left. A day of calls is added up once for as long as its sums are the same, and whoever has called has
 * the same plans; all days anew each midnight: a correction that leaves the sums of a day as they were is seen then.
 */
export class KeptMinutes {
  readonly #needs: KeptMinutesNeeds;
  #kept: Kept | undefined;

  constructor(needs: KeptMinutesNeeds) {
    this.#needs = needs;
  }

  async read(asked: { readonly now: Instant; readonly timeZone: TimeZone }): Promise<KnownMinutes> {
    const holders = await readHolders(this.#needs);
    const placements = placementsIn(holders);
    const heldFor = [asked.timeZone, dayOf(asked.now, asked.timeZone), placements.pools].join('\n');
    const placedNow = (key: string): string => placements.of(holders.callerOf(key));
    const kept = await this.#keptFor(heldFor, placedNow);
    const adding = addingMinutes(holders);
    const days: DayOfMinutes[] = [];
    for (const { start, sums, read } of await planDaysOf(this.#needs, asked)) {
      const minutes = async (): Promise<DayOfMinutes> => {
        const calls = await read();
        for (const { person } of calls) if (!kept.callers.has(person)) kept.callers.set(person, placedNow(person));
        return adding(start, calls);
      };
      days.push(await onceAdded(kept, { start, sums, minutes }));
      await giveWay();
    }
    return { ...includedLeft({ ...holders, ...asked }, days), asOf: holders.asOf };
  }

  async #keptFor(heldFor: string, placedNow: (key: string) => string): Promise<Kept> {
    const kept = this.#kept;
    if (kept?.heldFor === heldFor && (await arePlaced(kept.callers, placedNow))) return kept;
    this.#kept = { heldFor, callers: new Map(), days: new Map() };
    return this.#kept;
  }
}

/** Whether each caller is where they were. */
async function arePlaced(callers: ReadonlyMap<string, string>, placedNow: (key: string) => string): Promise<boolean> {
  let count = 0;
  for (const [key, placed] of callers) {
    if (placedNow(key) !== placed) return false;
    count += 1;
    if (count % callersTogether === 0) await giveWay();
  }
  return true;
}

/** Whoever asks for a day while it is being added up waits for the same. */
function onceAdded(
  { days }: Kept,
  {
    start,
    sums,
    minutes,
  }: { readonly start: Instant; readonly sums: string; readonly minutes: () => Promise<DayOfMinutes> },
): Promise<DayOfMinutes> {
  const known = days.get(start);
  if (known?.sums === sums) return known.minutes;
  const day = { sums, minutes: minutes() };
  days.set(start, day);
  day.minutes.catch(() => {
    if (days.get(start) === day) days.delete(start);
  });
  return day.minutes;
}
