import { questionKinds, unreachable, type Question } from '../../core/index.ts';
import { pageAfter } from '../chat/list-page.ts';
import type { Roles } from '../chat/roles.ts';
import type { Reply, Turn } from '../chat/turn.ts';
import type { Looks, UsageTotals } from '../ports/index.ts';
import { withAnyWallet, type WalletNeeds } from '../tenant/with-wallet.ts';
import { noQuestionsView, questionsView, type OpenQuestions } from './questions.view.ts';

export interface QuestionNeeds extends WalletNeeds {
  readonly roles: Roles;
  readonly looks: Looks;
}

/** The most that are read, and answered, at once: the others come after these. */
export const mostQuestions = 1000;

const pageSize = 10;

/** A page of the calls that are held for one reason; where none is named, for the first that any is held for. */
export const showQuestions = (
  needs: QuestionNeeds,
  turn: Turn,
  asked: {
    readonly question: Question | undefined;
    readonly text: string;
    readonly place: string;
    readonly error?: string;
  },
): Promise<Reply> =>
  withAnyWallet(needs, turn, async ({ terms }) => {
    const { speech, person } = turn;
    const open = await openQuestions(needs);
    const question = asked.question ?? open.find(({ count }) => count > 0)?.question;
    if (question === undefined || open.every(one => one.question !== question || one.count === 0))
      return { card: noQuestionsView(speech, open) };
    const held = await needs.rows.questions({ question, limit: mostQuestions });
    const page = pageAfter(held, asked.place, { size: pageSize, keyOf: ({ row }) => row.id });
    const sight = await needs.roles.sightOf(person.id);
    const areNamed = sight.kind === 'whole' && page.items.some(({ row }) => row.about.userName !== '');
    if (areNamed)
      await needs.looks.note({ who: person.id ?? '', whom: undefined, at: needs.clock.now(), command: 'questions' });
    const about = { ...asked, question, open, terms };
    return {
      card: questionsView(speech, page, { ...about, areNamed }),
      shared: questionsView(speech, page, { ...about, areNamed: false }),
    };
  });

/** How many are held for each reason. */
async function openQuestions({ rows }: Pick<QuestionNeeds, 'rows'>): Promise<OpenQuestions> {
  const totals = await rows.totals();
  return questionKinds.map(question => ({ question, count: countHeld(totals, question) }));
}

/** How many are held for a reason. */
export function countHeld(totals: UsageTotals, question: Question): number {
  switch (question) {
    case 'look-alike':
      return totals.questionsLookAlike;
    case 'other-currency':
      return totals.questionsOtherCurrency;
    case 'erased':
      return totals.questionsErased;
    case 'unknown-capability':
      return totals.questionsUnknownCapability;
    default:
      return unreachable(question);
  }
}

/** How many are held for any. */
export const allHeld = (totals: UsageTotals): number =>
  questionKinds.reduce((sum, question) => sum + countHeld(totals, question), 0);
