import { approvalIdOf, isAbove, limitOf, mostPeopleAlone, type Wallet } from '../../core/index.ts';
import { refusalCard } from '../chat/refusal.view.ts';
import type { Reply, Turn } from '../chat/turn.ts';
import { approvalOf } from './approval.ts';
import { namedBy, type ApprovalCard, type RemovalGroup } from './approval-cards.ts';
import { askApproval, isAboutApproval, type AskNeeds } from './ask-approval.ts';
import { showApproval } from './show-approval.ts';

/** A license that is to be taken from people, under the id of its run. */
export interface Removal {
  readonly id: string;
  readonly people: readonly string[];
  /** The group that brings it to them, where it is taken from that. */
  readonly group?: RemovalGroup;
}

/** Whether taking a license from so many waits for a second person: its review says so (P5). */
export const removalNeedsApproval = (wallet: Wallet, count: number): boolean => {
  const limit = limitOf(wallet);
  return limit !== null && isAbove(count > mostPeopleAlone ? 'any' : 0, limit);
};

/** Whether the number of people alone lets one person do it: no book is asked then, which there may not be. */
const isOfFew = ({ people }: Removal): boolean => people.length <= mostPeopleAlone;

/**
 * The only door to a removal: it may begin now, or a second person has been asked, and the answer says so. What was asked for under its id stays
 * asked for, whoever is named now.
 */
export async function mayRemove(
  needs: AskNeeds,
  turn: Turn,
  removal: Removal,
): Promise<{ readonly may: true } | { readonly may: false; readonly reply: Reply }> {
  const { id, people, group } = removal;
  const proposal = { kind: 'remove-licenses', id, people: people.length } as const;
  const before = approvalIdOf(proposal);
  if ((await needs.ledger.entry(before)) !== undefined)
    return { may: false, reply: await showApproval(needs, turn, before) };
  if (isOfFew(removal)) return { may: true };
  const asked = await needs.ledger.execute(proposal, turn.person.id ?? null);
  if (asked.ok || asked.refusal.kind === 'not-set-up') return { may: true };
  if (!isAboutApproval(asked.refusal)) {
    const currency = (await needs.ledger.terms())?.currency ?? 'USD';
    return { may: false, reply: { card: refusalCard(turn.speech, asked.refusal, currency) } };
  }
  return { may: false, reply: await askApproval(needs, turn, { proposal, people, group }) };
}

/** What was agreed to and has not been noted as begun. */
export interface AgreedRemoval extends Removal {
  /** The approval. */
  readonly approval: string;
  /** Who asked for it; null where nobody knows any more. */
  readonly asker: string | null;
  /** Where it was asked for. */
  readonly conversation: ApprovalCard['conversation'] | undefined;
}

/** What was agreed to in the last months, with its people: a run of that id that has not begun is to begin. */
export async function agreedRemovals(
  needs: Pick<AskNeeds, 'approvalCards' | 'journal' | 'clock'>,
): Promise<readonly AgreedRemoval[]> {
  const noted = [...(await needs.approvalCards.all())].filter(([, { people }]) => people.length > 0);
  const found = await Promise.all(
    noted.map(async ([approval, record]) => {
      const known = await approvalOf(needs, approval);
      if (known?.end?.kind !== 'granted') return [];
      const { asked, asker = null } = known;
      const { proposal } = asked.facts;
      const { people, group } = namedBy(record, known.asker);
      // The note may be of another request, where nobody knows any more who asked: nobody has agreed to those.
      const isUnsure = known.asker === undefined && record.others.length > 0;
      if (proposal.kind !== 'remove-licenses' || proposal.people !== people.length || isUnsure) return [];
      return [
        {
          ...{ id: proposal.id, people, approval, asker, conversation: record.cards['asked']?.conversation },
          ...(group !== undefined && { group }),
        },
      ];
    }),
  );
  return found.flat();
}
