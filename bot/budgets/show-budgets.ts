import { unreachable, type Currency } from '../../core/index.ts';
import { pageAfter } from '../chat/list-page.ts';
import { sharedSight, type Roles, type Sight } from '../chat/roles.ts';
import type { Reply, Turn } from '../chat/turn.ts';
import { mayMoveMoney } from '../funds/may-move-money.ts';
import type { Clock, Looks } from '../ports/index.ts';
import type { Budgets, LiveBudget } from '../tenant/budgets.ts';
import type { Names } from '../tenant/names.ts';
import type { OpenWallet, WalletNeeds } from '../tenant/with-wallet.ts';
import { BudgetMonth } from './budget-month.ts';
import { budgetsView, noBudgetsView } from './budgets.view.ts';
import { monthsBefore, type MonthsNeeds } from './months-before.ts';
import { namesOfBudgets } from './named-budgets.ts';
import { oneBudgetView, privateBudgetView, type BudgetNotice } from './one-budget.view.ts';

export interface ShowBudgetsNeeds extends MonthsNeeds, WalletNeeds {
  readonly rows: WalletNeeds['rows'];
  readonly clock: Clock;
  readonly budgets: Budgets;
  readonly names: Names;
  readonly roles: Roles;
  readonly looks: Looks;
}

const pageSize = 8;

/** Where budgets stand at this instant. */
export const budgetMonth = (needs: ShowBudgetsNeeds, { terms }: OpenWallet): BudgetMonth =>
  new BudgetMonth(needs, { now: needs.clock.now(), timeZone: terms.timeZone });

/** Those in the wallet’s currency: what was set in another is of another book. */
const budgetsIn = async ({ budgets }: ShowBudgetsNeeds, currency: Currency): Promise<readonly LiveBudget[]> =>
  (await budgets.live()).filter(({ now }) => now.currency === currency);

/** All budgets, a page at a time: the organization’s first, then the one that is used up most; the only one is shown at once, unless all were asked for. */
export async function showBudgets(
  needs: ShowBudgetsNeeds,
  turn: Turn,
  found: OpenWallet,
  asked: { readonly text: string; readonly place: string; readonly isAll: boolean },
): Promise<Reply> {
  const { speech, person } = turn;
  const all = await budgetsIn(needs, found.terms.currency);
  const mayChange = await mayMoveMoney(needs, turn);
  const [only, ...more] = all;
  if (only === undefined) return { card: noBudgetsView(speech, { mayChange }) };
  if (more.length === 0 && !asked.isAll) return showBudget(needs, turn, found, only);
  const sight = await needs.roles.sightOf(person.id);
  const month = budgetMonth(needs, found);
  const listed = await listedOf(needs, month, { all, sight, place: asked.place });
  if (listed.page.items.some(({ budget }) => budget.now.of.kind === 'person'))
    await needs.looks.note({ who: person.id ?? '', whom: undefined, at: needs.clock.now(), command: 'budget' });
  const facts = { text: asked.text, terms: found.terms, mayChange };
  const card = budgetsView(speech, listed, { ...facts, sight });
  if (sight.kind === 'counted') return { card };
  const shared = await listedOf(needs, month, { all, sight: sharedSight, place: asked.place });
  return { card, shared: budgetsView(speech, shared, { ...facts, sight: sharedSight }) };
}

/** A page of budgets with where they stand; those of people only for whoever may see these. */
async function listedOf(
  needs: ShowBudgetsNeeds,
  month: BudgetMonth,
  { all, sight, place }: { readonly all: readonly LiveBudget[]; readonly sight: Sight; readonly place: string },
) {
  const seen = all.filter(({ now }) => sight.kind === 'whole' || now.of.kind !== 'person');
  const page = pageAfter(await inOrder(month, seen), place, { size: pageSize, keyOf: ({ id }) => id });
  const names = await namesOfBudgets(
    needs,
    page.items.map(({ now }) => now.of),
    sight,
  );
  const items = await Promise.all(
    page.items.map(async (budget, index) => ({
      ...{ budget, named: names[index] ?? { kind: 'someone' as const } },
      ...{ standing: await month.standing(budget), isRenamed: await isRenamed(month, budget) },
    })),
  );
  return { page: { ...page, items }, hidden: all.length - seen.length };
}

async function inOrder(month: BudgetMonth, all: readonly LiveBudget[]): Promise<readonly LiveBudget[]> {
  const ranked = await Promise.all(
    all.map(async budget => {
      const spent = await month.spent(budget.now.of);
      const isFirst = budget.now.of.kind === 'organization';
      return {
        budget,
        rank: isFirst ? Infinity : spent === 'being-read' ? -1 : Number(spent) / (budget.now.amount || 1),
      };
    }),
  );
  return ranked
    .toSorted((one, other) => other.rank - one.rank || (one.budget.id < other.budget.id ? -1 : 1))
    .map(({ budget }) => budget);
}

/** Whether nobody is in its department any more. */
async function isRenamed(month: BudgetMonth, { now: { of } }: LiveBudget): Promise<boolean> {
  if (of.kind !== 'department') return false;
  const names = await month.names();
  return names !== 'being-read' && !names.has(of.name);
}

/** One budget: where it stands, what earlier months came to, and what changes it. */
export async function showBudget(
  needs: ShowBudgetsNeeds,
  turn: Turn,
  found: OpenWallet,
  budget: LiveBudget,
  notice?: BudgetNotice,
): Promise<Reply> {
  const { speech, person } = turn;
  const { of } = budget.now;
  const now = needs.clock.now();
  const sight = of.kind === 'person' ? await needs.roles.sightOf(person.id) : sharedSight;
  if (of.kind === 'person') {
    if (sight.kind === 'counted') return { card: privateBudgetView(speech, sight.why) };
    await needs.looks.note({ who: person.id ?? '', whom: of.key, at: now, command: 'budget' });
  }
  const month = budgetMonth(needs, found);
  const [named = { kind: 'someone' }] = await namesOfBudgets(needs, [of], sight);
  const { by } = budget.now;
  const card = oneBudgetView(speech, budget, {
    ...{ named, notice, terms: found.terms, isRenamed: await isRenamed(month, budget) },
    standing: await month.standing(budget),
    months: await monthsBefore(needs, budget, { now, timeZone: found.terms.timeZone }),
    by: by === '' ? '' : ((await needs.names.of([by])).get(by) ?? ''),
    mayChange: await mayMoveMoney(needs, turn),
  });
  switch (of.kind) {
    case 'organization':
    case 'department':
    case 'none':
      return { card };
    case 'person':
      return { card, ...(sharedSight.kind === 'counted' && { shared: privateBudgetView(speech, sharedSight.why) }) };
    default:
      return unreachable(of);
  }
}
