import {
  awaitingGroup,
  bringingGroup,
  census,
  creditsSkuId,
  isObjectId,
  telephonyGroups,
  type BringingGroup,
  type LicenseGroup,
  type Person,
} from '../../core/index.ts';
import { DriverError, type Directory } from '../ports/index.ts';
import { readPeople, type People, type PeopleNeeds } from './people.ts';
import type { StoppedCalls } from './stopped-calls.ts';

/** A group with what it is called; its id, where the program may not read its name. */
export type CalledGroup<Group> = Group & { readonly name: string };

/** The group's name: that takes a permission of its own, which nobody has to grant. */
export async function groupName({ directory }: { readonly directory: Directory }, id: string): Promise<string> {
  try {
    return (await directory.group(id))?.name ?? id;
  } catch (error) {
    if (error instanceof DriverError) return id;
    throw error;
  }
}

/** The group that brings telephony to most of those who lack the credits license; undefined where none does to several. */
export async function offeredGroup(
  needs: { readonly directory: Directory },
  { people, skus }: Pick<People, 'people' | 'skus'>,
): Promise<CalledGroup<LicenseGroup> | undefined> {
  const [first] = telephonyGroups(people, skus);
  return first && { ...first, name: await groupName(needs, first.id) };
}

/** The ids that a text may mean: its own, or those of groups of that name. */
export async function groupIdsOf(
  { directory }: { readonly directory: Directory },
  text: string,
): Promise<readonly string[]> {
  if (isObjectId(text)) return [text.toLowerCase()];
  try {
    return (await directory.groupsCalled(text)).map(({ id }) => id);
  } catch (error) {
    if (error instanceof DriverError) return [];
    throw error;
  }
}

/** A group to which the license can be given, among those; undefined where none of them brings telephony to people who lack it. */
export const givableGroup = (
  { people, skus }: Pick<People, 'people' | 'skus'>,
  ids: readonly string[],
): LicenseGroup | undefined => telephonyGroups(people, skus).find(({ id }) => ids.includes(id));

/** A group from which it can be taken, among those. */
export const takableGroup = ({ people }: Pick<People, 'people'>, ids: readonly string[]): BringingGroup | undefined =>
  ids.map(id => bringingGroup(people, id, creditsSkuId)).find(group => group !== undefined);

/** Everybody as they are now, those in the group read again. */
export async function readPeopleIn(
  needs: PeopleNeeds,
  membersOf: (known: People) => readonly Person[],
): Promise<People> {
  const known = await readPeople(needs);
  await needs.keptDirectory.afresh(membersOf(known));
  return { ...known, ...needs.keptDirectory.known() };
}

/** Who gets the license where it is given to all who lack it, and how many are left to a group that brings it. */
export async function allLacking(
  { stoppedCalls }: { readonly stoppedCalls: StoppedCalls },
  { people, skus }: Pick<People, 'people' | 'skus'>,
): Promise<{ readonly people: readonly Person[]; readonly awaiting: number }> {
  const { lackCredits } = census(people, skus);
  const awaiting = new Set(awaitingGroup(lackCredits.length === 0 ? [] : people, creditsSkuId));
  const alone = lackCredits.filter(one => !awaiting.has(one));
  return { people: await stoppedCalls.leftAlone(alone), awaiting: lackCredits.length - alone.length };
}
