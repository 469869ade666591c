import { text } from '../chat/argument-kinds.ts';
import { command } from '../chat/command.ts';
import { requestId } from '../chat/request-id.ts';
import { reviewOrder, type ReviewNeeds } from './review-order.ts';

export const addFunds = command({
  name: 'addFunds',
  access: 'money',
  arguments: { amount: text('amount', {}) },
  // The form shows what is wrong with an amount beside its field.
  run: async (needs: ReviewNeeds, turn, { amount = '' }) =>
    reviewOrder(needs, turn, { id: await requestId(needs, turn, 'order'), typed: amount, isAsked: amount !== '' }),
});
