import { setImmediate as yieldToEventLoop } from 'node:timers/promises';
import { z } from 'zod';
import { departmentSources, startOfMonth, type Instant, type Month, type TimeZone } from '../../core/index.ts';
import type { Documents, Rows } from '../ports/index.ts';
import { TypedDocument } from '../work/typed-document.ts';

const document = z.object({
  /** When the book began that it is of: the sandbox can begin another. */
  begunAt: z.int(),
  fixedAt: z.int(),
  source: z.enum(departmentSources),
  departments: z.array(z.object({ name: z.string(), people: z.array(z.string()) })),
});

/** Which department the callers of a month that has closed are in, for good. */
export type FixedMonth = z.infer<typeof document>;

const months = z.object({ months: z.array(z.string()) });

/** As many people are looked up at a time as hold nobody else up. */
const pagePeople = 500;

/** The departments of each month that has closed, by the keys of its callers: a later change of the directory does not reach it. */
export class FixedDepartments {
  readonly #documents: Documents;
  /** Which months there are: written before any of them. */
  readonly #months: TypedDocument<z.infer<typeof months>, z.infer<typeof months>>;

  constructor(documents: Documents) {
    this.#documents = documents;
    this.#months = new TypedDocument(documents, 'departments-fixed', months, { months: [] });
  }

  /** Undefined where it was not fixed yet, in that book and since an instant. */
  async read(
    month: Month,
    since: { readonly begunAt: Instant; readonly at: Instant },
  ): Promise<FixedMonth | undefined> {
    const found = await this.#of(month).readIntact();
    return found?.begunAt === since.begunAt && found.fixedAt >= since.at ? found : undefined;
  }

  /** Fixes a month as somebody read it; where somebody else was faster, theirs stays. */
  async fix(month: Month, fixed: FixedMonth, since: Instant): Promise<FixedMonth> {
    await this.#months.change(before =>
      before.months.includes(month) ? before : { months: [...before.months, month].toSorted() },
    );
    return this.#of(month).change(before =>
      before?.begunAt === fixed.begunAt && before.fixedAt >= since ? before : fixed,
    );
  }

  /** Forgets whoever has no calls left since those from before an instant were erased (L10). */
  async eraseBefore(before: Instant, rows: Pick<Rows, 'peopleOfMonth'>, timeZone: TimeZone): Promise<void> {
    for (const month of (await this.#months.read()).months) {
      if (startOfMonth(month, timeZone) >= before) continue;
      const callers = await callersIn(rows, month);
      await this.#of(month).change(fixed => {
        if (fixed === undefined) return fixed;
        const departments = fixed.departments
          .map(({ name, people }) => ({ name, people: people.filter(key => callers.has(key)) }))
          .filter(({ people }) => people.length > 0);
        return { ...fixed, departments };
      });
    }
  }

  #of(month: Month): TypedDocument<FixedMonth> {
    return new TypedDocument(this.#documents, `departments-${month}`, document);
  }
}

async function callersIn(rows: Pick<Rows, 'peopleOfMonth'>, month: Month): Promise<ReadonlySet<string>> {
  const callers = new Set<string>();
  for (let after: string | null | undefined; ;) {
    const page = await rows.peopleOfMonth({ month, after, limit: pagePeople });
    for (const { key } of page) if (key !== null) callers.add(key);
    if (page.length < pagePeople) return callers;
    after = page.at(-1)?.key;
    // A store in this process answers without letting anybody else have a turn.
    await yieldToEventLoop();
  }
}
