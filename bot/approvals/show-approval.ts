import { endIdOf } from '../../core/index.ts';
import type { Card } from '../../cards/card.ts';
import type { Roles } from '../chat/roles.ts';
import type { Speech } from '../chat/speech.ts';
import type { Reply, Turn } from '../chat/turn.ts';
import type { Clock, Journal, Looks } from '../ports/index.ts';
import type { Names } from '../tenant/names.ts';
import type { Ledger } from '../wallets/ledger.ts';
import type { Reasons } from '../wallets/reasons.ts';
import { approvalOf, type Approval } from './approval.ts';
import { namedBy, type ApprovalCards } from './approval-cards.ts';
import { chargedByAgreeing } from './charged-by-agreeing.ts';
import { isSecondPerson } from './second-person.ts';
import { approvalView, noApprovalView, type ShownApproval, type ApprovalViewer } from './approval.view.ts';
import { factsOfProposal, type ProposalNeeds } from './what-is-proposed.ts';

export interface ShowApprovalNeeds extends ProposalNeeds {
  readonly clock: Clock;
  readonly journal: Journal;
  readonly ledger: Ledger;
  readonly names: Names;
  readonly reasons: Reasons;
  readonly roles: Roles;
  readonly looks: Looks;
  readonly approvalCards: ApprovalCards;
}

/** What is known of an approval, for that viewer. */
export async function shownApproval(
  needs: ShowApprovalNeeds,
  approval: Approval,
  {
    viewer,
    person,
    notice = '',
  }: {
    readonly viewer: ApprovalViewer;
    /** Who alone sees it. */
    readonly person: string | undefined;
    readonly notice?: string;
  },
): Promise<ShownApproval | undefined> {
  const { ledger, names, reasons } = needs;
  const read = await ledger.read();
  if (!read.ok || read.value.wallet.terms === undefined) return undefined;
  const { wallet } = read.value;
  const { asked, asker, end } = approval;
  const people = [asker, end?.by].filter(person => person !== undefined);
  const record = await needs.approvalCards.of(asked.id);
  const { proposal } = asked.facts;
  return {
    known: await factsOfProposal(needs, proposal),
    losing: await losing(needs, approval, person),
    group: (record && namedBy(record, asker).group)?.name ?? '',
    ...{ approval, viewer, wallet, notice, currency: wallet.terms?.currency ?? 'USD' },
    atOnce: await chargedByAgreeing(needs, approval),
    names: await names.of(people),
    reason: await reasons.of(proposal.id),
    word: await reasons.of(endIdOf(asked.id, 'declined')),
  };
}

/** From whom a license is to be taken, by name, to somebody who may see people: noted before it is shown (B19). */
async function losing(
  { approvalCards, roles, looks, names, clock }: ShowApprovalNeeds,
  { asked, asker }: Approval,
  person: string | undefined,
): Promise<readonly string[]> {
  if (asked.facts.proposal.kind !== 'remove-licenses' || person === undefined) return [];
  const record = await approvalCards.of(asked.id);
  const people = record === undefined ? [] : namedBy(record, asker).people;
  if (people.length === 0 || (await roles.sightOf(person)).kind !== 'whole') return [];
  await looks.note({ who: person, whom: undefined, at: clock.now(), command: 'approvals' });
  return [...(await names.of(people)).values()].filter(name => name !== '');
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
    approval &&
    (await shownApproval(needs, approval, {
      viewer: await viewerOf(needs, approval, person.id),
      ...{ person: person.id, notice },
    }));
  return own === undefined
    ? { card: noApprovalView(speech) }
    : { card: approvalView(speech, own), shared: forReaders(speech, own) };
}

/** The card that is right for who is not known: without what only some may do. */
export const forReaders = (speech: Speech, shown: ShownApproval): Card =>
  approvalView(speech, { ...shown, viewer: 'reader', losing: [], notice: '' });
