import { rightsFor } from '../../core/index.ts';
import type { Rights } from '../chat/rights.ts';
import type { Roles } from '../chat/roles.ts';
import type { Conversation } from '../ports/index.ts';

export interface AnotherNeeds {
  readonly rights: Rights;
  readonly roles: Roles;
  /** The chats that one person alone reads, by who that is. */
  readonly personalChats: { readonly all: () => Promise<ReadonlyMap<string, Conversation>> };
}

/** The most people whose roles are asked for: who is not among them is not known. */
const mostAsked = 20;

/** Whether anybody else is known who may approve: whom a right was given to, or with whom the bot has a chat. Roles have no list to ask for. */
export async function isAnotherKnown(
  { rights, roles, personalChats }: AnotherNeeds,
  self: string | undefined,
): Promise<boolean> {
  const enough = rightsFor('approve');
  const holders = (await rights.read()).given.filter(({ right, by }) => enough.includes(right) && by !== self);
  if (holders.some(({ to }) => to.kind === 'group')) return true;
  const known = new Set([...holders.map(({ to }) => to.id), ...(await personalChats.all()).keys()]);
  for (const person of [...known].filter(one => one !== self).slice(0, mostAsked)) {
    // A directory that is down makes nobody known.
    const checked = await roles.checkAnew(person, 'approve').catch(() => undefined);
    if (checked?.ok === true) return true;
  }
  return false;
}
