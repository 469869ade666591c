import {
  checkOrder,
  decimal,
  isAbove,
  isLargeOrder,
  limitOf,
  type AmountRefusal,
  type Currency,
  type Micros,
  type Result,
} from '../../core/index.ts';
import { amountText, refusalText } from '../chat/refusal-words.view.ts';
import type { Reply, Turn } from '../chat/turn.ts';
import { typedAmount } from '../chat/typed-amount.ts';
import type { Payments } from '../ports/index.ts';
import { needsApprovalView } from '../approvals/approval.view.ts';
import { withWallet, type OpenWallet, type WalletNeeds } from '../tenant/with-wallet.ts';
import { outlookOf } from '../wallets/outlook.ts';
import { addFundsView, largeOrderText, orderReviewView } from './add-funds.view.ts';
import { labeledMethod } from './labeled-method.ts';

export interface ReviewNeeds extends WalletNeeds {
  readonly payments: Payments;
}

/** From what was typed to the review of an order; what cannot be an order comes back with the reason beside the field. */
export const reviewOrder = (
  needs: ReviewNeeds,
  turn: Turn,
  order: {
    readonly id: string;
    readonly typed: string;
    readonly isAsked: boolean;
    /** Whether a large order is asked about once more. */
    readonly isAskedAgain?: boolean;
  },
  read: (turn: Turn, text: string, currency: Currency) => Result<Micros, AmountRefusal> = typedAmount,
): Promise<Reply> =>
  withWallet(needs, turn, async found => {
    const { wallet, terms } = found;
    const { speech } = turn;
    const ask = (error: string): Reply => ({ card: addFundsView(speech, terms, { ...order, error }) });
    if (!order.isAsked) return ask('');
    const amount = read(turn, order.typed, terms.currency);
    if (!amount.ok) return ask(amountText(speech, amount.refusal, order.typed, terms.currency));
    const checked = checkOrder(amount.value, terms);
    if (!checked.ok) return ask(refusalText(speech, checked.refusal, terms.currency));
    const open = wallet.openPayments[0]?.payment.amount;
    const method = wallet.method ?? { kind: 'admin-centre' };
    const limit = limitOf(wallet);
    if (limit !== null && isAbove(amount.value, limit)) {
      const { currency } = terms;
      const proposal = {
        kind: 'order',
        id: order.id,
        amount: amount.value,
        method,
        isBesideOpen: open !== undefined,
      } as const;
      const notice =
        open === undefined ? '' : speech.say('refuse.order-open', { amount: speech.money(open, currency) });
      const about = { proposal, reason: '', sum: amount.value, limit, currency, notice };
      return { card: needsApprovalView(speech, about) };
    }
    const review = {
      id: order.id,
      amount: amount.value,
      decimal: decimal(amount.value, terms.currency),
      open,
      question: order.isAskedAgain === true ? await largeOrderQuestion(needs, turn, found, amount.value) : '',
      method: await labeledMethod(needs.payments, method),
    };
    return { card: orderReviewView(speech, { wallet, terms }, review, needs.clock.now()) };
  });

/** What an order is asked once more that is much larger than usual; '' for any other. */
export async function largeOrderQuestion(
  needs: ReviewNeeds,
  { speech }: Turn,
  found: OpenWallet,
  amount: Micros,
): Promise<string> {
  const { minimum, currency } = found.terms;
  const { suggestion } = await outlookOf(needs, found, needs.clock.now());
  const aMonth = suggestion.spentOver.amount > 0 ? suggestion.addFunds : undefined;
  return isLargeOrder(amount, { aMonth, minimum }) ? largeOrderText(speech, { amount, aMonth, currency }) : '';
}
