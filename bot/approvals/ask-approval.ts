import { approvalIdOf, lotMeant, type Proposal, type Refusal, type Damage } from '../../core/index.ts';
import { refusalCard } from '../chat/refusal.view.ts';
import type { Reply, Turn } from '../chat/turn.ts';
import type { Messenger } from '../ports/index.ts';
import type { Background } from '../work/background.ts';
import type { ApprovalCards, RemovalGroup } from './approval-cards.ts';
import { needsApprovalView } from './approval.view.ts';
import type { ApprovalTelling } from './approval-telling.ts';
import { factsOfProposal } from './what-is-proposed.ts';
import { showApproval, type ShowApprovalNeeds } from './show-approval.ts';

export interface AskNeeds extends ShowApprovalNeeds {
  readonly messenger: Messenger;
  readonly background: Background;
  readonly approvalCards: ApprovalCards;
  readonly approvalTelling: ApprovalTelling;
}

/** Whether something was refused because one person is not enough. */
export const isAboutApproval = ({ kind }: Refusal | Damage): boolean =>
  kind === 'needs-approval' || kind === 'approval-waits';

/** What was refused to one person, as a card on which a second one can be asked for; another refusal says why. */
export async function orAskApproval(
  needs: ShowApprovalNeeds,
  turn: Turn,
  {
    proposal,
    refusal,
    currency,
    reason = '',
    notice = '',
  }: {
    readonly proposal: Proposal;
    readonly refusal: Refusal | Damage;
    readonly currency: string;
    readonly reason?: string;
    /** What else there is to know. */
    readonly notice?: string;
  },
): Promise<Reply> {
  if (refusal.kind === 'needs-approval')
    return {
      card: needsApprovalView(turn.speech, {
        ...{ proposal, reason, currency, notice, ...refusal },
        known: await factsOfProposal(needs, proposal),
      }),
    };
  if (refusal.kind === 'approval-waits') return showApproval(needs, turn, refusal.asked, notice);
  return { card: refusalCard(turn.speech, refusal, currency) };
}

/**
 * Asks a second person: where it was asked is noted first, then it is recorded, once however often it is pressed, and those who may agree are
 * told in their own chats. `people` are those from whom a license is to be taken, `group` what brings it to them.
 */
export async function askApproval(
  needs: AskNeeds,
  turn: Turn,
  {
    proposal,
    reason = '',
    people = [],
    group,
  }: {
    readonly proposal: Proposal;
    readonly reason?: string;
    readonly people?: readonly string[];
    readonly group?: RemovalGroup | undefined;
  },
): Promise<Reply> {
  const { ledger, approvalCards, reasons, clock, messenger, background, approvalTelling } = needs;
  const { conversation, cardId: activityId, person } = turn;
  const id = approvalIdOf(proposal);
  const isNew = (await ledger.entry(id)) === undefined;
  if (isNew) {
    const reader = messenger.isPersonal(conversation) ? (person.id ?? null) : null;
    const card = activityId === undefined ? undefined : { person: reader, conversation, activityId };
    await approvalCards.note(id, { at: clock.now(), card, people, group, by: person.id });
    if (reason !== '')
      await reasons.keep(ledger, proposal.id, { text: reason, at: clock.now(), lotId: await lotOf(needs, proposal) });
  }
  const asked = await ledger.execute({ kind: 'ask-approval', id, proposal }, person.id ?? null);
  if (!asked.ok) {
    // What somebody else has asked for meanwhile keeps its words and its cards.
    if (isNew && (await ledger.entry(id)) === undefined) {
      await approvalCards.forget(id, person.id);
      await reasons.forget(ledger, proposal.id);
    }
    const currency = (await ledger.terms())?.currency ?? 'USD';
    return asked.refusal.kind === 'approval-waits'
      ? showApproval(needs, turn, asked.refusal.asked)
      : { card: refusalCard(turn.speech, asked.refusal, currency) };
  }
  if (!asked.value.isRepeated) await approvalCards.name(id, { people, group, by: person.id });
  background.start('tell those who may approve', () => approvalTelling.run());
  return showApproval(needs, turn, id);
}

/** The lot of which something would be given back: its card shows the reason. */
async function lotOf({ ledger }: ShowApprovalNeeds, proposal: Proposal): Promise<string | null> {
  const read = await ledger.read();
  if (!read.ok) return null;
  const { pool } = read.value.wallet;
  if (proposal.kind === 'reverse') return lotMeant(pool, proposal.what)?.id ?? null;
  return 'invoice' in proposal ? (pool.lots.find(lot => lot.invoice === proposal.invoice)?.id ?? null) : null;
}
