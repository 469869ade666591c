import {
  addDays,
  budgetStanding,
  countDays,
  departmentName,
  DepartmentSums,
  monthOf,
  outlookOfPart,
  startOfMonth,
  type BudgetOf,
  type BudgetStanding,
  type Day,
  type DayRange,
  type Instant,
  type Month,
  type MonthOutlook,
  type TimeZone,
  type UsageKey,
} from '../../core/index.ts';
import { CallerKeys } from '../departments/caller-keys.ts';
import { presentDepartments, type DepartmentOf, type PresentNeeds } from '../departments/present-departments.ts';
import type { KnownPeople } from '../licenses/kept-directory.ts';
import type { Rows } from '../ports/index.ts';
import type { LiveBudget } from '../tenant/budgets.ts';
import { monthFrame, monthSpend, type MonthFrame } from '../tenant/month-spend.ts';
import { giveWay } from '../work/give-way.ts';

/** What it takes to tell where budgets stand. */
export interface SpendNeeds extends PresentNeeds {
  readonly rows: Rows;
}

/** As many people are read at a time as hold nobody else up. */
const pagePeople = 500;

/** So many days of many people are read at a time. */
const sliceDays = 10;

/** A department’s part of the organization is what it bears of this month and as many before it. */
const monthsBefore = 2;

/** Where budgets stand in the month that an instant is in: what many of them need is read once. Departments are those of now. */
export class BudgetMonth {
  readonly #needs: SpendNeeds;
  readonly #when: { readonly now: Instant; readonly timeZone: TimeZone };
  /** The people whose standings will be asked for: they are read together. */
  readonly #people: ReadonlySet<string>;
  #framed: MonthFrame | undefined;
  readonly #read = new Map<string, Promise<unknown>>();

  constructor(
    needs: SpendNeeds,
    when: { readonly now: Instant; readonly timeZone: TimeZone },
    budgets: readonly LiveBudget[] = [],
  ) {
    this.#needs = needs;
    this.#when = when;
    this.#people = new Set(budgets.flatMap(({ now: { of } }) => (of.kind === 'person' ? [of.key] : [])));
  }

  /** What these calls have cost this month, drawn or not; `being-read` while departments are read. */
  async spent(of: BudgetOf): Promise<bigint | 'being-read'> {
    switch (of.kind) {
      case 'organization':
        return (await this.#organization()).spent;
      case 'person': {
        const [people, keys] = await Promise.all([this.#costsIn(this.#month(0)), this.#keys(of.key)]);
        return keys.reduce((sum, key) => sum + (people.get(key) ?? 0n), 0n);
      }
      default: {
        const departments = await this.#departments(this.#month(0));
        return departments === 'being-read' ? departments : (departments.get(departmentKeyOf(of)) ?? 0n);
      }
    }
  }

  /** Where a budget stands. */
  async standing({ now: { of, amount } }: LiveBudget): Promise<BudgetStanding | 'being-read'> {
    const outlook = await this.#outlook(of);
    return outlook === 'being-read' ? outlook : budgetStanding(amount, outlook);
  }

  /** The departments that people are in now. */
  async names(): Promise<ReadonlySet<string> | 'being-read'> {
    return this.#once('names', async () => {
      const [known, departmentOf] = await Promise.all([this.#known(), this.#departmentOf()]);
      if (departmentOf === 'being-read') return departmentOf;
      const names = new Set(known.people.map(({ id }) => departmentName(departmentOf(id.toLowerCase()) ?? '')));
      names.delete('');
      return names;
    });
  }

  async #outlook(of: BudgetOf): Promise<MonthOutlook | 'being-read'> {
    if (of.kind === 'organization') return this.#organization();
    if (of.kind === 'person') return this.#person(of.key);
    const spent = await this.spent(of);
    const part = await this.#part(departmentKeyOf(of));
    if (spent === 'being-read' || part === 'being-read') return 'being-read';
    return outlookOfPart(await this.#organization(), { ...part, spent });
  }

  async #person(key: string): Promise<MonthOutlook> {
    const keys = await this.#keys(key);
    if (!this.#people.has(key)) return monthSpend(this.#needs.rows, keys, this.#when);
    const days = await this.#days();
    return this.#frame().outlookOf(keys.flatMap(one => days.get(one) ?? []));
  }

  /** What the people cost whose standings will be asked for, by their keys and days. */
  #days(): Promise<ReadonlyMap<string, readonly (readonly [Day, bigint])[]>> {
    return this.#once('days', async () => {
      const known = await this.#known();
      const people = [...new Set([...this.#people].flatMap(key => keysOfPerson(known, key)))];
      const costs = new Map<string, (readonly [Day, bigint])[]>();
      for (const days of slicesOf(this.#frame().days)) {
        for (const [key, own] of await this.#needs.rows.costsByDay({ days, people }))
          costs.set(key, [...(costs.get(key) ?? []), ...own]);
        // A store in this process answers without letting anybody else have a turn.
        await giveWay();
      }
      return costs;
    });
  }

  #frame(): MonthFrame {
    return (this.#framed ??= monthFrame(this.#when));
  }

  #organization(): Promise<MonthOutlook> {
    return this.#once('organization', () => monthSpend(this.#needs.rows, 'everybody', this.#when));
  }

  /** What a department, and everybody, cost in the last months. */
  async #part(name: string): Promise<{ readonly own: bigint; readonly all: bigint } | 'being-read'> {
    let own = 0n;
    for (let back = 0; back <= monthsBefore; back += 1) {
      const departments = await this.#departments(this.#month(back));
      if (departments === 'being-read') return departments;
      own += departments.get(name) ?? 0n;
    }
    return { own, all: await this.#all() };
  }

  /** What everybody cost in the last months. */
  #all(): Promise<bigint> {
    return this.#once('all', async () => {
      let all = 0n;
      for (let back = 0; back <= monthsBefore; back += 1)
        for (const cost of (await this.#costsIn(this.#month(back))).values()) all += cost;
      return all;
    });
  }

  #month(back: number): Month {
    const { now, timeZone } = this.#when;
    return monthOf(startOfMonth(monthOf(now, timeZone), timeZone, -back), timeZone);
  }

  async #keys(key: string): Promise<readonly string[]> {
    return keysOfPerson(await this.#known(), key);
  }

  #callerKeys(): Promise<CallerKeys> {
    return this.#once('keys', async () => new CallerKeys(await this.#known()));
  }

  #known(): Promise<KnownPeople> {
    return this.#once('known', () => this.#needs.keptDirectory.read());
  }

