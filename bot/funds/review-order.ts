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
import { needsApprovalView } from '../approvals/approval.view.ts';
import { withWallet, type OpenWallet, type WalletNeeds } from '../tenant/with-wallet.ts';
import { outlookOf } from '../wallets/outlook.ts';
import { addFundsView, largeOrderText, openText, orderReviewView } from './add-funds.view.ts';
import { methodKey } from './method-key.view.ts';
import { orderWays, wayCalled, type WaysNeeds } from './offered-ways.ts';

export interface ReviewNeeds extends WalletNeeds, WaysNeeds {}

/** From what was typed to the review of an order; what cannot be an order comes back with the reason beside the field. */
export const reviewOrder = (
  needs: ReviewNeeds,
  turn: Turn,
  order: {
    readonly id: string;
    readonly typed: string;
    readonly isAsked: boolean;
    /** The way to pay as a form names it; where nobody was asked the wallet's own. */
    readonly payment?: string | undefined;
    /** Whether a large order is asked about once more. */
    readonly isAskedAgain?: boolean;
  },
  read: (turn: Turn, text: string, currency: Currency) => Result<Micros, AmountRefusal> = typedAmount,
): Promise<Reply> =>
  withWallet(needs, turn, async found => {
    const { wallet, terms } = found;
    const { speech } = turn;
    const ways = await orderWays(needs, wallet);
    const way = wayCalled(ways, order.payment);
    const ask = (error: string): Reply => ({
      card: addFundsView(speech, terms, { ...order, error, ways, payment: methodKey((way ?? ways[0]).method) }),
    });
    if (!order.isAsked) return ask('');
    const amount = read(turn, order.typed, terms.currency);
    if (!amount.ok) return ask(amountText(speech, amount.refusal, order.typed, terms.currency));
    const checked = checkOrder(amount.value, terms);
    if (!checked.ok) return ask(refusalText(speech, checked.refusal, terms.currency));
    // Where agreements are listed each order is under one of them, and that is asked; a way that is gone is asked for anew.
    const isListed = ways.some(({ listed }) => listed !== undefined);
    if (way === undefined || (order.payment === undefined && isListed)) return ask('');
    const { method } = way;
    const open = wallet.openPayments.map(({ payment }) => payment);
    const limit = limitOf(wallet);
    if (limit !== null && isAbove(amount.value, limit)) {
      const { currency } = terms;
      const proposal = {
        kind: 'order',
        id: order.id,
        amount: amount.value,
        method,
        isBesideOpen: open.length > 0,
      } as const;
      const notice = openText(speech, open, currency);
      const about = { proposal, reason: '', sum: amount.value, limit, currency, notice };
      return { card: needsApprovalView(speech, about) };
    }
    const review = {
      id: order.id,
      amount: amount.value,
      decimal: decimal(amount.value, terms.currency),
      open,
      question: order.isAskedAgain === true ? await largeOrderQuestion(needs, turn, found, amount.value) : '',
      way,
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
