import { z } from 'zod';
import { unreachable } from '../../core/index.ts';
import { action } from '../chat/action.ts';
import type { Reply, Turn } from '../chat/turn.ts';
import { withAnyWallet, type OpenWallet } from '../tenant/with-wallet.ts';
import { askBudget, askMove, moveBudget, removeBudget, saveBudget, shownAgain, undoBudget } from './change-budget.ts';
import { noSuchBudgetView } from './one-budget.view.ts';
import { showBudget, type ShowBudgetsNeeds } from './show-budgets.ts';

const id = z.string().max(40);
const seen = z.int().min(0);

/** One budget; of a person where whoever presses may see it, so for them alone. */
export const showBudgetAction = {
  ...action('budget', 'look', z.object({ budget: id }), (needs: ShowBudgetsNeeds, turn, data) =>
    withAnyWallet(needs, turn, async found => {
      const budget = (await needs.budgets.live()).find(one => one.id === data.budget);
      return budget === undefined
        ? { card: noSuchBudgetView(turn.speech, { kind: 'gone' }) }
        : showBudget(needs, turn, found, budget);
    }),
  ),
  isAnsweredBeside: 'where-shared' as const,
};

// An empty input is absent from what the client sends (T6).
const typed = z.string().max(300).default('');

const step = z.discriminatedUnion('step', [
  z.object({ step: z.enum(['ask', 'remove', 'undo', 'ask-move']), budget: id, seen }),
  z.object({ step: z.literal('save'), budget: id, seen, amount: typed, of: typed }),
  z.object({ step: z.literal('move'), budget: id, seen, department: typed }),
]);

/** Asks for a budget, sets it, removes it, takes that back, and moves it with its department. */
export const changeBudgetAction = {
  ...action('change-budget', 'money', step, (needs: ShowBudgetsNeeds, turn, data) =>
    withAnyWallet(needs, turn, found => change(needs, turn, found, data)),
  ),
  isAnsweredBeside: 'where-shared' as const,
};

async function change(
  needs: ShowBudgetsNeeds,
  turn: Turn,
  found: OpenWallet,
  asked: z.infer<typeof step>,
): Promise<Reply> {
  if (asked.step === 'undo') return undoBudget(needs, turn, found, { id: asked.budget, seen: asked.seen });
  const budget = (await needs.budgets.live()).find(one => one.id === asked.budget);
  if (asked.budget !== '' && budget?.now.number !== asked.seen && budget?.now.request !== turn.id)
    return shownAgain(needs, turn, found, asked.budget);
  if (asked.step === 'save') return saveBudget(needs, turn, found, { budget, sent: asked });
  if (budget === undefined) return askBudget(needs, turn, found, {});
  switch (asked.step) {
    case 'ask':
      return askBudget(needs, turn, found, { budget });
    case 'remove':
      return removeBudget(needs, turn, found, budget);
    case 'ask-move':
      return askMove(needs, turn, found, budget);
    case 'move':
      return moveBudget(needs, turn, found, { budget, department: asked.department });
    default:
      return unreachable(asked.step);
  }
}
