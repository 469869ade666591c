import { findPeople, type DayRange, type UsageKey } from '../../core/index.ts';
import type { KeptDirectory } from '../licenses/kept-directory.ts';
import { peopleNamed } from '../licenses/people.ts';
import type { Rows } from '../ports/index.ts';

/** Somebody who calls: the key that their calls are counted under, and what tells them from others of their name. */
export interface Whom {
  readonly key: UsageKey;
  readonly name: string;
  /** An address, where one is known: typed, it means them and nobody else. */
  readonly address: string;
}

/** Callers of the range who may have left the directory. */
const mostCallers = 1000;

/** Whom a text means: people of the directory by name or address, and callers of these days, since somebody may have left. */
export async function whomOf(
  { keptDirectory, rows }: { readonly keptDirectory: KeptDirectory; readonly rows: Rows },
  typed: string,
  days: DayRange,
): Promise<readonly Whom[]> {
  const { people } = peopleNamed(typed, await keptDirectory.read());
  const known = people.map(({ id, name, userPrincipalName }) => ({
    ...{ key: id.toLowerCase(), name, address: userPrincipalName },
  }));
  const { lines } = await rows.ranked({ days, by: 'person', top: mostCallers });
  const callers = lines.map(({ key, label }) => ({ key, name: label, userPrincipalName: key ?? '', mail: '' }));
  const left = findPeople(typed, callers)
    .people.filter(({ key }) => !known.some(one => one.key === key))
    .map(({ key, name }) => ({ key, name, address: key ?? '' }));
  // Who has left may have had just that name: then nobody else is meant of whose name it is a part.
  const isWhole = ({ name }: Whom): boolean => name.toLowerCase() === typed.trim().toLowerCase();
  const whole = [...known, ...left].filter(isWhole);
  if (whole.length > 0) return whole;
  return known.length > 0 ? known : left;
}
