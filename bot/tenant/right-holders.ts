import { err, isObjectId, ok, type Person, type Result } from '../../core/index.ts';
import type { RightHolder } from '../chat/rights.ts';
import { DriverError, type Directory, type Group } from '../ports/index.ts';

/** Why a right would be no good to whoever was meant, or who is meant is not clear. */
export type UnfitHolder =
  | { readonly kind: 'nobody' | 'several' | 'no-group' }
  | { readonly kind: 'guest' | 'disabled'; readonly name: string }
  /** Who is in groups cannot be read: a right of a group would be nobody's. */
  | { readonly kind: 'groups-unread'; readonly permission: string };

/** A group that may be given a right. */
export interface FitGroup {
  readonly holder: RightHolder;
  readonly name: string;
}

/** The one person of those who were found, if a right would be any good to them: guests and disabled accounts may do nothing (B8). */
export function fitPerson(found: readonly Person[]): Result<Person, UnfitHolder> {
  const [person, ...more] = found;
  if (person === undefined) return err({ kind: 'nobody' });
  if (more.length > 0) return err({ kind: 'several' });
  if (person.kind === 'guest') return err({ kind: 'guest', name: person.name });
  return person.isEnabled ? ok(person) : err({ kind: 'disabled', name: person.name });
}

/** The group with that object id or name, if the bot may read who is in it. */
export async function fitGroup(directory: Directory, typed: string): Promise<Result<FitGroup, UnfitHolder>> {
  return readable(async () => {
    const found = isObjectId(typed)
      ? [await directory.group(typed.toLowerCase())].filter(group => group !== undefined)
      : await directory.groupsCalled(typed);
    const [group, ...more] = found;
    if (group === undefined) return err({ kind: 'no-group' });
    return more.length > 0 ? err({ kind: 'several' }) : ok(named(group));
  });
}

const named = ({ id, name }: Group): FitGroup => ({ holder: { kind: 'group', id }, name });

async function readable(find: () => Promise<Result<FitGroup, UnfitHolder>>): Promise<Result<FitGroup, UnfitHolder>> {
  try {
    return await find();
  } catch (error) {
    if (error instanceof DriverError && error.permission !== undefined)
      return err({ kind: 'groups-unread', permission: error.permission });
    throw error;
  }
}
