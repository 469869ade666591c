import {
  census,
  creditsSkuId,
  telephonyWith,
  type AssignmentFailure,
  type License,
  type Person,
  type Sku,
} from './licenses.ts';

/** A group whose members get licenses by being in it, as far as it concerns the credits license. */
export interface LicenseGroup {
  readonly id: string;
  /** Those who need the license and lack it: they would get it. */
  readonly lacking: readonly Person[];
  /** Those who would get it too and have no use for it: guests, disabled accounts, people who cannot call. */
  readonly needless: readonly Person[];
  /** Those who have it already. */
  readonly having: readonly Person[];
}

/** Of fewer people than that a group is not worth a question. */
const leastLacking = 2;

/**
 * The groups that bring telephony to people who lack the credits license, those with most of them first; a group that brings the credits
 * license already is none. Everybody in such a group is known by what it brings them, or was to bring.
 */
export function telephonyGroups(people: readonly Person[], skus: readonly Sku[]): readonly LicenseGroup[] {
  const lack = new Set(census(people, skus).lackCredits);
  const telephonyOf = telephonyWith(skus);
  const callers = groupsOf(people, ({ licenses }, group) => {
    const brought = licenses.filter(({ groups = [] }) => groups.includes(group));
    const { hasAudioConferencing, hasPhoneSystem, hasCallingPlan } = telephonyOf({ licenses: brought });
    return hasAudioConferencing || hasPhoneSystem || hasCallingPlan;
  });
  const bringing = groupsBringing(people, creditsSkuId);
  return [...membersOf(people)]
    .filter(([id]) => callers.has(id) && !bringing.has(id))
    .map(([id, members]): LicenseGroup => {
      const others = members.filter(one => !lack.has(one));
      return {
        id,
        lacking: members.filter(one => lack.has(one)),
        needless: others.filter(one => !hasProduct(one, creditsSkuId)),
        having: others.filter(one => hasProduct(one, creditsSkuId)),
      };
    })
    .filter(({ lacking }) => lacking.length >= leastLacking)
    .toSorted((one, other) => other.lacking.length - one.lacking.length || (one.id < other.id ? -1 : 1));
}

/** A group that brings a product: who would lose it with the group, and who has it in another way too. */
export interface BringingGroup {
  readonly id: string;
  readonly losing: readonly Person[];
  readonly keeping: readonly Person[];
}

/** What taking a product from a group would do; undefined where the group brings it to nobody. */
export function bringingGroup(people: readonly Person[], group: string, skuId: string): BringingGroup | undefined {
  const having = people.filter(person => isBrought(person, group, skuId));
  const keeps = ({ licenses }: Person): boolean =>
    licenses.some(
      ({ skuId: held, groups = [], isAlsoOwn }) => held === skuId && (isAlsoOwn === true || groups.length > 1),
    );
  if (having.length === 0) return undefined;
  return { id: group, losing: having.filter(one => !keeps(one)), keeping: having.filter(keeps) };
}

/** The groups that bring somebody a product. */
export const groupsWith = ({ licenses }: Pick<Person, 'licenses'>, skuId: string): readonly string[] =>
  licenses.flatMap(({ skuId: held, groups = [] }) => (held === skuId ? groups : []));

/**
 * Those to whom a group is to bring a product that they do not have: it is on its way to them, or Microsoft says why it is not. To give it to
 * each of them as well would be to give it twice.
 */
export function awaitingGroup(people: readonly Person[], skuId: string): readonly Person[] {
  const bringing = groupsBringing(people, skuId);
  return bringing.size === 0
    ? []
    : people.filter(person => !hasProduct(person, skuId) && groupsIn(person).some(group => bringing.has(group)));
}

/** What became of a product that was given to a group, or taken from it, for one of its members; undefined while that is not known. */
export function groupOutcome(
  person: Pick<Person, 'licenses' | 'unmet'>,
  { group, skuId, deed }: { readonly group: string; readonly skuId: string; readonly deed: 'give' | 'take' },
): 'done' | AssignmentFailure | undefined {
  const isDone = isBrought(person, group, skuId) === (deed === 'give');
  const unmet = person.unmet?.find(one => one.group === group && one.skuId === skuId);
  if (deed === 'take') return isDone && unmet === undefined ? 'done' : undefined;
  return isDone ? 'done' : unmet?.reason;
}

const isBrought = (person: Pick<Person, 'licenses'>, group: string, skuId: string): boolean =>
  groupsWith(person, skuId).includes(group);

const hasProduct = ({ licenses }: Person, skuId: string): boolean =>
  licenses.some(license => license.skuId === skuId && license.isActive);

const groupsBringing = (people: readonly Person[], skuId: string): ReadonlySet<string> =>
  groupsOf(people, (person, group) => isBrought(person, group, skuId));

/** Those groups of which it holds for somebody. */
function groupsOf(people: readonly Person[], holds: (person: Person, group: string) => boolean): ReadonlySet<string> {
  // Many people have the same licenses: these are looked at once.
  const seen = new Set<readonly License[]>();
  const found = new Set<string>();
  for (const person of people) {
    if (seen.has(person.licenses)) continue;
    seen.add(person.licenses);
    for (const group of groupsIn(person)) if (!found.has(group) && holds(person, group)) found.add(group);
  }
  return found;
}

function membersOf(people: readonly Person[]): ReadonlyMap<string, readonly Person[]> {
  const members = new Map<string, Person[]>();
  for (const person of people)
    for (const group of groupsIn(person)) {
      const known = members.get(group);
      if (known === undefined) members.set(group, [person]);
      else known.push(person);
    }
  return members;
}

/** The groups that somebody is in, as far as these bring licenses. */
const groupsIn = ({ licenses, unmet = [] }: Pick<Person, 'licenses' | 'unmet'>): readonly string[] => {
  if (unmet.length === 0 && licenses.every(({ groups }) => groups === undefined)) return [];
  return [...new Set([...licenses.flatMap(({ groups = [] }) => groups), ...unmet.map(({ group }) => group)])];
};
