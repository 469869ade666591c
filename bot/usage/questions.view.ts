import type { HeldRow, Instant, Micros, Question, Terms, Verdict, Wallet } from '../../core/index.ts';
import type { Card } from '../../cards/card.ts';
import { plain } from '../../cards/escape.ts';
import { factsCard } from '../../cards/facts.ts';
import { formCard } from '../../cards/form.ts';
import { questionsCard } from '../../cards/questions.ts';
import { button, type Button } from '../../cards/verbs.ts';
import { frame, moreButtons, runButtons } from '../chat/frame.view.ts';
import { joined } from '../chat/joined.view.ts';
import type { ListPage } from '../chat/list-page.ts';
import { notice } from '../chat/notice.view.ts';
import type { Speech } from '../chat/speech.ts';
import { balanceChange, type Foreseen } from '../tenant/balance-change.view.ts';

/** How many calls are held for each reason. */
export type OpenQuestions = readonly { readonly question: Question; readonly count: number }[];

/** An answer, as far as it was given. */
export interface Answer {
  readonly verdict: Verdict;
  readonly question: Question;
  readonly which: 'chosen' | 'all';
  /** The ids of the chosen rows, with commas between. */
  readonly rows: string;
  /** What a call in another currency is billed at, as it was typed. */
  readonly amount: string;
}

/** Calls that are held for one reason, to be billed or ignored: some of them, or all. */
export function questionsView(
  speech: Speech,
  page: ListPage<HeldRow>,
  about: {
    readonly question: Question;
    readonly open: OpenQuestions;
    readonly text: string;
    readonly terms: Terms;
    /** Whether people are named. */
    readonly areNamed: boolean;
    readonly error?: string;
  },
): Card {
  const { question, open, text, terms, areNamed, error = '' } = about;
  const count = open.find(one => one.question === question)?.count ?? 0;
  const answer = (title: string, verdict: Verdict, which: 'chosen' | 'all'): Button =>
    button(
      title,
      'answer',
      { verdict, question, which, step: 'review' },
      which === 'all' ? {} : { inputs: 'auto', style: verdict === 'bill' ? 'positive' : 'default' },
    );
  const all = { count: speech.number(count) };
  return questionsCard({
    ...frame(speech, speech.say('questions.title'), [
      answer(speech.say('questions.bill'), 'bill', 'chosen'),
      answer(speech.say('questions.ignore'), 'ignore', 'chosen'),
      // Each call in another currency needs an amount of its own.
      ...(question === 'other-currency' || count < 2
        ? []
        : [answer(speech.say('questions.billAll', all), 'bill', 'all')]),
      ...(count < 2 ? [] : [answer(speech.say('questions.ignoreAll', all), 'ignore', 'all')]),
      ...moreButtons(speech, text, page).slice(0, 1),
      ...otherKind(speech, question, open),
    ]),
    notice: '',
    text: speech.say(`questions.about.${question}`, { currency: terms.currency }),
    facts: open
      .filter(one => one.count > 0)
      .map(one => ({ title: speech.say(`questions.kind.${one.question}`), value: speech.number(one.count) })),
    label: speech.say('questions.choose'),
    choices: page.items.map(held => ({ title: heldText(speech, held, areNamed), value: held.row.id })),
    error,
  });
}

/** Nothing is held, or nothing for the reason that was asked about. */
export const noQuestionsView = (speech: Speech, open: OpenQuestions): Card => {
  const others = open.filter(({ count }) => count > 0);
  return notice(
    speech,
    speech.say('questions.title'),
    [speech.say(others.length === 0 ? 'questions.none' : 'questions.noneOfKind')],
    { buttons: others.length === 0 ? runButtons(speech, 'usage', 'import') : runButtons(speech, 'questions') },
  );
};

