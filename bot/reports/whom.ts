import { findPeople, nameWords, type DayRange, type Person, type UsageKey } from '../../core/index.ts';
import type { KeptDirectory, KnownPeople } from '../licenses/kept-directory.ts';
import { isMe, peopleNamed } from '../licenses/people.ts';
import type { LastCaller, Rows } from '../ports/index.ts';
import { giveWay } from '../work/give-way.ts';

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

/** So many are looked up together as hold nobody else up. */
const pageCallers = 200;

/** Whom a text means: whoever asks, people of the directory by name or address, and callers of these days, since somebody may have left. */
export async function whomOf(
  needs: WhomNeeds,
  typed: string,
  days: DayRange,
  asker: string | undefined,
): Promise<readonly Whom[]> {
  const directory = await needs.keptDirectory.read();
  if (asker !== undefined && isMe(typed)) {
    const self = directory.person(asker);
    return [{ key: asker.toLowerCase(), name: self?.name ?? typed, address: self?.userPrincipalName ?? asker }];
  }
  const known = peopleMeant(typed, directory);
  // An address or an id is nobody else's: then nobody is looked for who has left.
  if (known.length === 1 && known.every(person => isIdentifiedBy(typed, person))) return known.map(whomIs);
  const left = await leaversOf(needs, typed, days);
  // Who has left may have had just that name: then nobody else is meant of whose name it is a part.
  const isWhole = ({ name }: Whom): boolean => name.toLowerCase() === typed.trim().toLowerCase();
  const whole = [...known.map(whomIs), ...left].filter(isWhole);
  if (whole.length > 0) return whole;
  return known.length > 0 ? known.map(whomIs) : left;
}

/** Callers of these days who are no longer in the directory, by the name, the id or the address that they had. */
export async function leaversOf(
  { keptDirectory, rows }: WhomNeeds,
  typed: string,
  days: DayRange,
): Promise<readonly Whom[]> {
  const directory = await keptDirectory.read();
  const { lines } = await rows.ranked({ days, by: 'person', top: mostCallers, isNamed: false });
  const gone = lines.flatMap(({ key }) =>
    key === null || key === '' || directory.person(key) !== undefined ? [] : [key],
  );
  const callers = await lastCallersOf(rows, gone);
  const left = gone.map(key => ({ key, name: callers.get(key)?.name ?? '', address: key }));
  const { people } = findPeople(
    typed,
    left.map(one => ({ ...one, userPrincipalName: one.address, mail: '' })),
  );
  if (people.length > 0) return people.map(({ key, name, address }) => ({ key, name, address }));
  return left.filter(({ key }) => callers.get(key)?.address.toLowerCase() === typed.trim().toLowerCase()).slice(0, 1);
}

/** People of the directory by their name, address or id. */
function peopleMeant(typed: string, directory: KnownPeople): readonly Person[] {
  const byId = directory.person(typed.trim());
  return byId === undefined ? peopleNamed(typed, directory).people : [byId];
}

const isIdentifiedBy = (typed: string, { id, userPrincipalName, mail }: Person): boolean =>
  [id, userPrincipalName, mail].some(one => nameWords(one).text === nameWords(typed).text);

const whomIs = ({ id, name, userPrincipalName }: Person): Whom => ({
  key: id.toLowerCase(),
  name,
  address: userPrincipalName,
});

async function lastCallersOf(rows: Rows, keys: readonly string[]): Promise<ReadonlyMap<string, LastCaller>> {
  const callers = new Map<string, LastCaller>();
  for (let from = 0; from < keys.length; from += pageCallers) {
    for (const [key, caller] of await rows.lastCallers(keys.slice(from, from + pageCallers))) callers.set(key, caller);
    await giveWay();
  }
  return callers;
}
