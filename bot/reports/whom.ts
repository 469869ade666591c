import { findPeople, type DayRange, type UsageKey } from '../../core/index.ts';
import { allWords } from '../chat/argument.ts';
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

interface WhomNeeds {
  readonly keptDirectory: KeptDirectory;
  readonly rows: Rows;
}

/** Callers of the range who may have left the directory. */
const mostCallers = 1000;

/** Of so many who have left it is looked up what their address was. */
const mostAddresses = 200;

/** Whom a text means: whoever asks, people of the directory by name or address, and callers of these days, since somebody may have left. */
export async function whomOf(
  needs: WhomNeeds,
  typed: string,
  days: DayRange,
  asker: string | undefined,
): Promise<readonly Whom[]> {
  const directory = await needs.keptDirectory.read();
  if (asker !== undefined && allWords('choice.me').includes(typed.trim().toLowerCase())) {
    const self = directory.person(asker);
    return [{ key: asker.toLowerCase(), name: self?.name ?? typed, address: self?.userPrincipalName ?? asker }];
  }
  const { people } = peopleNamed(typed, directory);
  const known = people.map(({ id, name, userPrincipalName }) => ({
    ...{ key: id.toLowerCase(), name, address: userPrincipalName },
  }));
  const left = await leaversOf(needs, typed, days);
  // Who has left may have had just that name: then nobody else is meant of whose name it is a part.
  const isWhole = ({ name }: Whom): boolean => name.toLowerCase() === typed.trim().toLowerCase();
  const whole = [...known, ...left].filter(isWhole);
  if (whole.length > 0) return whole;
  return known.length > 0 ? known : left;
}

/** Callers of these days who are no longer in the directory, by the name, the id or the address that they had. */
export async function leaversOf(
  { keptDirectory, rows }: WhomNeeds,
  typed: string,
  days: DayRange,
): Promise<readonly Whom[]> {
  const directory = await keptDirectory.read();
  const { lines } = await rows.ranked({ days, by: 'person', top: mostCallers });
  const gone = lines.flatMap(({ key, label }) =>
    key === null || key === '' || directory.person(key) !== undefined ? [] : [{ key, name: label, address: key }],
  );
  const named = findPeople(
    typed,
    gone.map(one => ({ ...one, userPrincipalName: one.address, mail: '' })),
  ).people.map(({ key, name, address }) => ({ key, name, address }));
  if (named.length > 0 || !typed.includes('@')) return named;
  for (const one of gone.slice(0, mostAddresses)) {
    const { calls } = await rows.calls({ days, person: one.key, limit: 1, after: undefined });
    if (calls[0]?.row.about.userPrincipalName.toLowerCase() === typed.trim().toLowerCase()) return [one];
  }
  return [];
}
