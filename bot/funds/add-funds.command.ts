import type { Command } from '../chat/command.ts';
import { requestId } from '../chat/request-id.ts';
import { reviewOrder, type ReviewNeeds } from './review-order.ts';

export const addFunds: Command<ReviewNeeds> = {
  name: 'add funds',
  access: 'money',
  words: { en: ['add funds', 'top up', 'buy credits', 'add'], zh: ['添加资金', '充值', '购买点数'] },
  about: 'help.addFunds',
  run: async (needs, turn, rest) =>
    reviewOrder(needs, turn, { id: await requestId(needs, turn, 'order'), typed: rest, isAsked: rest !== '' }),
};
