import { census } from '../../core/index.ts';
import type { PeopleNeeds } from './people.ts';

/** How many people have calls that credits pay for, by what is kept of the directory; undefined before it was read. */
export async function countCallers({ directory, keptDirectory }: PeopleNeeds): Promise<number | undefined> {
  const known = keptDirectory.known();
  if (known === undefined) return undefined;
  const { eligible, lackCredits } = census(known.people, await directory.skus());
  const lacking = new Set(lackCredits);
  return eligible.filter(person => !lacking.has(person)).length;
}
