import { instantOf, unreachable, type Proposal, type Reversible } from '../../core/index.ts';
import { isMethodProposal, type ProposalFacts } from '../chat/proposal-words.view.ts';
import type { Journal, Payments, Rows } from '../ports/index.ts';
import type { Ledger } from '../wallets/ledger.ts';

export interface ProposalNeeds {
  readonly ledger: Pick<Ledger, 'terms'>;
  readonly journal: Journal;
  readonly payments: Payments;
  readonly rows: Rows;
}

/** What whoever approves has to know of a proposal, and it does not say itself. */
export async function factsOfProposal(
  needs: ProposalNeeds,
  proposal: Proposal,
): Promise<Omit<ProposalFacts, 'currency'>> {
  if (proposal.kind === 'reverse') return { reversed: await reversedBy(needs, proposal.id, proposal.what) };
  if (proposal.kind === 'set-rule') return { mode: (await needs.ledger.terms())?.mode };
  if (!isMethodProposal(proposal)) return {};
  const { method } = proposal;
  const label = method.kind === 'card' ? await needs.payments.cardLabel(method.reference) : undefined;
  return { method: { method, label } };
}

/** When that was, and how much; once it is reversed, as it was then. */
async function reversedBy(
  { journal, rows }: ProposalNeeds,
  id: string,
  what: Reversible,
): Promise<ProposalFacts['reversed']> {
  switch (what.kind) {
    case 'row': {
      const done = await journal.entry(id);
      if (done?.kind === 'call-reversed') return { at: done.facts.start, amount: done.facts.was?.cost ?? 0 };
      const { byId } = await rows.known({ ids: [what.id], lookAlikes: [] });
      const standing = byId.get(what.id)?.standing;
      return standing && { at: standing.start, amount: standing.cost };
    }
    case 'reconciliation': {
      const found = await journal.entry(what.id);
      return found?.kind === 'balance-reconciled' ? { at: found.facts.at, amount: -found.facts.difference } : undefined;
    }
    case 'return': {
      const found = await journal.entry(what.id);
      return found?.kind === 'credits-refunded' || found?.kind === 'credits-charged-back'
        ? { at: instantOf(found), amount: found.facts.amount }
        : undefined;
    }
    case 'purchase':
      return undefined;
    default:
      return unreachable(what);
  }
}
