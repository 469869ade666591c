import { text } from '../chat/argument-kinds.ts';
import { command } from '../chat/command.ts';
import { withAnyWallet } from '../tenant/with-wallet.ts';
import { runBudget } from './budget.command.ts';
import { showBudgets, type ShowBudgetsNeeds } from './show-budgets.ts';

/** Removes the budget of whom it is said to be, which can be taken back; where that is not said, it shows those that can be removed. */
export const cancelBudget = command({
  name: 'cancelBudget',
  access: 'money',
  arguments: { whose: text('budgetOf', {}), of: text('budgetOf', { mark: 'budget' }) },
  actsAtOnce: ({ whose = '', of = '' }) => `${whose}${of}` !== '',
  menus: [],
  run: (needs: ShowBudgetsNeeds, turn, { whose = '', of = '' }, page) =>
    withAnyWallet(needs, turn, found => {
      const typed = `${whose} ${of}`.trim();
      return typed === ''
        ? showBudgets(needs, turn, found, { ...page, isAll: false })
        : runBudget(needs, turn, found, { amount: 'off', whose: typed });
    }),
});
