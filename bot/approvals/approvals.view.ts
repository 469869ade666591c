import type { Micros, WaitingProposal } from '../../core/index.ts';
import type { Card } from '../../cards/card.ts';
import { formCard } from '../../cards/form.ts';
import { listCard } from '../../cards/list.ts';
import { button } from '../../cards/verbs.ts';
import { frame, moreButtons, runButtons } from '../chat/frame.view.ts';
import type { ListPage } from '../chat/list-page.ts';
import { proposalText, type ProposalFacts } from '../chat/proposal-words.view.ts';
import type { Speech } from '../chat/speech.ts';
import { nameOf, openButton } from './approval.view.ts';

export interface ListedApproval {
  readonly waiting: WaitingProposal;
  readonly asker: string | undefined;
  readonly known: Omit<ProposalFacts, 'currency'>;
}

/** What waits for a second person; pressing a line opens it. */
export const approvalsView = (
  speech: Speech,
  page: ListPage<ListedApproval>,
  about: {
    readonly text: string;
    readonly currency: string;
    readonly names: ReadonlyMap<string, string>;
    readonly limit: Micros | null;
  },
): Card =>
  listCard({
    ...frame(speech, speech.say('approvals.title'), [
      ...moreButtons(speech, about.text, page),
      ...runButtons(speech, 'balance', 'history'),
    ]),
    text: [
      speech.say(page.items.length === 0 ? 'approvals.empty' : 'approvals.text'),
      limitText(speech, about.limit, about.currency),
    ].join(speech.language === 'en' ? ' ' : ''),
    rows: page.items.map(({ waiting, asker, known }) => ({
      title: proposalText(speech, waiting.proposal, { currency: about.currency, ...known }),
      about: speech.say('approval.by', {
        name: nameOf(speech, about.names, asker),
        date: speech.say('approvals.until', { date: speech.dateTime(waiting.until) }),
      }),
      warning: '',
      value: waiting.sum === null ? '' : speech.money(waiting.sum, about.currency),
      note: '',
      open: openButton(speech, waiting.id),
    })),
  });

/** From what sum on a second person is needed. */
const limitText = (speech: Speech, limit: Micros | null, currency: string): string =>
  limit === null
    ? speech.say('approvals.noLimit')
    : speech.say('approvals.limit', { limit: speech.money(limit, currency) });

/** Asks for the limit. */
export const limitForm = (
  speech: Speech,
  about: {
    readonly limit: Micros | null;
    readonly currency: string;
    readonly value: string;
    readonly error: string;
    readonly notice: string;
  },
): Card =>
  formCard({
    ...frame(speech, speech.say('approvals.limitTitle'), [
      button(
        speech.say('button.save'),
        'approval-limit',
        { isForm: true, turnsOff: false },
        { inputs: 'auto', style: 'positive' },
      ),
      ...(about.limit === null
        ? []
        : [button(speech.say('button.noLimit'), 'approval-limit', { isForm: true, turnsOff: true })]),
      ...runButtons(speech, 'approvals', 'settings'),
    ]),
    notice: about.notice,
    text: [limitText(speech, about.limit, about.currency), speech.say('approvals.limitText')].join(
      speech.language === 'en' ? ' ' : '',
    ),
    facts: [],
    fields: [
      {
        ...{ id: 'limit', label: speech.say('approvals.limitLabel', { currency: about.currency }) },
        ...{ value: about.value, error: about.error, maxLength: 40, isMultiline: false },
        missing: speech.say('refuse.empty-amount'),
      },
    ],
    dates: [],
  });
