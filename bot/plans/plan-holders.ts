import type { Instant, Person, PlanFacts } from '../../core/index.ts';
import { regionCode } from '../../cards/regions.ts';
import { callerIn } from '../licenses/caller-in.ts';
import { readPeople, type PeopleNeeds } from '../licenses/people.ts';

/** Who has which plan now. */
export interface PlanHolders extends Omit<PlanFacts, 'now' | 'timeZone'> {
  /** As of when the people are. */
  readonly asOf: Instant;
}

export async function readHolders(needs: PeopleNeeds): Promise<PlanHolders> {
  const known = await readPeople(needs);
  const { people, skus, asOf } = known;
  return {
    ...{ people, skus, asOf },
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
