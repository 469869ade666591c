import { z } from 'zod';
import { decimal, parseAmount } from '../../core/index.ts';
import { action } from '../chat/action.ts';
import type { Turn } from '../chat/turn.ts';
import { isAboutApproval, orAskApproval } from '../approvals/ask-approval.ts';
import type { ShowApprovalNeeds } from '../approvals/show-approval.ts';
import { withWallet } from '../tenant/with-wallet.ts';
import { orderOutcomeView } from './order-outcome.view.ts';
import { placeOrder, type OrderNeeds } from './place-order.ts';
import { largeOrderQuestion, reviewOrder, type ReviewNeeds } from './review-order.ts';

const order = z.string().regex(/^order-[\w.:|=-]{1,200}$/);

/** The amount has been typed into the card: on to the review. */
export const addFundsAction = action(
  'add-funds',
  'money',
  z.object({ order, amount: z.string().max(100).default('') }),
  (needs: ReviewNeeds, turn, data) => reviewOrder(needs, turn, { id: data.order, typed: data.amount, isAsked: true }),
);

export const placeOrderAction = action(
  'place-order',
  'money',
  z.object({ order, amount: z.string().max(40), beside: z.boolean(), sure: z.string().max(40).default('') }),
  (needs: ReviewNeeds & OrderNeeds & ShowApprovalNeeds, turn, data) =>
    withWallet(needs, turn, async found => {
      const { wallet, terms } = found;
      // The card sends what it was given, which no place writes in its own way.
      const read = (_turn: Turn, text: string) => parseAmount(text, terms.currency);
      const reviewAgain = (isAskedAgain = false) =>
        reviewOrder(needs, turn, { id: data.order, typed: data.amount, isAsked: true, isAskedAgain }, read);
      const amount = read(turn, data.amount);
      if (!amount.ok) return reviewAgain();
      const isPlaced = (await needs.ledger.entry(data.order)) !== undefined;
      const isSure = isPlaced || data.sure === decimal(amount.value, terms.currency);
      if (!isSure && (await largeOrderQuestion(needs, turn, found, amount.value)) !== '') return reviewAgain(true);
      const order = {
        id: data.order,
        amount: amount.value,
        method: wallet.method ?? { kind: 'admin-centre' },
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