/** Asks what a call in another currency costs. */
export const amountOfCallView = (
  speech: Speech,
  asked: Answer,
  {
    held,
    terms,
    error,
    areNamed,
  }: { readonly held: HeldRow; readonly terms: Terms; readonly error: string; readonly areNamed: boolean },
): Card =>
  formCard({
    ...frame(speech, speech.say('questions.bill.title'), [
      button(
        speech.say('button.reviewIt'),
        'answer',
        { verdict: 'bill', question: asked.question, which: 'chosen', rows: asked.rows, step: 'review' },
        { inputs: 'auto', style: 'positive' },
      ),
      ...runButtons(speech, 'questions'),
    ]),
    notice: '',
    text: speech.say('questions.amount', { currency: terms.currency }),
    facts: [{ title: speech.say('questions.call'), value: heldText(speech, held, areNamed) }],
    fields: [
      {
        ...{ id: 'amount', label: speech.say('order.amount', { currency: terms.currency }), value: asked.amount },
        ...{ error, maxLength: 40, isMultiline: false, missing: speech.say('refuse.empty-amount') },
      },
    ],
    dates: [],
  });

/** What an answer would do. */
export function answerReview(
  speech: Speech,
  asked: Answer,
  about: {
    /** The id that its entry will have, so that pressing twice records it once. */
    readonly id: string;
    readonly foreseen: Foreseen;
    readonly count: number;
    readonly drawn: bigint;
    readonly seen: string;
    readonly micros: Micros | null;
    readonly left: number;
    readonly notice: string;
    readonly terms: Terms;
    readonly now: Instant;
  },
): Card {
  const { id, foreseen, count, drawn, seen, micros, left, terms, now } = about;
  const { verdict, question, which, rows } = asked;
  return factsCard({
    ...frame(speech, speech.say(`questions.${verdict}.title`), [
      button(
        speech.say(`questions.${verdict}.record`, { count: speech.number(count) }),
        'answer',
        { id, verdict, question, which, rows, seen, micros, step: 'record' },
        { style: 'positive' },
      ),
      ...runButtons(speech, 'questions'),
    ]),
    notice: about.notice,
    text: speech.say(`questions.${verdict}.would`, {
      count: speech.number(count),
      amount: speech.money(drawn, terms.currency),
    }),
    facts: balanceChange(speech, foreseen, { terms, now }),
    terms: joined(
      speech,
      speech.say(`questions.${verdict}.for-good`),
      ...(left > 0 ? [speech.say('questions.later', { count: speech.number(left) })] : []),
    ),
  });
}

/** What an answer did. */
export function answeredView(
  speech: Speech,
  verdict: Verdict,
  about: {
    readonly count: number;
    readonly drawn: bigint;
    readonly wallet: Wallet;
    readonly terms: Terms;
    readonly now: Instant;
  },
): Card {
  const { count, drawn, wallet, terms, now } = about;
  return factsCard({
    ...frame(speech, speech.say('questions.title'), runButtons(speech, 'questions', 'balance', 'history')),
    notice: '',
    text: speech.say(`questions.${verdict}.done`, {
      count: speech.number(count),
      amount: speech.money(drawn, terms.currency),
    }),
    facts: balanceChange(speech, { before: wallet, wallet, entries: [] }, { terms, now }),
    terms: '',
  });
}

/** Another reason for which calls are held, if there is one. */
function otherKind(speech: Speech, shown: Question, open: OpenQuestions): readonly Button[] {
  const at = open.findIndex(({ question }) => question === shown);
  const next = [...open.slice(at + 1), ...open.slice(0, at)].find(({ count }) => count > 0);
  if (next === undefined) return [];
  const title = speech.say('questions.other', {
    kind: speech.say(`questions.kind.${next.question}`),
    count: speech.number(next.count),
  });
  return [button(title, 'run', { text: `questions ${next.question}` })];
}

/** A call in a line, without numbers. */
const heldText = (speech: Speech, { row }: HeldRow, isNamed: boolean): string =>
  [
    speech.dateTime(row.start),
    `${Math.floor(row.durationSeconds / 60)}:${String(row.durationSeconds % 60).padStart(2, '0')}`,
    isNamed ? plain(row.about.userName) : '',
    plain(row.about.destination),
    speech.money(BigInt(row.charge) + BigInt(row.fee), row.currency),
  ]
    .filter(part => part !== '')
    .join(' · ');
