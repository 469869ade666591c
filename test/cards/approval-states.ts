import { dayMs, formatVersion, type Proposal, type Wallet } from '../../core/index.ts';
import type { Approval } from '../../bot/approvals/approval.ts';
import { approvalView, declineForm, needsApprovalView, type ShownApproval } from '../../bot/approvals/approval.view.ts';
import { approvalsView, limitForm } from '../../bot/approvals/approvals.view.ts';
import type { Speech } from '../../bot/chat/speech.ts';
import type { Card } from '../../cards/card.ts';
import { at, card, money } from '../support/builders.ts';
import { evening, people, walletWith } from '../support/made-matters.ts';

const wallet: Wallet = walletWith(money('$60'));
const reversed = { at: at('2026-11-24T09:00:00Z'), amount: money('$1,200') };
const reason = 'The bank said that it was **recorded** twice [x](y)';
const currency = 'USD';
const names = new Map([
  ['ana', people.ana],
  ['bo', people.bo],
]);

/** One of each kind that can wait, with what is known beside it. */
const proposals: Readonly<Record<string, readonly [Proposal, ShownApproval['known']]>> = {
  order: [{ id: 'p', kind: 'order', amount: money('$1,500'), method: card, isBesideOpen: false }, {}],
  'reverse a return': [{ id: 'p', kind: 'reverse', what: { kind: 'return', id: 'refund-1' } }, { reversed }],
  'reverse a return, nothing known': [{ id: 'p', kind: 'reverse', what: { kind: 'return', id: 'refund-1' } }, {}],
  'reverse a reconciliation': [
    { id: 'p', kind: 'reverse', what: { kind: 'reconciliation', id: 'reconciled' } },
    { reversed },
  ],
  rule: [{ id: 'p', kind: 'set-rule', rule: { ...wallet.rule!, monthlyCap: null } }, {}],
  'remove licenses': [{ id: 'p', kind: 'remove-licenses', people: 140 }, {}],
};
const sumOf = (proposal: Proposal) => ('amount' in proposal ? proposal.amount : money('$1,200'));

/** What waits for a second person, as each of them sees it, and how it ended. */
export function approvalStates(speech: Speech): readonly { card: string; state: string; json: Card }[] {
  const approval = (proposal: Proposal, more: Partial<Approval> = {}): Approval => ({
    asked: {
      ...{ version: formatVersion, seq: 9, id: 'asked-1', recordedAt: evening, postings: [] },
      ...{ digest: '', previous: '', hash: '', kind: 'approval-asked' },
      facts: { proposal, sum: sumOf(proposal), until: evening + dayMs },
    },
    ...{ asker: 'ana', end: undefined, ...more },
  });
  const shown = ([proposal, known]: (typeof proposals)[string], more: Partial<ShownApproval> = {}): ShownApproval => ({
    ...{ approval: approval(proposal), viewer: 'approver', wallet, currency, known, names, reason, word: undefined },
    ...{ losing: [], group: '', atOnce: 0, notice: '', ...more },
  });
  const order = proposals['order']!;
  const removal = proposals['remove licenses']!;
  const losing = Array.from({ length: 60 }, (_, index) => `${people.ana} ${index}`);
  const ended = (end: NonNullable<Approval['end']>, more: Partial<Approval> = {}): Card =>
    approvalView(speech, shown(order, { approval: approval(order[0], { end, ...more }), word: reason }));
  const byBo = { at: evening + dayMs / 2, by: 'bo' } as const;
  const granted = { kind: 'granted', ...byBo } as const;
  const waiting = Object.entries(proposals).map(([id, [proposal, known]], index) => ({
    ...{ asker: index % 2 === 0 ? 'ana' : undefined, known },
    waiting: { id, seq: index, proposal, sum: proposal.kind === 'set-rule' ? null : sumOf(proposal), until: evening },
  }));
  const list = { text: 'approvals', currency, names, limit: money('$1,000') };
  const needed = { reason, sum: money('$1,200'), limit: money('$1,000'), currency };
  const form = { limit: money('$1,000'), currency, value: '1O', error: '', notice: '' };
  const states: Readonly<Record<string, Card>> = {
    ...Object.fromEntries(
      Object.entries(proposals).map(([name, one]) => [`${name}, to approve`, approvalView(speech, shown(one))]),
    ),
    'order, to whoever asked': approvalView(speech, shown(order, { viewer: 'asker' })),
    'order, to a reader': approvalView(speech, shown(order, { viewer: 'reader' })),
    'rule, that charges at once': approvalView(speech, shown(proposals['rule']!, { atOnce: money('$100') })),
    'remove licenses of a group': approvalView(speech, shown(removal, { losing, group: 'Callers **A**' })),
    'order granted': ended(granted),
    'order granted and paid': ended(granted, {
      charge: { kind: 'settled', amount: money('$1,500'), invoice: 8 },
    }),
    'order granted and declined by the bank': ended(granted, {
      charge: { kind: 'declined', amount: money('$1,500'), reason: 'insufficient-funds' },
    }),
    'order declined': ended({ kind: 'declined', ...byBo }),
    'order withdrawn': ended({ kind: 'withdrawn', ...byBo, by: 'ana' }),
    'order expired': ended({ kind: 'expired', at: evening + dayMs, by: undefined }),
    'asks why': declineForm(speech, shown(proposals['reverse a return']!), {
      error: speech.say('approval.wordMissing'),
    }),
    'is needed': needsApprovalView(speech, {
      proposal: proposals['reverse a return']![0],
      ...needed,
      known: { reversed },
    }),
    'all that wait': approvalsView(speech, { items: waiting, isFirst: true, next: undefined }, list),
    'none wait': approvalsView(speech, { items: [], isFirst: true, next: undefined }, { ...list, limit: null }),
    limit: limitForm(speech, { ...form, error: speech.say('refuse.empty-amount') }),
  };
  return Object.entries(states).map(([state, json]) => ({ card: 'approval', state, json }));
}
