import { z } from 'zod';
import { departmentSources, startOfMonth, type Instant, type Month, type TimeZone } from '../../core/index.ts';
import type { Documents, Rows } from '../ports/index.ts';
import { TypedDocument } from '../work/typed-document.ts';
import { giveWay } from '../work/give-way.ts';

const fixing = z.object({
  /** When the book began that it is of: the sandbox can begin another. */
  begunAt: z.int(),
  fixedAt: z.int(),
  source: z.enum(departmentSources),
  departments: z.array(z.object({ name: z.string(), people: z.array(z.string()) })),
});

/** Which department the callers of a month that has closed are in, for good. */
export type FixedMonth = z.infer<typeof fixing>;

/** `former`: what it was fixed as before, which holds again where an admin takes back that it was worked out anew. */
const document = fixing.extend({ former: fixing.nullable().default(null) });

type KeptMonth = z.infer<typeof document>;

/** Which fixings count: of one book, since an instant, and not what was fixed in time that was taken back. */
export interface ThatHold {
  readonly begunAt: Instant;
  readonly at: Instant;
  readonly undone: readonly { readonly from: Instant; readonly until: Instant }[];
}

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

  /** Undefined where it was not fixed yet, as far as that holds. */
  async read(month: Month, that: ThatHold): Promise<FixedMonth | undefined> {
    return holding(await this.#of(month).readIntact(), that);
  }

  /** Those that are fixed. */
  async fixedMonths(that: ThatHold): Promise<readonly Month[]> {
    const { months: all } = await this.#months.read();
    const found = await Promise.all(all.map(month => this.read(month, that)));
    return all.filter((_, index) => found[index] !== undefined);
  }

  /** Fixes a month as somebody read it; false where somebody else was faster: theirs stays. */
  async fix(month: Month, fixed: FixedMonth, that: ThatHold): Promise<boolean> {
    await this.#months.change(before =>
      before.months.includes(month) ? before : { months: [...before.months, month].toSorted() },
    );
    let isOurs = false;
    await this.#of(month).change(before => {
      isOurs = holding(before, that) === undefined;
      return isOurs ? { ...fixed, former: counting(before, that) ?? null } : before;
    });
    return isOurs;
  }

  /** Forgets whoever has no calls left since those from before an instant were erased (L10). */
  async eraseBefore(before: Instant, rows: Pick<Rows, 'peopleOfMonth'>, timeZone: TimeZone): Promise<void> {
    for (const month of (await this.#months.read()).months) {
      if (startOfMonth(month, timeZone) >= before) continue;
      const callers = await callersIn(rows, month);
      const without = (one: FixedMonth): FixedMonth => ({
        ...one,
        departments: one.departments
          .map(({ name, people }) => ({ name, people: people.filter(key => callers.has(key)) }))
          .filter(({ people }) => people.length > 0),
      });
      await this.#of(month).change(fixed => {
        if (fixed === undefined) return fixed;
        const { former } = fixed;
        return { ...without(fixed), former: former === null ? null : without(former) };
      });
    }
  }

  #of(month: Month): TypedDocument<KeptMonth> {
    return new TypedDocument(this.#documents, `departments-${month}`, document);
  }
}

/** What a month is fixed as in that book, if what was taken back had not been done. */
function counting(kept: KeptMonth | undefined, { begunAt, undone }: ThatHold): FixedMonth | undefined {
  if (kept?.begunAt !== begunAt) return undefined;
  const isUndone = undone.some(({ from, until }) => kept.fixedAt >= from && kept.fixedAt <= until);
  const { former, ...own } = kept;
  // Whatever closed in that time has nothing from before.
  return isUndone && former !== null ? former : own;
}

function holding(kept: KeptMonth | undefined, that: ThatHold): FixedMonth | undefined {
  const found = counting(kept, that);
  return found !== undefined && found.fixedAt >= that.at ? found : undefined;
}

async function callersIn(rows: Pick<Rows, 'peopleOfMonth'>, month: Month): Promise<ReadonlySet<string>> {
  const callers = new Set<string>();
  for (let after: string | null | undefined; ;) {
    const page = await rows.peopleOfMonth({ month, after, limit: pagePeople });
    for (const { key } of page) if (key !== null) callers.add(key);
    if (page.length < pagePeople) return callers;
    after = page.at(-1)?.key;
    // A store in this process answers without letting anybody else have a turn.
    await giveWay();
  }
}
