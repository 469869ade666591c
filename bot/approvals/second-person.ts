import type { Deed, Proposal } from '../../core/index.ts';
import type { Roles } from '../chat/roles.ts';
import type { Approval } from './approval.ts';

/** Why somebody may not agree to what somebody else asked for, though they have the right to agree. */
export type PairDenial =
  /** Whoever asked has lost the right to it since. */
  | 'asker-may-not'
  /** They have their right from whoever asked. */
  | 'chosen-by-asker';

/** Judges both people afresh when something is to be agreed to; what is known of them without the directory core decides (P5). */
export async function pairDenial(
  roles: Roles,
  { asked, asker }: Pick<Approval, 'asked' | 'asker'>,
  approver: string,
): Promise<PairDenial | undefined> {
  if (asker === undefined || asker === approver) return undefined;
  if (!(await roles.checkAnew(asker, deedOf(asked.facts.proposal))).ok) return 'asker-may-not';
  return (await isSecondPerson(roles, asker, approver)) ? undefined : 'chosen-by-asker';
}

/** Whether somebody may agree to what that other person asks for, by a role, or by a right that does not come from them. */
export const isSecondPerson = async (roles: Roles, asker: string | undefined, person: string): Promise<boolean> =>
  person !== asker && (await roles.checkAnew(person, 'approve', { notBy: asker })).ok;

/** What whoever asks has to be allowed to do. */
const deedOf = ({ kind }: Proposal): Deed => (kind === 'remove-licenses' ? 'licenses' : 'money');
