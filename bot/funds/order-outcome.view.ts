import { unreachable } from '../../core/index.ts';
import type { Card } from '../../cards/card.ts';
import { button } from '../../cards/verbs.ts';
import { adminCenterLink, runButtons } from '../chat/frame.view.ts';
import { cardHolderButton, needsCardHolder, reasonText } from '../chat/money-words.view.ts';
import { notice } from '../chat/notice.view.ts';
import { refusalCard } from '../chat/refusal.view.ts';
import type { Speech } from '../chat/speech.ts';
import type { OrderOutcome } from './place-order.ts';

/** What became of an order, on a card of its own. */
export function orderOutcomeView(
  speech: Speech,
  outcome: OrderOutcome,
  order: { readonly id: string; readonly currency: string },
): Card {
  const text = outcomeText(speech, outcome, order.currency);
  switch (outcome.kind) {
    case 'settled':
      return notice(speech, speech.say('order.done'), [text], { buttons: runButtons(speech, 'balance', 'lots') });
    case 'answered':
      return notice(speech, speech.say('orders.title'), [text], { buttons: runButtons(speech, 'orders', 'balance') });
    case 'processing':
      return notice(speech, speech.say('order.underway'), [text], { buttons: runButtons(speech, 'orders', 'balance') });
    case 'unknown':
      return notice(speech, speech.say('order.notKnown'), [text], { buttons: runButtons(speech, 'orders', 'balance') });
    case 'declined':
      if (needsCardHolder(outcome.reason))
        return notice(speech, speech.say('cardHolder.title'), [text], {
          buttons: [
            { ...cardHolderButton(speech, order.id), style: 'positive' },
            ...runButtons(speech, 'addFunds', 'balance'),
          ],
        });
      return notice(speech, speech.say('refuse.title'), [text], { buttons: runButtons(speech, 'addFunds', 'balance') });
    case 'requested':
      return notice(speech, speech.say('order.recorded'), [text], {
        buttons: [
          button(speech.say('button.confirmPurchase'), 'confirm-purchase', { payment: order.id, step: 'ask' }),
          ...runButtons(speech, 'balance'),
        ],
        links: [adminCenterLink(speech)],
      });
    case 'refused':
      return refusalCard(speech, outcome.refusal, order.currency);
    default:
      return unreachable(outcome);
  }
}

export function outcomeText(
  speech: Speech,
  outcome: Exclude<OrderOutcome, { kind: 'refused' }> | OrderOutcome,
  currency: string,
): string {
  switch (outcome.kind) {
    case 'settled':
      return speech.say('order.settled', {
        amount: speech.money(outcome.amount, currency),
        invoice: outcome.invoice,
        balance: speech.money(outcome.balance, currency),
      });
    case 'declined':
      return needsCardHolder(outcome.reason)
        ? speech.say('order.needsCardHolder')
        : speech.say('order.declined', { reason: reasonText(speech, outcome.reason) });
    case 'answered':
      return speech.say('orders.answered');
    case 'requested':
    case 'unknown':
    case 'processing':
      return speech.say(`order.${outcome.kind}`, { amount: speech.money(outcome.amount, currency) });
    case 'refused':
      return '';
    default:
      return unreachable(outcome);
  }
}
