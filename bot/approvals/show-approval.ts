import { endIdOf } from '../../core/index.ts';
import type { Card } from '../../cards/card.ts';
import type { Roles } from '../chat/roles.ts';
import type { Speech } from '../chat/speech.ts';
import type { Reply, Turn } from '../chat/turn.ts';
import type { Clock, Journal } from '../ports/index.ts';
import type { Names } from '../tenant/names.ts';
import type { Ledger } from '../wallets/ledger.ts';
import type { Reasons } from '../wallets/reasons.ts';
import { approvalOf, type Approval } from './approval.ts';
import type { ApprovalCards } from './approval-cards.ts';
import { approvalView, namedAtMost, noApprovalView, type ShownApproval, type ApprovalViewer } from './approval.view.ts';
import { isSecondPerson } from './second-person.ts';

export interface ShowApprovalNeeds {
  readonly clock: Clock;
  readonly journal: Journal;
  readonly ledger: Ledger;
  readonly names: Names;
  readonly reasons: Reasons;
  readonly roles: Roles;
  readonly approvalCards: ApprovalCards;
}

/** What is known of an approval, for that viewer. */
export async function shownApproval(
  { ledger, names, reasons, approvalCards }: ShowApprovalNeeds,
  approval: Approval,
  { viewer, notice = '' }: { readonly viewer: ApprovalViewer; readonly notice?: string },
): Promise<ShownApproval | undefined> {
  const read = await ledger.read();
  if (!read.ok || read.value.wallet.terms === undefined) return undefined;
  const { wallet } = read.value;
  const { asked, asker, end } = approval;
  const from = (await approvalCards.of(asked.id))?.people ?? [];
  const people = [asker, end?.by, ...from.slice(0, namedAtMost)].filter(person => person !== undefined);
  return {
    ...{ approval, viewer, from, wallet, notice, currency: wallet.terms?.currency ?? 'USD' },
    names: await names.of(people),
    reason: await reasons.of(asked.facts.proposal.id),
    word: await reasons.of(endIdOf(asked.id, 'declined')),
  };
}

/** What somebody may do about it; nobody is both. */
export async function viewerOf(
  { roles }: Pick<ShowApprovalNeeds, 'roles'>,
  { asker }: Approval,
  person: string | undefined,
): Promise<ApprovalViewer> {
  if (person === undefined) return 'reader';
  if (person === asker) return 'asker';
  // Whoever presses is asked again: a directory that is down only hides the buttons.
  return (await isSecondPerson(roles, asker, person).catch(() => false)) ? 'approver' : 'reader';
}

/** Its present state, for whoever asks and for those who see the same card. */
export async function showApproval(needs: ShowApprovalNeeds, turn: Turn, id: string, notice = ''): Promise<Reply> {
  const { speech, person } = turn;
  const approval = await approvalOf(needs, id);
  const own =
    approval && (await shownApproval(needs, approval, { viewer: await viewerOf(needs, approval, person.id), notice }));
  return own === undefined
    ? { card: noApprovalView(speech) }
    : { card: approvalView(speech, own), shared: forReaders(speech, own) };
}

/** The card that is right for who is not known: without what only some may do. */
export const forReaders = (speech: Speech, shown: ShownApproval): Card =>
  approvalView(speech, { ...shown, viewer: 'reader', notice: '' });
