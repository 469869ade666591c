import type { Argument } from '../chat/argument.ts';
import { allWords } from '../chat/argument.ts';
import { text as freeText } from '../chat/argument-kinds.ts';
import { command } from '../chat/command.ts';
import { denied } from '../chat/refusal.view.ts';
import type { Reply, Turn } from '../chat/turn.ts';
import { withAnyWallet, type OpenWallet } from '../tenant/with-wallet.ts';
import { askedBudget, typedId, type AskedBudget } from './asked-budget.ts';
import { askBudget, removeBudget, setBudget, whichBudget } from './change-budget.ts';
import { budgetMonth, showBudget, showBudgets, type ShowBudgetsNeeds } from './show-budgets.ts';
import { noSuchBudgetView } from './one-budget.view.ts';
import { namesOfBudgets } from './named-budgets.ts';
import { whoseBudget } from './whose-budget.ts';

/** An amount, a department or a person: which of them is told by what there is. */
const first: Argument<string> = freeText('budget', {});

/** Budgets: all, or one; with an amount it is set at once, and said where it stands. */
export const budgetCommand = command({
  name: 'budget',
  access: 'look',
  arguments: { text: first, of: freeText('budgetOf', { mark: 'budget' }) },
  actsAtOnce: ({ text = '', of = '' }) =>
    /\d/.test(`${text.replace(/^#.*/, '')} ${of}`) || allWords('choice.off').includes(text.toLowerCase()),
  menus: [],
  run: (needs: ShowBudgetsNeeds, turn, given, page) =>
    withAnyWallet(needs, turn, async found => {
      const { text = '', of } = given;
      const isAll = allWords('choice.all').includes(text.toLowerCase());
      if (isAll || (text === '' && of === undefined)) return showBudgets(needs, turn, found, { ...page, isAll });
      const id = typedId(text);
      if (id !== undefined) return showById(needs, turn, found, id);
      const asked = askedBudget(turn, { text, whose: of }, found.terms.currency);
      if (asked.ok) return runBudget(needs, turn, found, asked.value);
      const { typed, whose, error } = asked.refusal;
      return (
        (await deniedMoney(needs, turn)) ??
        askBudget(needs, turn, found, { typed: { amount: typed, of: whose, error } })
      );
    }),
});

/** Shows, sets or removes the budget of whom a text means; asks back where that is not clear. */
export async function runBudget(
  needs: ShowBudgetsNeeds,
  turn: Turn,
  found: OpenWallet,
  { amount, whose: typed }: AskedBudget,
): Promise<Reply> {
  const whose = await whoseBudget(needs, budgetMonth(needs, found), typed, turn);
  if (whose.kind !== 'one') return whichBudget(turn, found, { typed, amount, whose });
  const { of } = whose;
  const budget = await needs.budgets.of(of);
  if (amount === undefined && budget !== undefined) return showBudget(needs, turn, found, budget);
  const denial = await deniedMoney(needs, turn);
  if (amount === 'off' && denial === undefined && budget !== undefined) return removeBudget(needs, turn, found, budget);
  if (typeof amount === 'number') return denial ?? setBudget(needs, turn, found, { of, amount });
  if (denial === undefined && amount === undefined)
    return askBudget(needs, turn, found, { typed: { amount: '', of: typed, error: '' } });
  if (denial !== undefined && amount === 'off') return denial;
  const [named = { kind: 'someone' }] = await namesOfBudgets(needs, [of], await needs.roles.sightOf(turn.person.id));
  return { card: noSuchBudgetView(turn.speech, { kind: 'none-of', named }) };
}

/** What an alert is about. */
async function showById(needs: ShowBudgetsNeeds, turn: Turn, found: OpenWallet, id: string): Promise<Reply> {
  const budget = (await needs.budgets.live()).find(one => one.id === id);
  return budget === undefined
    ? { card: noSuchBudgetView(turn.speech, { kind: 'gone' }) }
    : showBudget(needs, turn, found, budget);
}

/** Why somebody may change no budget. */
async function deniedMoney({ roles }: ShowBudgetsNeeds, { speech, person }: Turn): Promise<Reply | undefined> {
  const checked = await roles.check(person.id, 'money');
  return checked.ok ? undefined : denied(speech, checked.refusal);
}
