import { setImmediate as yieldToEventLoop } from 'node:timers/promises';
import {
  budgetStanding,
  departmentName,
  DepartmentSums,
  monthOf,
  outlookOfPart,
  startOfMonth,
  type BudgetOf,
  type BudgetStanding,
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
import { monthSpend } from '../tenant/month-spend.ts';

/** What it takes to tell where budgets stand. */
export interface SpendNeeds extends PresentNeeds {
  readonly rows: Rows;
}

/** As many people are read at a time as hold nobody else up. */
const pagePeople = 500;

/** A department’s part of the organization is what it bears of this month and as many before it. */
const monthsBefore = 2;

/** Where budgets stand in the month that an instant is in: what many of them need is read once. Departments are those of now. */
export class BudgetMonth {
  readonly #needs: SpendNeeds;
  readonly #when: { readonly now: Instant; readonly timeZone: TimeZone };
  readonly #read = new Map<string, Promise<unknown>>();

  constructor(needs: SpendNeeds, when: { readonly now: Instant; readonly timeZone: TimeZone }) {
    this.#needs = needs;
    this.#when = when;
  }

  /** What these calls have cost this month, drawn or not; `being-read` while departments are read. */
  async spent(of: BudgetOf): Promise<bigint | 'being-read'> {
    switch (of.kind) {
      case 'organization':
        return (await this.#organization()).spent;
      case 'person': {
        const [people, keys] = await Promise.all([this.#people(this.#month(0)), this.#keys(of.key)]);
        return keys.reduce((sum, key) => sum + (people.get(key) ?? 0n), 0n);
      }
      default: {
        const departments = await this.#departments(this.#month(0));
        return departments === 'being-read' ? departments : (departments.get(of.name) ?? 0n);
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
    if (of.kind === 'person') return monthSpend(this.#needs.rows, await this.#keys(of.key), this.#when);
    const spent = await this.spent(of);
    const part = await this.#part(of.name);
    if (spent === 'being-read' || part === 'being-read') return 'being-read';
    return outlookOfPart(await this.#organization(), { ...part, spent });
  }

  #organization(): Promise<MonthOutlook> {
    return this.#once('organization', () => monthSpend(this.#needs.rows, 'everybody', this.#when));
  }

  /** What a department, and everybody, cost in the last months. */
  async #part(name: string): Promise<{ readonly own: bigint; readonly all: bigint } | 'being-read'> {
    let [own, all] = [0n, 0n];
    for (let back = 0; back <= monthsBefore; back += 1) {
      const departments = await this.#departments(this.#month(back));
      if (departments === 'being-read') return departments;
      own += departments.get(name) ?? 0n;
      for (const cost of (await this.#people(this.#month(back))).values()) all += cost;
    }
    return { own, all };
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
      return departmentCosts(await this.#people(month), await this.#callerKeys(), departmentOf);
    });
  }

  #people(month: Month): Promise<ReadonlyMap<UsageKey, bigint>> {
    return this.#once(`people ${month}`, () => costsOfPeople(this.#needs.rows, month));
  }

  #once<Value>(name: string, read: () => Promise<Value>): Promise<Value> {
    const made = this.#read.get(name) ?? read();
    this.#read.set(name, made);
    return made as Promise<Value>;
  }
}

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
    await yieldToEventLoop();
  }
}

/** The same by department; who has none is in none. */
export function departmentCosts(
  people: ReadonlyMap<UsageKey, bigint>,
  keys: CallerKeys,
  departmentOf: DepartmentOf,
): ReadonlyMap<string, bigint> {
  const sums = new DepartmentSums(departmentOf);
  for (const [key, cost] of people) sums.add({ key: keys.of(key), calls: 0, cost });
  return new Map(
    sums.departments().flatMap(({ group, cost }) => (group.kind === 'department' ? [[group.name, cost] as const] : [])),
  );
}
