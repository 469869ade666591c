import { approvalIdOf, unreachable, type Proposal } from '../../core/index.ts';
import { Rights } from '../chat/rights.ts';
import { Roles, type Denial } from '../chat/roles.ts';
import type { Request } from '../wallets/ledger.ts';
import { directoryOf, findPerson } from './find-holder.ts';
import { Refused, type Session } from './terminal.ts';

/** What is asked by an operator and agreed to by another person, where one is not enough; else the request as it is (P5). */
export async function approvedRequest(session: Session, request: Proposal, approvedBy: string): Promise<Request> {
  const approver = await approverCalled(session, approvedBy);
  const alone = await session.ledger.preview([request]);
  if (alone.ok || alone.refusal.kind !== 'needs-approval') return request;
  const asker = `operator ${session.operator}`;
  return { kind: 'ask-and-approve', id: approvalIdOf(request), proposal: request, asker, approver };
}

/** By whom it was done, of those in the directory. */
export const byWhom = (request: Request): string | null =>
  request.kind === 'ask-and-approve' ? request.approver : null;

/** Somebody of the directory who may approve, and is not the operator under another name. */
async function approverCalled(session: Session, typed: string): Promise<string> {
  const { holder, shown, names } = await findPerson(session, typed);
  const own = session.operator.toLowerCase();
  if (names.some(name => name === own || name.startsWith(`${own}@`)))
    throw new Refused(`${shown} is who runs this: --approved-by names another person`, 'own-approval');
  const roles = new Roles(await directoryOf(session), new Rights(session.documents), session.clock);
  const may = await roles.checkAnew(holder.id, 'approve');
  if (!may.ok) throw new Refused(`${shown} may not approve: ${reasonOf(may.refusal)}`);
  // Who runs this could else make a second person first.
  const apart = await roles.checkAnew(holder.id, 'approve', { notBy: session.operator });
  if (!apart.ok) throw new Refused(`${shown} has that right from who runs this: --approved-by names somebody else`);
  return holder.id;
}

function reasonOf(denial: Denial): string {
  switch (denial.kind) {
    case 'role-needed':
      return 'neither a role nor a right of theirs is enough';
    case 'unknown-person':
      return 'they are no member of the directory';
    case 'directory-unreadable':
    case 'groups-unreadable':
      return `the app registration lacks ${denial.permission}`;
    default:
      return unreachable(denial);
  }
}
