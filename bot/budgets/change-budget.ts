import { formAmount, type BudgetOf, type Micros } from '../../core/index.ts';
import { sharedSight } from '../chat/roles.ts';
import { denied } from '../chat/refusal.view.ts';
import type { Reply, Turn } from '../chat/turn.ts';
import type { AskedBy, BudgetChange, KeptBudget, LiveBudget } from '../tenant/budgets.ts';
import { typedBudget } from '../tenant/typed-budget.ts';
import type { OpenWallet } from '../tenant/with-wallet.ts';
import { likelyName } from './likely-name.ts';
import { budgetForm, moveForm } from './budget-form.view.ts';
import { namesOfBudgets, type Named } from './named-budgets.ts';
import { noSuchBudgetView, removedBudgetView, type BudgetNotice } from './one-budget.view.ts';
import { budgetMonth, showBudget, type ShowBudgetsNeeds } from './show-budgets.ts';
import { whichBudgetView } from './which-budget.view.ts';
import { whoseBudget, type Whose } from './whose-budget.ts';
import type { AskedBudget } from './asked-budget.ts';

const askedBy = ({ clock }: ShowBudgetsNeeds, { id, person }: Turn, seen?: LiveBudget): AskedBy => ({
  ...{ by: person.id ?? '', at: clock.now(), request: id, seen },
});

/** Sets a budget and says at once where it stands. That of a person is for whoever may see their calls. */
export async function setBudget(
  needs: ShowBudgetsNeeds,
  turn: Turn,
  found: OpenWallet,
  { of, amount, seen }: { readonly of: BudgetOf; readonly amount: Micros; readonly seen?: LiveBudget },
): Promise<Reply> {
  const { currency } = found.terms;
  if (of.kind === 'person') {
    const sight = await needs.roles.sightOf(turn.person.id);
    if (sight.kind === 'counted') return denied(turn.speech, sight.why);
  }
  const before = await needs.budgets.of(of);
  const isSame = before?.now.amount === amount && before.now.currency === currency;
  const made = await needs.budgets.set(of, { amount, currency }, askedBy(needs, turn, seen));
  if (made.kind === 'gone' && seen !== undefined) return shownAgain(needs, turn, found, seen.id);
  const isAgain = before?.now.request === turn.id;
  return answer(needs, turn, found, made, isSame && !isAgain ? 'same' : 'saved');
}

/** Removes a budget, which can be taken back. */
export async function removeBudget(
  needs: ShowBudgetsNeeds,
  turn: Turn,
  found: OpenWallet,
  budget: LiveBudget,
): Promise<Reply> {
  const removed = await needs.budgets.remove(budget.id, askedBy(needs, turn, budget));
  return removed.kind === 'gone'
    ? shownAgain(needs, turn, found, budget.id)
    : answer(needs, turn, found, removed, 'saved');
}

/** Takes back the change that a card shows, if it was the last. */
export async function undoBudget(
  needs: ShowBudgetsNeeds,
  turn: Turn,
  found: OpenWallet,
  { id, seen }: { readonly id: string; readonly seen: number },
): Promise<Reply> {
  const undone = await needs.budgets.undo(id, seen, askedBy(needs, turn));
  return undone.kind === 'gone' ? shownAgain(needs, turn, found, id) : answer(needs, turn, found, undone, 'undone');
}

/** How it stands, since somebody else was first. */
export async function shownAgain(needs: ShowBudgetsNeeds, turn: Turn, found: OpenWallet, id: string): Promise<Reply> {
  const budget = (await needs.budgets.live()).find(one => one.id === id);
  return budget === undefined
    ? { card: noSuchBudgetView(turn.speech, { kind: 'gone' }) }
    : showBudget(needs, turn, found, budget, 'changed');
}

async function answer(
  needs: ShowBudgetsNeeds,
  turn: Turn,
  found: OpenWallet,
  made: BudgetChange,
  notice: BudgetNotice,
): Promise<Reply> {
  switch (made.kind) {
    case 'too-many':
      return { card: noSuchBudgetView(turn.speech, made) };
    case 'gone':
      return { card: noSuchBudgetView(turn.speech, { kind: 'gone' }) };
    case 'taken':
      return { card: noSuchBudgetView(turn.speech, { kind: 'taken', named: await nameOf(needs, turn, made.budget) }) };
    default: {
      const { budget } = made;
      const { amount } = budget.now;
      if (amount !== null) return showBudget(needs, turn, found, { ...budget, now: { ...budget.now, amount } }, notice);
      const named = await nameOf(needs, turn, budget);
      const how = notice === 'undone' ? 'undoneNone' : 'removed';
      const [anonymous = named] = await namesOfBudgets(needs, [budget.now.of], sharedSight);
      return {
        card: removedBudgetView(turn.speech, budget, { named, notice: how }),
        shared: removedBudgetView(turn.speech, budget, { named: anonymous, notice: how }),
      };
    }
  }
}

