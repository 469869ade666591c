import { err, knownMinimum, ok, type Currency, type Micros, type Result, type Terms } from '../../core/index.ts';
import { amountText } from '../chat/refusal-words.view.ts';
import type { Turn } from '../chat/turn.ts';
import { typedAmount } from '../chat/typed-amount.ts';

interface MinimumFacts {
  /** Of a wallet that is open already: its minimum is fixed. */
  readonly terms: Pick<Terms, 'minimum'> | undefined;
  readonly currency: Currency;
}

/** Whether Microsoft's least order in that currency has to be asked for (L9). */
export const isMinimumAsked = ({ terms, currency }: MinimumFacts): boolean =>
  terms === undefined && knownMinimum(currency) === undefined;

/** Microsoft's least order: the wallet's, the known one, or what was typed; else what is wrong with that. */
export function minimumOf(
  viewer: Pick<Turn, 'speech' | 'locale' | 'localTimeZone'>,
  typed: string,
  { terms, currency }: MinimumFacts,
): Result<Micros, string> {
  const { speech } = viewer;
  const known = terms?.minimum ?? knownMinimum(currency);
  if (known !== undefined) return ok(known);
  if (typed.trim() === '') return err(speech.say('setup.order.noMinimum', { currency }));
  const amount = typedAmount(viewer, typed, currency);
  if (!amount.ok) return err(amountText(speech, amount.refusal, typed, currency));
  return amount.value > 0 ? amount : err(speech.say('refuse.amount-not-positive'));
}
