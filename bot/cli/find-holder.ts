import { isObjectId, unreachable, type Person } from '../../core/index.ts';
import type { RightHolder } from '../chat/rights.ts';
import type { Directory } from '../ports/index.ts';
import { fitGroup, fitPerson, type UnfitHolder } from '../tenant/right-holders.ts';
import { Refused, WrongUsage, type Session } from './terminal.ts';

/** Who may be given a right, with how they are shown before it is. */
export interface NamedHolder {
  readonly holder: RightHolder;
  readonly shown: string;
}

/** A person, with all that they can be called by, in lower case. */
export interface NamedPerson extends NamedHolder {
  readonly names: readonly string[];
}

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
export async function findPerson(session: Session, typed: string): Promise<NamedPerson> {
  const found = fitPerson(await peopleCalled(session, typed));
  if (!found.ok) throw new Refused(unfitText(found.refusal, typed));
  const { id, userPrincipalName, mail } = found.value;
  const names = [id, userPrincipalName, mail].map(name => name.toLowerCase());
  return { holder: { kind: 'person', id }, shown: shownPerson(found.value), names };
}

const shownPerson = ({ name, userPrincipalName, id }: Person): string => `${name} (${userPrincipalName}, ${id})`;

/** The group with that object id, if the bot may read who is in it. */
export async function findGroup(session: Session, typed: string): Promise<NamedHolder> {
  if (!isObjectId(typed)) throw new WrongUsage(`--group ${typed}: the object id of a group`);
  const found = await fitGroup(await directoryOf(session), typed);
  if (!found.ok) throw new Refused(unfitText(found.refusal, typed));
  const { holder, name } = found.value;
  return { holder, shown: `the group ${name} (${holder.id})` };
}

function unfitText(unfit: UnfitHolder, typed: string): string {
  switch (unfit.kind) {
    case 'nobody':
      return `nobody in the directory has the object id or address ${typed}`;
    case 'several':
      return `several people have the address ${typed}: give the object id`;
    case 'no-group':
      return `no group has the object id ${typed}`;
    case 'guest':
      return `${unfit.name} is a guest, and guests may do nothing`;
    case 'disabled':
      return `the account of ${unfit.name} is disabled`;
    case 'groups-unread':
      return `groups cannot be read: the app registration lacks ${unfit.permission}, or nobody has consented`;
    default:
      return unreachable(unfit);
  }
}