async function nameOf(needs: ShowBudgetsNeeds, { person }: Turn, { now }: KeptBudget): Promise<Named> {
  const [named = { kind: 'someone' }] = await namesOfBudgets(needs, [now.of], await needs.roles.sightOf(person.id));
  return named;
}

/** The form of a budget that there is, or of a new one; with what was typed, and what is wrong with it. */
export async function askBudget(
  needs: ShowBudgetsNeeds,
  turn: Turn,
  { terms: { currency } }: OpenWallet,
  {
    budget,
    typed,
    ofError = '',
  }: {
    readonly budget?: LiveBudget;
    readonly typed?: { readonly amount: string; readonly of: string; readonly error: string };
    readonly ofError?: string;
  },
): Promise<Reply> {
  const present = budget === undefined ? '' : formAmount(budget.now.amount, currency);
  return {
    card: budgetForm(turn.speech, {
      ...{ currency, of: { value: typed?.of ?? '', error: ofError } },
      amount: { value: typed?.amount ?? present, error: typed?.error ?? '' },
      budget: budget && { id: budget.id, seen: budget.now.number, named: await nameOf(needs, turn, budget) },
    }),
  };
}

/** What a form sent: of a new budget whose it is too. */
export interface SentBudget {
  readonly amount: string;
  readonly of: string;
}

/** Saves what a form says, or gives it back with what is wrong beside its fields. */
export async function saveBudget(
  needs: ShowBudgetsNeeds,
  turn: Turn,
  found: OpenWallet,
  { budget, sent }: { readonly budget: LiveBudget | undefined; readonly sent: SentBudget },
): Promise<Reply> {
  const amount = typedBudget(turn, sent.amount, found.terms.currency);
  const typed = { ...sent, error: amount.ok ? '' : amount.refusal };
  if (budget !== undefined)
    return amount.ok
      ? setBudget(needs, turn, found, { of: budget.now.of, amount: amount.value, seen: budget })
      : askBudget(needs, turn, found, { budget, typed });
  const whose = await whoseBudget(needs, budgetMonth(needs, found), sent.of, turn);
  if (!amount.ok) return askBudget(needs, turn, found, { typed });
  if (whose.kind !== 'one') return whichBudget(turn, found, { typed: sent.of, amount: amount.value, whose });
  return setBudget(needs, turn, found, { of: whose.of, amount: amount.value });
}

/** Asks which of several is meant, or says that none is; each choice is what would have been typed for it. */
export const whichBudget = (
  { speech }: Turn,
  { terms: { currency } }: OpenWallet,
  {
    typed,
    amount,
    whose,
  }: {
    readonly typed: string;
    readonly amount: AskedBudget['amount'];
    readonly whose: Exclude<Whose, { readonly kind: 'one' }>;
  },
): Reply => ({
  card: whichBudgetView(speech, {
    ...{ typed, whose },
    asked: amount === undefined ? '' : amount === 'off' ? 'off' : formAmount(amount, currency),
  }),
});

/** Asks to which department a budget is to move; first the one that most of its people are in now. */
export async function askMove(
  needs: ShowBudgetsNeeds,
  turn: Turn,
  found: OpenWallet,
  budget: LiveBudget,
): Promise<Reply> {
  const names = await budgetMonth(needs, found).names();
  const having = (await needs.budgets.live()).flatMap(({ now: { of } }) => (of.kind === 'department' ? [of.name] : []));
  const free = names === 'being-read' ? [] : [...names].filter(name => !having.includes(name)).toSorted();
  const { of, number } = budget.now;
  const when = { now: needs.clock.now(), timeZone: found.terms.timeZone };
  const known = of.kind === 'department' ? await likelyName(needs, of.name, when) : undefined;
  const likely = free.find(name => name === known);
  const departments = likely === undefined ? free : [likely, ...free.filter(name => name !== likely)];
  return {
    card: moveForm(
      turn.speech,
      { id: budget.id, seen: number, named: await nameOf(needs, turn, budget) },
      { departments: departments.slice(0, mostChoices), likely },
    ),
  };
}

/** More than that nobody looks through. */
const mostChoices = 200;

/** Moves a budget to a department that people are in. */
export async function moveBudget(
  needs: ShowBudgetsNeeds,
  turn: Turn,
  found: OpenWallet,
  { budget, department }: { readonly budget: LiveBudget; readonly department: string },
): Promise<Reply> {
  const names = await budgetMonth(needs, found).names();
  if (names === 'being-read' || !names.has(department)) return askMove(needs, turn, found, budget);
  const moved = await needs.budgets.move(budget.id, department, askedBy(needs, turn, budget));
  return moved.kind === 'gone' ? shownAgain(needs, turn, found, budget.id) : answer(needs, turn, found, moved, 'moved');
}
