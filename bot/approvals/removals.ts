import { isAbove, limitOf, mostPeopleAlone, type Wallet } from '../../core/index.ts';
import { refusalCard } from '../chat/refusal.view.ts';
import type { Reply, Turn } from '../chat/turn.ts';
import { approvalOf } from './approval.ts';
import { askApproval, isAboutApproval, type AskNeeds } from './ask-approval.ts';

/** A license that is to be taken from people, under the id of its run. */
export interface Removal {
  readonly id: string;
  readonly people: readonly string[];
}

/** Whether taking a license from so many waits for a second person: its review says so (P5). */
export const removalNeedsApproval = (wallet: Wallet, count: number): boolean => {
  const limit = limitOf(wallet);
  return limit !== null && isAbove(count > mostPeopleAlone ? 'any' : 0, limit);
};

/** The only door to a removal: it may begin now, or a second person has been asked, and the answer says so. */
export async function mayRemove(
  needs: AskNeeds,
  turn: Turn,
  { id, people }: Removal,
): Promise<{ readonly may: true } | { readonly may: false; readonly reply: Reply }> {
  const asked = await needs.ledger.execute(
    { kind: 'remove-licenses', id, people: people.length },
    turn.person.id ?? null,
  );
  if (asked.ok) return { may: true };
  if (!isAboutApproval(asked.refusal)) {
    const currency = (await needs.ledger.terms())?.currency ?? 'USD';
    return { may: false, reply: { card: refusalCard(turn.speech, asked.refusal, currency) } };
  }
  const proposal = { kind: 'remove-licenses', id, people: people.length } as const;
  return { may: false, reply: await askApproval(needs, turn, { proposal, people }) };
}

/** What was agreed to in the last months, with its people: a run of that id that has not begun is to begin. */
export async function agreedRemovals(
  needs: Pick<AskNeeds, 'approvalCards' | 'journal' | 'clock'>,
): Promise<readonly Removal[]> {
  const noted = [...(await needs.approvalCards.all())].filter(([, { people }]) => people.length > 0);
  const found = await Promise.all(
    noted.map(async ([id, { people }]) => {
      const approval = await approvalOf(needs, id);
      return approval?.end?.kind === 'granted' ? [{ id: approval.asked.facts.proposal.id, people }] : [];
    }),
  );
  return found.flat();
}
