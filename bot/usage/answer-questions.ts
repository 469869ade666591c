import { type Hash, type HeldRow, type Micros, type QuestionKey, type Terms } from '../../core/index.ts';
import { amountText } from '../chat/refusal-words.view.ts';
import { refusalCard } from '../chat/refusal.view.ts';
import { requestId } from '../chat/request-id.ts';
import type { Reply, Turn } from '../chat/turn.ts';
import { typedAmount } from '../chat/typed-amount.ts';
import type { Journal } from '../ports/index.ts';
import { withAnyWallet } from '../tenant/with-wallet.ts';
import { askedQuestion, drawnByAnswer, drawnIn } from '../wallets/asked-question.ts';
import type { Request } from '../wallets/ledger.ts';
import { countHeld, mostQuestions, showQuestions, type QuestionNeeds } from './questions.ts';
import { amountOfCallView, answeredView, answerReview, type Answer } from './questions.view.ts';

export interface AnswerNeeds extends QuestionNeeds {
  readonly journal: Journal;
  readonly hash: Hash;
}

/** What an answer would do; first what it lacks: a choice, or the amount of a call in another currency. */
export const reviewAnswer = (needs: AnswerNeeds, turn: Turn, asked: Answer, notice = ''): Promise<Reply> =>
  withAnyWallet(needs, turn, async ({ terms }) => {
    const { speech } = turn;
    const chosen = chosenIn(asked);
    const again = (error: string): Promise<Reply> => showQuestions(needs, turn, { ...pageOf(asked), error });
    if (asked.which === 'chosen' && chosen.length === 0) return again(speech.say('questions.nothingChosen'));
    const isForeign = asked.question === 'other-currency' && asked.verdict === 'bill';
    if (isForeign && chosen.length !== 1) return again(speech.say('questions.oneAtATime'));
    const amount = isForeign ? typedAmount(turn, asked.amount, terms.currency) : undefined;
    if (amount?.ok === false) return askAmount(needs, turn, asked, { terms, refusal: amount.refusal });
    const micros = amount?.value ?? null;
    const questions = await questionsOf(needs, asked);
    const id = await requestId(needs, turn, 'answer');
    const foreseen = await needs.ledger.preview([requestOf(asked, id, questions, micros)]);
    if (!foreseen.ok) return { card: refusalCard(speech, foreseen.refusal, terms.currency) };
    return {
      card: answerReview(speech, asked, {
        id,
        ...{ foreseen: foreseen.value, terms, now: needs.clock.now(), micros, notice },
        count: questions.length,
        drawn: drawnIn(foreseen.value.entries, questions.map(keyText)),
        seen: seenIn(needs, questions),
        left: asked.which === 'all' ? (await countOf(needs, asked)) - questions.length : 0,
      }),
    };
  });

/** Records it, once however often it is asked, and says what it drew. */
export const recordAnswer = (
  needs: AnswerNeeds,
  turn: Turn,
  {
    id,
    seen,
    micros,
    ...asked
  }: Answer & { readonly id: string; readonly seen: string; readonly micros: Micros | null },
): Promise<Reply> =>
  withAnyWallet(needs, turn, async ({ terms, wallet }) => {
    const { speech, person } = turn;
    const before = await needs.ledger.entry(id);
    if (before?.kind === 'questions-answered') return answered(needs, turn, before, { terms, wallet });
    const questions = await questionsOf(needs, asked);
    // Others have come, or were answered: what would be recorded is not what was reviewed.
    if (seenIn(needs, questions) !== seen) return reviewAnswer(needs, turn, asked, speech.say('questions.changed'));
    const recorded = await needs.ledger.execute(requestOf(asked, id, questions, micros), person.id ?? null);
    if (!recorded.ok) return { card: refusalCard(speech, recorded.refusal, terms.currency) };
    const { entry } = recorded.value;
    if (entry?.kind !== 'questions-answered') throw new Error('an answer leaves an entry');
    return answered(needs, turn, entry, { terms, wallet: recorded.value.wallet });
  });

async function answered(
  needs: AnswerNeeds,
  { speech }: Turn,
  entry: Parameters<typeof drawnByAnswer>[1],
  found: Pick<Parameters<typeof answeredView>[2], 'terms' | 'wallet'>,
): Promise<Reply> {
  const { verdict, rows } = entry.facts;
  const drawn = await drawnByAnswer(needs, entry);
  return { card: answeredView(speech, verdict, { ...found, count: rows.length, drawn, now: needs.clock.now() }) };
}

/** Asks for the amount of the one call that was chosen; what was typed for it stays, with what is wrong. */
async function askAmount(
  needs: AnswerNeeds,
  turn: Turn,
  asked: Answer,
  { terms, refusal }: { readonly terms: Terms; readonly refusal: Parameters<typeof amountText>[1] },
): Promise<Reply> {
  const [held] = await heldOf(needs, asked);
  if (held === undefined)
    return showQuestions(needs, turn, { ...pageOf(asked), error: turn.speech.say('refuse.no-such-question') });
  const error = asked.amount === '' ? '' : amountText(turn.speech, refusal, asked.amount, terms.currency);
  const { kind } = await needs.roles.sightOf(turn.person.id);
  const shown = { held, terms, error };
  return {
    card: amountOfCallView(turn.speech, asked, { ...shown, areNamed: kind === 'whole' }),
    shared: amountOfCallView(turn.speech, asked, { ...shown, areNamed: false }),
  };
}

const pageOf = ({ question }: Answer) => ({ question, text: `questions ${question}`, place: '' });

const chosenIn = ({ rows }: Answer): readonly string[] => [...new Set(rows.split(',').filter(id => id !== ''))];

const heldOf = ({ rows }: Pick<AnswerNeeds, 'rows'>, asked: Answer): Promise<readonly HeldRow[]> =>
  asked.which === 'all'
    ? rows.questions({ question: asked.question, limit: mostQuestions })
    : rows.questions({ ids: chosenIn(asked), limit: mostQuestions });

async function questionsOf(needs: AnswerNeeds, asked: Answer): Promise<readonly QuestionKey[]> {
  if (asked.which === 'chosen') return Promise.all(chosenIn(asked).map(id => askedQuestion(needs, id, asked.verdict)));
  return (await heldOf(needs, asked)).map(({ row, version }) => ({ id: row.id, version }));
}

const requestOf = (
  { verdict }: Answer,
  id: string,
  questions: readonly QuestionKey[],
  amount: Micros | null,
): Request & { readonly kind: 'answer' } => ({ kind: 'answer', id, verdict, questions, amount });

const keyText = ({ id, version }: QuestionKey): string => `${id}#${version}`;

/** Names exactly these versions of these calls. */
const seenIn = ({ hash }: Pick<AnswerNeeds, 'hash'>, questions: readonly QuestionKey[]): string =>
  hash(JSON.stringify(questions.map(keyText)));

const countOf = async ({ rows }: Pick<AnswerNeeds, 'rows'>, { question }: Answer): Promise<number> =>
  countHeld(await rows.totals(), question);
