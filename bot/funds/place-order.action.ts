import { z } from 'zod';
import { decimal, parseAmount } from '../../core/index.ts';
import { action } from '../chat/action.ts';
import type { Turn } from '../chat/turn.ts';
import { isAboutApproval, orAskApproval } from '../approvals/ask-approval.ts';
import type { ShowApprovalNeeds } from '../approvals/show-approval.ts';
import { withWallet } from '../tenant/with-wallet.ts';
import { orderWays, wayCalled } from './offered-ways.ts';
import { orderOutcomeView } from './order-outcome.view.ts';
import { placeOrder, type OrderNeeds } from './place-order.ts';
import { largeOrderQuestion, reviewOrder, type ReviewNeeds } from './review-order.ts';

// Absent on cards of earlier versions.
const payment = z.string().max(200).exactOptional();

const order = z.string().regex(/^order-[\w.:|=-]{1,200}$/);

/** The amount has been typed into the card: on to the review. */
export const addFundsAction = action(
  'add-funds',
  'money',
  z.object({ order, amount: z.string().max(100).default(''), payment }),
  (needs: ReviewNeeds, turn, data) =>
    reviewOrder(needs, turn, { id: data.order, typed: data.amount, isAsked: true, payment: data.payment }),
);

export const placeOrderAction = action(
  'place-order',
  'money',
  z.object({
    ...{ order, amount: z.string().max(40), payment, beside: z.boolean(), sure: z.string().max(40).default('') },
    // Beside which orders it was reviewed; cards of earlier versions named none.
    open: z.array(z.string().max(250)).max(1000).default([]),
  }),
  (needs: ReviewNeeds & OrderNeeds & ShowApprovalNeeds, turn, data) =>
    withWallet(needs, turn, async found => {
      const { wallet, terms } = found;
      // The card sends what it was given, which no place writes in its own way.
      const read = (_turn: Turn, text: string) => parseAmount(text, terms.currency);
      const reviewAgain = (isAskedAgain = false) =>
        reviewOrder(
          needs,
          turn,
          { id: data.order, typed: data.amount, payment: data.payment, isAsked: true, isAskedAgain },
          read,
        );
      const amount = read(turn, data.amount);
      const way = wayCalled(await orderWays(needs, wallet), data.payment);
      if (!amount.ok || way === undefined) return reviewAgain();
      const isPlaced = (await needs.ledger.entry(data.order)) !== undefined;
      const isSure = isPlaced || data.sure === decimal(amount.value, terms.currency);
      const isSeen = wallet.openPayments.every(({ payment: { key } }) => data.open.includes(key));
      if (!isPlaced && data.beside && !isSeen) return reviewAgain();
      if (!isSure && (await largeOrderQuestion(needs, turn, found, amount.value)) !== '') return reviewAgain(true);
      const order = {
        id: data.order,
        amount: amount.value,
        method: way.method,
        isBesideOpen: data.beside,
      } as const;
      const outcome = await placeOrder(needs, { ...order, by: turn.person.id ?? null });
      // Another order was placed meanwhile: the review is shown again, and says so.
      if (outcome.kind === 'refused' && outcome.refusal.kind === 'order-open') return reviewAgain();
      if (outcome.kind === 'refused' && isAboutApproval(outcome.refusal)) {
        const { refusal } = outcome;
        return orAskApproval(needs, turn, { proposal: { kind: 'order', ...order }, refusal, currency: terms.currency });
      }
      return { card: orderOutcomeView(turn.speech, outcome, { id: data.order, currency: terms.currency }) };
    }),
);
