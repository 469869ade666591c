import { unreachable, type Micros, type Proposal, type Wallet } from '../../core/index.ts';
import type { Card } from '../../cards/card.ts';
import { escape } from '../../cards/escape.ts';
import { factsCard } from '../../cards/facts.ts';
import { formCard } from '../../cards/form.ts';
import type { Fact } from '../../cards/frame.ts';
import { refreshed } from '../../cards/refresh.ts';
import { button, type Button } from '../../cards/verbs.ts';
import { frame, runButtons } from '../chat/frame.view.ts';
import { reasonText } from '../chat/money-words.view.ts';
import { notice as noticeView } from '../chat/notice.view.ts';
import { proposalText, type ProposalFacts } from '../chat/proposal-words.view.ts';
import type { Speech } from '../chat/speech.ts';
import type { Approval } from './approval.ts';

/** Who looks at it: whoever asked, somebody who may agree, or somebody else. */
export type ApprovalViewer = 'asker' | 'approver' | 'reader';

export interface ShownApproval {
  readonly approval: Approval;
  readonly viewer: ApprovalViewer;
  readonly wallet: Wallet;
  readonly currency: string;
  readonly known: Omit<ProposalFacts, 'currency'>;
  /** From whom a license is to be taken, by name, where the viewer may see it. */
  readonly losing: readonly string[];
  /** What the group is called that it is taken from with them; '' where it is none. */
  readonly group: string;
  /** By object id; '' of those who have left. */
  readonly names: ReadonlyMap<string, string>;
  readonly reason: string | undefined;
  /** Why it was declined. */
  readonly word: string | undefined;
  /** What approving charges at once, beside what was asked. */
  readonly atOnce: Micros;
  /** Why nothing came of the last press; '' for nothing. */
  readonly notice: string;
}

/** Says that one person is not enough, before anybody is asked. */
export const needsApprovalView = (
  speech: Speech,
  {
    proposal,
    reason,
    sum,
    limit,
    currency,
    known = {},
    notice = '',
  }: {
    readonly proposal: Proposal;
    readonly reason: string;
    readonly sum: Micros | null;
    readonly limit: Micros;
    readonly currency: string;
    readonly known?: Omit<ProposalFacts, 'currency'>;
    readonly notice?: string;
  },
): Card =>
  factsCard({
    ...frame(speech, speech.say('approval.needed'), [
      button(speech.say('button.askApproval'), 'ask-approval', { proposal, reason }, { style: 'positive' }),
      ...runButtons(speech, 'approvals'),
    ]),
    notice,
    text: speech.say('approval.needed.text', { limit: speech.money(limit, currency) }),
    facts: [...proposedFacts(speech, { proposal, sum, currency, known }), ...reasonFacts(speech, reason)],
    terms: speech.say('approval.terms'),
  });

/** One approval as it is now, with what the viewer may do about it. */
export function approvalView(speech: Speech, shown: ShownApproval): Card {
  const { approval, wallet, currency, known, losing } = shown;
  const { asked, end } = approval;
  const { proposal, sum } = asked.facts;
  const card = factsCard({
    ...frame(speech, speech.say(`approval.${end?.kind ?? 'waiting'}`), buttonsFor(speech, shown)),
    notice: shown.notice,
    text: approvalText(speech, shown),
    facts: [
      ...proposedFacts(speech, { proposal, sum, currency, known }),
      ...groupFacts(speech, shown.group),
      ...losingFacts(speech, losing),
      ...atOnceFacts(speech, shown),
      ...reasonFacts(speech, shown.reason ?? ''),
      ...peopleFacts(speech, shown),
    ],
    terms: end?.kind === 'granted' && isToConfirm(wallet, proposal) ? speech.say('approval.toConfirm') : '',
  });
  // Everybody sees the same once it is over.
  return end === undefined ? refreshed(card, openButton(speech, asked.id)) : card;
}

/** What it waits for, or how it ended, and what became of its money. */
function approvalText(speech: Speech, { approval, viewer, wallet, currency }: ShownApproval): string {
  const { end, charge } = approval;
  if (end === undefined) return speech.say(`approval.text.${viewer}`);
  // In mirror Microsoft takes the money: what it took is confirmed by a person.
  const isOutside = charge?.kind === 'open' && wallet.terms?.mode === 'mirror';
  // Removing is work that begins now, and is followed by a card of its own.
  const isBegun = end.kind === 'granted' && approval.asked.facts.proposal.kind === 'remove-licenses';
  if (isBegun) return speech.say('approval.text.grantedRemoval');
  if (charge === undefined || isOutside) return speech.say(`approval.text.${end.kind}`);
  const amount = speech.money(charge.amount, currency);
  switch (charge.kind) {
    case 'settled':
      return speech.say('approval.charge.settled', { amount, invoice: charge.invoice });
    case 'declined':
      return speech.say('approval.charge.declined', { amount, reason: reasonText(speech, charge.reason) });
    case 'open':
    case 'unknown':
    case 'not-bought':
    case 'linked':
      return speech.say(`approval.charge.${charge.kind}`, { amount });
    default:
      return unreachable(charge);
  }
}

const atOnceFacts = (speech: Speech, { atOnce, currency, wallet }: ShownApproval): readonly Fact[] =>
  atOnce === 0
    ? []
    : [
        {
          title: speech.say(wallet.terms?.mode === 'mirror' ? 'approval.atOnce.mirror' : 'approval.atOnce'),
          value: speech.money(atOnce, currency),
        },
      ];

