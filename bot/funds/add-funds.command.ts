import { checkOrder, decimal, parseAmount } from '../../core/index.ts';
import type { Reply, Turn } from '../app/app.ts';
import { addFundsView, orderReviewView } from './add-funds.view.ts';
import { amountText, refusalText } from '../chat/refusal.view.ts';
import type { Command } from '../chat/command.ts';
import { withWallet } from '../tenant/with-wallet.ts';

export const addFunds: Command = {
  name: 'add funds',
  access: 'money',
  words: { en: ['add funds', 'top up', 'buy credits', 'add'], zh: ['添加资金', '充值', '购买点数'] },
  about: 'help.addFunds',
  run: (turn, rest) => reviewOrder(turn, { id: `order-${turn.id}`, typed: rest, isAsked: rest !== '' }),
};

/** From what was typed to the review of an order; what cannot be an order comes back with the reason beside the field. */
export const reviewOrder = (
  turn: Turn,
  order: { readonly id: string; readonly typed: string; readonly isAsked: boolean },
): Promise<Reply> =>
  withWallet(turn, ({ wallet, terms }) => {
    const { speech, app } = turn;
    const ask = (error: string): Promise<Reply> =>
      Promise.resolve({ card: addFundsView(speech, terms, { ...order, error }) });
    if (!order.isAsked) return ask('');
    const amount = parseAmount(order.typed, terms.currency);
    if (!amount.ok) return ask(amountText(speech, amount.refusal, order.typed, terms.currency));
    const checked = checkOrder(amount.value, terms);
    if (!checked.ok) return ask(refusalText(speech, checked.refusal, terms.currency));
    const review = {
      id: order.id,
      amount: amount.value,
      decimal: decimal(amount.value, terms.currency),
      open: wallet.openPayments[0]?.payment.amount,
    };
    return Promise.resolve({ card: orderReviewView(speech, { wallet, terms }, review, app.clock.now()) });
  });
