import type { Currency, Digest, Instant, TimeZone } from '../../core/index.ts';
import { BudgetMonth, departmentKeyOf, type SpendNeeds } from '../budgets/budget-month.ts';
import type { Budgets } from '../tenant/budgets.ts';

export interface BudgetsNeeds extends SpendNeeds {
  readonly budgets: Budgets;
}

/** So many are kept: who wants all of them has the command. */
const mostBudgets = 4;

/**
 * Where the budgets of the organization and of its departments stand this month, those that are used most first. Those of people are left
 * out, since it is kept without anybody’s name, and those of departments while these are read.
 */
export async function budgetsNow(
  needs: BudgetsNeeds,
  { now, timeZone, currency }: { readonly now: Instant; readonly timeZone: TimeZone; readonly currency: Currency },
): Promise<Digest['budgets']> {
  const month = new BudgetMonth(needs, { now, timeZone });
  const found: Digest['budgets'][number][] = [];
  for (const budget of await needs.budgets.live()) {
    const { of, currency: own } = budget.now;
    if (own !== currency || of.kind === 'person') continue;
    const standing = await month.standing(budget);
    if (standing === 'being-read') continue;
    const { spent, amount, percent } = standing;
    found.push({ label: of.kind === 'organization' ? null : departmentKeyOf(of), spent, amount, percent });
  }
  return found.toSorted((one, other) => other.percent - one.percent).slice(0, mostBudgets);
}
