import {
  addDays,
  budgetMonths,
  dayOf,
  percentOf,
  startOfMonth,
  type BudgetOf,
  type DayRange,
  type Instant,
  type Micros,
  type Month,
  type TimeZone,
} from '../../core/index.ts';
import { CallerKeys } from '../departments/caller-keys.ts';
import { fixingsThatHold, inFixed } from '../departments/month-report.ts';
import { presentDepartments } from '../departments/present-departments.ts';
import type { Journal } from '../ports/index.ts';
import type { KeptBudget } from '../tenant/budgets.ts';
import type { FixedDepartments } from '../wallets/fixed-departments.ts';
import { costsOfPeople, departmentCosts, keysOfPerson, departmentKeyOf, type SpendNeeds } from './budget-month.ts';

/** What it takes to tell what the months before came to. */
export interface MonthsNeeds extends SpendNeeds {
  readonly journal: Journal;
  readonly fixedDepartments: FixedDepartments;
}

/** What a month that has ended came to, and the budget that it ended with. */
export interface MonthBefore {
  readonly month: Month;
  readonly spent: bigint;
  readonly amount: Micros;
  readonly percent: number;
}

const mostMonths = 6;

/** The last months of a budget, the latest first. Departments of a month that has closed are those that it closed with (L12). */
export async function monthsBefore(
  needs: MonthsNeeds,
  { versions }: KeptBudget,
  when: { readonly now: Instant; readonly timeZone: TimeZone },
): Promise<readonly MonthBefore[]> {
  const months: MonthBefore[] = [];
  for (const { month, held } of budgetMonths(versions, { ...when, most: mostMonths })) {
    const spent = await spentIn(needs, { of: held.of, month, timeZone: when.timeZone });
    if (spent !== 'being-read')
      months.push({ month, spent, amount: held.amount, percent: percentOf(spent, held.amount) });
  }
  return months;
}

async function spentIn(
  needs: MonthsNeeds,
  { of, month, timeZone }: { readonly of: BudgetOf; readonly month: Month; readonly timeZone: TimeZone },
): Promise<bigint | 'being-read'> {
  const { rows, keptDirectory } = needs;
  const days = daysOf(month, timeZone);
  if (of.kind === 'organization') return (await rows.usage({ days })).cost;
  const known = await keptDirectory.read();
  if (of.kind === 'person') {
    const keys = keysOfPerson(known, of.key);
    const sums = await Promise.all(keys.map(key => rows.usage({ days, of: { by: 'person', key } })));
    return sums.reduce((sum, { cost }) => sum + cost, 0n);
  }
  const people = await costsOfPeople(rows, month);
  const keys = new CallerKeys(known);
  const fixed = await needs.fixedDepartments.read(month, await fixingsThatHold(needs));
  const departmentOf =
    fixed === undefined
      ? await presentDepartments(needs, (await needs.departmentChoice.read()).source)
      : inFixed(fixed.departments, keys);
  if (departmentOf === 'being-read') return departmentOf;
  return departmentCosts(people, keys, departmentOf).get(departmentKeyOf(of)) ?? 0n;
}

const daysOf = (month: Month, timeZone: TimeZone): DayRange => ({
  first: `${month}-01`,
  last: addDays(dayOf(startOfMonth(month, timeZone, 1), timeZone), -1),
});
