import type { Mode, Rule } from '../../core/index.ts';
import type { Speech } from '../../bot/chat/speech.ts';
import { newDraft } from '../../bot/setup/drafts.ts';
import { setupReviewView } from '../../bot/setup/steps.view.ts';
import { largeOrderText } from '../../bot/funds/add-funds.view.ts';
import type { Card } from '../../cards/card.ts';
import { money } from '../support/builders.ts';
import { evening, walletWith } from '../support/made-matters.ts';

/** The review of the first order: who is charged, by whom, and what is asked once more. */
export function setupStates(speech: Speech): readonly { card: string; state: string; json: Card }[] {
  const { rule } = walletWith(money('$60'));
  const unlimited: Rule = { ...rule!, trigger: money('$6,000'), monthlyCap: null };
  const review = (mode: Mode, more: Partial<Parameters<typeof setupReviewView>[2]> = {}): Card =>
    setupReviewView(
      speech,
      { ...newDraft('setup-1'), step: 'review' },
      {
        ...{ amount: money('$100'), currency: 'USD', timeZone: 'Europe/Berlin', rule, minimum: money('$50') },
        ...{ isMinimumAsked: false, atOnce: undefined, mode, question: '', placed: undefined, waiting: [], notice: '' },
        ...{ method: { method: { kind: 'admin-centre' }, label: undefined }, now: evening, ...more },
      },
    );
  const question = largeOrderText(speech, { amount: money('$5,000'), aMonth: money('$300'), currency: 'USD' });
  const atOnce = { amount: money('$1,000'), balance: money('$5,000'), trigger: money('$6,000') };
  const large = { amount: money('$5,000'), question, rule: unlimited };
  const states: Readonly<Record<string, Card>> = {
    'in mirror': review('mirror'),
    'in mirror, large': review('mirror', { ...large, atOnce: { ...atOnce, mode: 'mirror' } }),
    'in mirror, placed': review('mirror', { placed: money('$100') }),
    'in operate, large': review('operate', { ...large, atOnce: { ...atOnce, mode: 'operate' } }),
    'without auto-recharge': review('mirror', { rule: undefined }),
  };
  return Object.entries(states).map(([state, json]) => ({ card: 'setup review', state, json }));
}
