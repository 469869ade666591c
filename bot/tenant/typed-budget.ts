import { err, ok, type Currency, type Micros, type Result } from '../../core/index.ts';
import { amountText } from '../chat/refusal-words.view.ts';
import type { Turn } from '../chat/turn.ts';
import { typedAmount } from '../chat/typed-amount.ts';

/** The amount of a budget that somebody typed, or what is wrong with it in a sentence. */
export function typedBudget(
  turn: Pick<Turn, 'speech' | 'locale' | 'localTimeZone'>,
  text: string,
  currency: Currency,
): Result<Micros, string> {
  const amount = typedAmount(turn, text, currency);
  if (!amount.ok) return err(amountText(turn.speech, amount.refusal, text, currency));
  return amount.value > 0 ? ok(amount.value) : err(turn.speech.say('budget.zero'));
}
