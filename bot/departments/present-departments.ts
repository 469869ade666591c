import type { DepartmentSource } from '../../core/index.ts';
import { callerIn } from '../licenses/caller-in.ts';
import type { KeptDirectory, KnownPeople } from '../licenses/kept-directory.ts';
import type { KeptField } from '../licenses/kept-field.ts';
import type { DepartmentChoice } from './chosen-source.ts';

export interface PresentNeeds {
  readonly keptDirectory: KeptDirectory;
  readonly departmentField: KeptField;
  readonly departmentChoice: DepartmentChoice;
}

/** The department of a caller by their key, as things are now; undefined for none. */
export type DepartmentOf = (key: string) => string | undefined;

/** Which department people are in now; `being-read` while the directory is read for the field that was chosen. */
export async function presentDepartments(
  needs: PresentNeeds,
  source: DepartmentSource,
): Promise<DepartmentOf | 'being-read'> {
  const known = await needs.keptDirectory.read();
  if (source === 'file') return byFile(known, await needs.departmentChoice.filed());
  if ((await needs.departmentField.kept()) !== source) return 'being-read';
  // Another replica has read everybody, and this one has not taken it up: what it knows is of another field.
  if (known.people.some(({ department }) => department?.from !== source)) return 'being-read';
  return key => callerIn(known, key)?.department?.name;
}

/** The file may name somebody by their id or by an address, whichever the log has. */
const byFile =
  (known: KnownPeople, filed: ReadonlyMap<string, string>): DepartmentOf =>
  key => {
    const own = filed.get(key);
    if (own !== undefined) return own;
    const person = callerIn(known, key);
    if (person === undefined) return undefined;
    const keys = [person.id, person.userPrincipalName, person.mail].map(one => one.toLowerCase());
    return keys.map(one => filed.get(one)).find(name => name !== undefined);
  };