  #departmentOf(): Promise<DepartmentOf | 'being-read'> {
    return this.#once('departmentOf', async () =>
      presentDepartments(this.#needs, (await this.#needs.departmentChoice.read()).source),
    );
  }

  #departments(month: Month): Promise<ReadonlyMap<string, bigint> | 'being-read'> {
    return this.#once(`departments ${month}`, async () => {
      const departmentOf = await this.#departmentOf();
      if (departmentOf === 'being-read') return departmentOf;
      return departmentCosts(await this.#costsIn(month), await this.#callerKeys(), departmentOf);
    });
  }

  #costsIn(month: Month): Promise<ReadonlyMap<UsageKey, bigint>> {
    return this.#once(`people ${month}`, () => costsOfPeople(this.#needs.rows, month));
  }

  #once<Value>(name: string, read: () => Promise<Value>): Promise<Value> {
    const made = this.#read.get(name) ?? read();
    this.#read.set(name, made);
    return made as Promise<Value>;
  }
}

/** A range, some days at a time. */
const slicesOf = (days: DayRange): readonly DayRange[] =>
  Array.from({ length: Math.ceil(countDays(days) / sliceDays) }, (_, index) => {
    const first = addDays(days.first, index * sliceDays);
    const last = addDays(first, sliceDays - 1);
    return { first, last: last < days.last ? last : days.last };
  });

/** The keys under which the log may have somebody: their id, and in some calls an address alone. */
export function keysOfPerson(known: KnownPeople, key: string): readonly string[] {
  const address = known.person(key)?.userPrincipalName.toLowerCase();
  return address === undefined ? [key] : [key, address];
}

/** What everybody's calls of a month cost, by their keys. */
export async function costsOfPeople(rows: Rows, month: Month): Promise<ReadonlyMap<UsageKey, bigint>> {
  const costs = new Map<UsageKey, bigint>();
  for (let after: UsageKey | undefined; ;) {
    const page = await rows.peopleOfMonth({ month, after, limit: pagePeople });
    for (const { key, cost } of page) costs.set(key, cost);
    if (page.length < pagePeople) return costs;
    after = page.at(-1)?.key;
    // A store in this process answers without letting anybody else have a turn.
    await giveWay();
  }
}

/** What a department’s costs are kept under: '' of those who are in none. */
export const departmentKeyOf = (of: Exclude<BudgetOf, { readonly kind: 'person' }>): string =>
  of.kind === 'department' ? of.name : '';

/** The same by department; under '' of those who are in none. */
export function departmentCosts(
  people: ReadonlyMap<UsageKey, bigint>,
  keys: CallerKeys,
  departmentOf: DepartmentOf,
): ReadonlyMap<string, bigint> {
  const sums = new DepartmentSums(departmentOf);
  for (const [key, cost] of people) sums.add({ key: keys.of(key), calls: 0, cost });
  return new Map(
    sums.departments().flatMap(({ group, cost }) => {
      if (group.kind === 'none') return [['', cost] as const];
      return group.kind === 'department' ? [[group.name, cost] as const] : [];
    }),
  );
}
