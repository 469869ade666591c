import {
  unreachable,
  type Instant,
  type Micros,
  type Mode,
  type PaymentMethod,
  type Proposal,
} from '../../core/index.ts';
import type { CardLabel } from '../ports/index.ts';
import { methodText, ruleText } from './money-words.view.ts';
import type { Speech } from './speech.ts';

/** What is known of a proposal beside what it says itself, as far as it was looked for. */
export interface ProposalFacts {
  readonly currency: string;
  /** The wallet's: a rule is another one where Microsoft follows it. */
  readonly mode?: Mode | undefined;
  /** The method that is proposed, with its gateway's label. */
  readonly method?: { readonly method: PaymentMethod; readonly label: CardLabel | undefined } | undefined;
  /** The call, reconciliation, refund or charge-back that is to be reversed. */
  readonly reversed?: { readonly at: Instant; readonly amount: Micros } | undefined;
}

/** Whether a way to pay is proposed. */
export const isMethodProposal = (
  proposal: Proposal,
): proposal is Extract<Proposal, { readonly kind: 'set-payment-method' | 'set-backup-method' }> & {
  readonly method: PaymentMethod;
} => (proposal.kind === 'set-payment-method' || proposal.kind === 'set-backup-method') && proposal.method !== null;

/** What is proposed, in a line. */
export function proposalText(
  speech: Speech,
  proposal: Proposal,
  { currency, mode, method, reversed }: ProposalFacts,
): string {
  const money = (amount: number): string => speech.money(amount, currency);
  switch (proposal.kind) {
    case 'order':
      return speech.say('proposal.order', { amount: money(proposal.amount) });
    case 'refund':
    case 'charge-back':
      return speech.say(`proposal.${proposal.kind}`, { amount: money(proposal.amount), invoice: proposal.invoice });
    case 'reconcile':
      return speech.say('proposal.reconcile', {
        stated: money(proposal.stated),
        date: speech.dateTime(proposal.statedAt),
      });
    case 'reverse':
      if (proposal.what.kind === 'purchase')
        return speech.say('proposal.reverse.purchase', { invoice: proposal.what.invoice });
      return reversed === undefined
        ? speech.say(`proposal.reverse.${proposal.what.kind}`)
        : speech.say(`proposal.reverse.${proposal.what.kind}.of`, {
            date: speech.dateTime(reversed.at),
            amount: money(reversed.amount),
          });
    case 'set-rule': {
      const isUnbounded = proposal.rule.isOn && proposal.rule.monthlyCap === null;
      return speech.say(isUnbounded ? 'proposal.set-rule.noLimit' : 'proposal.set-rule', {
        rule: ruleText(speech, proposal.rule, { currency, mode }),
      });
    }
    case 'set-payment-method':
      return method === undefined
        ? speech.say('proposal.set-payment-method')
        : speech.say('proposal.set-payment-method.to', { method: methodText(speech, method) });
    case 'set-backup-method':
      if (proposal.method === null) return speech.say('proposal.set-backup-method.none');
      return method === undefined
        ? speech.say('proposal.set-backup-method')
        : speech.say('proposal.set-backup-method.to', { method: methodText(speech, method) });
    case 'set-approval-limit':
      return proposal.limit === null
        ? speech.say('proposal.set-approval-limit.off')
        : speech.say('proposal.set-approval-limit', { limit: money(proposal.limit) });
    case 'remove-licenses':
      return speech.say('proposal.remove-licenses', { count: proposal.people });
    default:
      return unreachable(proposal);
  }
}
