import { setImmediate as yieldToEventLoop } from 'node:timers/promises';
import {
  addDays,
  dayOf,
  planDays,
  startsOfDays,
  type DayOfMixes,
  type Instant,
  type Person,
  type PlanFacts,
  type TimeZone,
} from '../../core/index.ts';
import { regionCode } from '../../cards/regions.ts';
import { callerIn } from '../licenses/caller-in.ts';
import { readPeople, type PeopleNeeds } from '../licenses/people.ts';
import type { Rows } from '../ports/index.ts';

export interface PlanNeeds extends PeopleNeeds {
  readonly rows: Rows;
}

/** Who has which plan now, and how they called in the last days. */
export interface KnownPlans extends PlanFacts {
  /** As of when the people are. */
  readonly asOf: Instant;
  /** From when on calls are known, if not of all the days; null where there are none. */
  readonly since: Instant | null | undefined;
}

/** Reads the days one by one: others have a turn in between. */
export async function readPlans(
  needs: PlanNeeds,
  { now, timeZone }: { readonly now: Instant; readonly timeZone: TimeZone },
): Promise<KnownPlans> {
  const known = await readPeople(needs);
  const starts = startsOfDays(planDays, now, timeZone);
  const days: DayOfMixes[] = [];
  for (const [index, start] of starts.entries()) {
    days.push({ start, calls: await needs.rows.callMix({ from: start, to: starts[index + 1] ?? now + 1 }) });
    await yieldToEventLoop();
  }
  const first = dayOf(starts[0] ?? now, timeZone);
  const earlier = await needs.rows.usage({ days: { first: dayOf(0, 'UTC'), last: addDays(first, -1) } });
  const isWhole = earlier.calls > 0 || (days[0]?.calls.length ?? 0) > 0;
  const { people, skus, asOf } = known;
  return {
    ...{ people, skus, asOf, days, now, timeZone },
    since: isWhole ? undefined : (days.find(({ calls }) => calls.length > 0)?.start ?? null),
    callerOf: once((key): Person | undefined => callerIn(known, key)),
    regionOf: once(regionCode),
  };
}

/** Asks once for each text. */
function once<Found>(find: (text: string) => Found): (text: string) => Found {
  const found = new Map<string, Found>();
  return text => {
    if (!found.has(text)) found.set(text, find(text));
    return found.get(text) as Found;
  };
}
