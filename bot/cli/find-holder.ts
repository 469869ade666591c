import type { Person } from '../../core/index.ts';
import type { RightHolder } from '../chat/rights.ts';
import { DriverError, type Directory } from '../ports/index.ts';
import { Refused, WrongUsage, type Session } from './terminal.ts';

/** Who may be given a right, with how they are shown before it is. */
export interface NamedHolder {
  readonly holder: RightHolder;
  readonly shown: string;
}

const guid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** This organization's directory; another's says nothing about it. */
export async function directoryOf({ isConfigured, openDirectory, tenant }: Session): Promise<Directory> {
  if (!isConfigured)
    throw new Refused(`${tenant} is not configured here, so its directory cannot be asked: set its settings`);
  return openDirectory();
}

/** The people of the directory with that object id, sign-in name or address. */
export async function peopleCalled(session: Session, typed: string): Promise<readonly Person[]> {
  const sought = typed.toLowerCase();
  const people = await (await directoryOf(session)).people();
  return people.filter(({ id, userPrincipalName, mail }) =>
    [id, userPrincipalName, mail].some(one => one.toLowerCase() === sought),
  );
}

/** The one person who is meant, if a right would be any good to them. */
export async function findPerson(session: Session, typed: string): Promise<NamedHolder> {
  const [person, ...more] = await peopleCalled(session, typed);
  if (person === undefined) throw new Refused(`nobody in the directory has the object id or address ${typed}`);
  if (more.length > 0) throw new Refused(`several people have the address ${typed}: give the object id`);
  if (person.kind === 'guest') throw new Refused(`${person.name} is a guest, and guests may do nothing`);
  if (!person.isEnabled) throw new Refused(`the account of ${person.name} is disabled`);
  return { holder: { kind: 'person', id: person.id }, shown: shownPerson(person) };
}

export const shownPerson = ({ name, userPrincipalName, id }: Person): string => `${name} (${userPrincipalName}, ${id})`;

/** The group with that object id, if the bot may read who is in it. */
export async function findGroup(session: Session, typed: string): Promise<NamedHolder> {
  if (!guid.test(typed)) throw new WrongUsage(`--group ${typed}: the object id of a group`);
  const id = typed.toLowerCase();
  const group = await (await directoryOf(session)).group(id).catch((error: unknown) => {
    if (error instanceof DriverError && error.permission !== undefined)
      throw new Refused(
        `groups cannot be read: the app registration lacks ${error.permission}, or nobody has consented`,
      );
    throw error;
  });
  if (group === undefined) throw new Refused(`no group has the object id ${typed}`);
  return { holder: { kind: 'group', id }, shown: `the group ${group.name} (${id})` };
}
