import { unreachable, type Proposal } from '../../core/index.ts';
import { ruleText } from './money-words.view.ts';
import type { Speech } from './speech.ts';

/** What is proposed, in a line. */
export function proposalText(speech: Speech, proposal: Proposal, currency: string): string {
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
      return proposal.what.kind === 'purchase'
        ? speech.say('proposal.reverse.purchase', { invoice: proposal.what.invoice })
        : speech.say(`proposal.reverse.${proposal.what.kind}`);
    case 'set-rule':
      return speech.say('proposal.set-rule', { rule: ruleText(speech, proposal.rule, currency) });
    case 'set-payment-method':
      return speech.say('proposal.set-payment-method');
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