/** Asks why. */
export const declineForm = (speech: Speech, shown: ShownApproval, typed: { readonly error: string }): Card => {
  const { asked } = shown.approval;
  const { proposal, sum } = asked.facts;
  return formCard({
    ...frame(speech, speech.say('approval.declineTitle'), [
      button(
        speech.say('button.declineApproval'),
        'decline-approval',
        { approval: asked.id, step: 'record' },
        { inputs: 'auto', style: 'positive' },
      ),
      button(speech.say('button.back'), 'show-approval', { approval: asked.id }),
    ]),
    notice: '',
    text: '',
    facts: [
      ...proposedFacts(speech, { proposal, sum, currency: shown.currency, known: shown.known }),
      ...groupFacts(speech, shown.group),
      ...losingFacts(speech, shown.losing),
    ],
    fields: [
      {
        ...{ id: 'word', label: speech.say('approval.word'), value: '', error: typed.error, maxLength: longestWord },
        ...{ isMultiline: true, missing: speech.say('approval.wordMissing') },
      },
    ],
    dates: [],
  });
};

/** The longest reason for declining. */
export const longestWord = 300;

/** It is not known here: asked in another book, or never. */
export const noApprovalView = (speech: Speech): Card =>
  noticeView(speech, speech.say('approvals.title'), [speech.say('approval.unknown')], {
    buttons: runButtons(speech, 'approvals'),
  });

export const openButton = (speech: Speech, id: string): Button =>
  button(speech.say('button.openApproval'), 'show-approval', { approval: id });

function buttonsFor(speech: Speech, { approval, viewer, wallet, atOnce, currency }: ShownApproval): readonly Button[] {
  const { asked, end } = approval;
  const { id, facts } = asked;
  if (end?.kind === 'granted' && isToConfirm(wallet, facts.proposal))
    return [
      button(speech.say('button.confirmPurchase'), 'confirm-purchase', { payment: facts.proposal.id, step: 'ask' }),
      ...runButtons(speech, 'balance'),
    ];
  if (approval.charge?.kind === 'declined') return runButtons(speech, 'addFunds', 'setup', 'balance');
  if (end !== undefined) return runButtons(speech, 'approvals', 'balance');
  switch (viewer) {
    case 'asker':
      return [button(speech.say('button.withdrawApproval'), 'withdraw-approval', { approval: id })];
    case 'approver':
      return [
        button(
          atOnce === 0 || wallet.terms?.mode === 'mirror'
            ? speech.say('button.approve')
            : speech.say('approval.approveAtOnce', { amount: speech.money(atOnce, currency) }),
          'approve',
          { approval: id, atOnce },
          { style: 'positive' },
        ),
        button(speech.say('button.decline'), 'decline-approval', { approval: id, step: 'ask' }),
      ];
    default:
      return [openButton(speech, id)];
  }
}

/** Whether somebody has to buy at Microsoft what was agreed to. */
const isToConfirm = ({ terms, openPayments }: Wallet, { id }: Proposal): boolean =>
  terms?.mode === 'mirror' && openPayments.some(({ payment }) => payment.key === id);

const proposedFacts = (
  speech: Speech,
  {
    proposal,
    sum,
    currency,
    known,
  }: {
    readonly proposal: Proposal;
    readonly sum: Micros | null;
    readonly currency: string;
    readonly known: Omit<ProposalFacts, 'currency'>;
  },
): readonly Fact[] => [
  { title: speech.say('approval.what'), value: proposalText(speech, proposal, { currency, ...known }) },
  // Most say their amount themselves.
  ...(sum === null || 'amount' in proposal || known.reversed?.amount === sum
    ? []
    : [{ title: speech.say('approval.sum'), value: speech.money(sum, currency) }]),
];

const groupFacts = (speech: Speech, group: string): readonly Fact[] =>
  group === '' ? [] : [{ title: speech.say('approval.group'), value: escape(group) }];

/** So many are named. */
const mostNamed = 50;

function losingFacts(speech: Speech, losing: readonly string[]): readonly Fact[] {
  if (losing.length === 0) return [];
  const names = losing
    .slice(0, mostNamed)
    .map(name => escape(name))
    .join(speech.say('list.comma'));
  const more = losing.length - mostNamed;
  return [
    {
      title: speech.say('approval.from'),
      value: more > 0 ? speech.say('approval.fromMore', { names, more: speech.number(more) }) : names,
    },
  ];
}

const reasonFacts = (speech: Speech, reason: string): readonly Fact[] =>
  reason === '' ? [] : [{ title: speech.say('giveBack.reason'), value: escape(reason) }];

function peopleFacts(speech: Speech, { approval, names, word }: ShownApproval): readonly Fact[] {
  const { asked, asker, end } = approval;
  const by = (person: string | undefined, at: number): string =>
    speech.say('approval.by', { name: nameOf(speech, names, person), date: speech.dateTime(at) });
  const { until } = asked.facts;
  return [
    { title: speech.say('approval.askedBy'), value: by(asker, asked.at ?? asked.recordedAt) },
    ...(end === undefined ? [{ title: speech.say('approval.until'), value: speech.dateTime(until) }] : []),
    ...(end === undefined || end.kind === 'expired'
      ? []
      : [{ title: speech.say(`approval.${end.kind}By`), value: by(end.by, end.at) }]),
    ...(end?.kind === 'declined' && word !== undefined
      ? [{ title: speech.say('approval.word'), value: escape(word) }]
      : []),
  ];
}

/** Who it was: a name, or that nobody knows any more. */
export const nameOf = (speech: Speech, names: ReadonlyMap<string, string>, person: string | undefined): string => {
  const name = person === undefined ? '' : (names.get(person) ?? '');
  return name === '' ? speech.say('approval.somebody') : escape(name);
};
