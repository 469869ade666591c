import { z } from 'zod';
import {
  isSameBudget,
  type BudgetOf,
  type BudgetVersion,
  type Currency,
  type Instant,
  type Micros,
} from '../../core/index.ts';
import type { Documents } from '../ports/index.ts';
import { Records, recordsOf } from '../work/records.ts';
import { TypedDocument } from '../work/typed-document.ts';
import type { SettingsStore } from './settings.ts';

const of = z.discriminatedUnion('kind', [
  z.object({ kind: z.enum(['organization', 'none']) }),
  z.object({ kind: z.literal('department'), name: z.string() }),
  z.object({ kind: z.literal('person'), key: z.string() }),
]);

const version = z.object({
  /** Each has its own, counted up. */
  number: z.int(),
  of,
  /** Null where it was removed. */
  amount: z.int().nullable(),
  currency: z.string(),
  /** Who made it, '' where nobody knows. */
  by: z.string(),
  at: z.int(),
  /** What asked for it: asked again, it makes no other. */
  request: z.string(),
});

const document = z.object({ last: z.int(), budgets: recordsOf(z.object({ versions: z.array(version).min(1) })) });
type Document = z.infer<typeof document>;
type Version = z.infer<typeof version>;

/** A budget with all that it was; what it is now is its last version. */
export interface KeptBudget {
  readonly id: string;
  readonly versions: readonly Version[];
  readonly now: Version;
}

/** One that was not removed. */
export interface LiveBudget extends KeptBudget {
  readonly now: Version & { readonly amount: Micros };
}

/** Who asks for a change, when, and by which request. */
export interface AskedBy {
  readonly by: string;
  readonly at: Instant;
  readonly request: string;
  /** The budget that whoever asks has before them, as it was then: where it is another by now, nothing is changed. */
  readonly seen?: Pick<KeptBudget, 'id' | 'now'> | undefined;
}

/** What came of a change: the budget as it stands, or why there was none. */
export type BudgetChange =
  | { readonly kind: 'changed'; readonly budget: KeptBudget }
  | { readonly kind: 'too-many'; readonly most: number }
  /** There is a budget of that department already. */
  | { readonly kind: 'taken'; readonly budget: KeptBudget }
  /** Nobody knows it any more, or somebody else was first. */
  | { readonly kind: 'gone' };

/** More budgets than that are refused: the document is read whole. */
const mostBudgets = 2000;
/** Of one budget; older ones are forgotten. */
const mostVersions = 60;
/** Of those that were removed; the ones removed first are forgotten. */
const mostRemoved = 500;

/** The budget that an earlier version kept among the settings has this id until it is changed. */
const formerId = 'organization';

/** The budgets of an organization, its departments and its people, each with who made it what it was, and when (B22). */
export class Budgets {
  readonly #document: TypedDocument<Document, Document>;
  readonly #settings: SettingsStore;

  constructor(documents: Documents, settings: SettingsStore) {
    this.#document = new TypedDocument(documents, 'budgets', document, { last: 0, budgets: new Records() });
    this.#settings = settings;
  }

  /** All that were not removed, in the order in which they were made. */
  async live(): Promise<readonly LiveBudget[]> {
    return (await this.#all()).filter(isLive);
  }

  /** A budget by its id, removed or not. */
  async get(id: string): Promise<KeptBudget | undefined> {
    return (await this.#all()).find(budget => budget.id === id);
  }

  /** The one of these calls that was not removed. */
  async of(of: BudgetOf): Promise<LiveBudget | undefined> {
    return (await this.live()).find(({ now }) => isSameBudget(now.of, of));
  }

  /** Makes the budget of these calls that amount: a new one, or another version of the one that there is, or was. */
  set(
    of: BudgetOf,
    sum: { readonly amount: Micros; readonly currency: Currency },
    asked: AskedBy,
  ): Promise<BudgetChange> {
    return this.#change(asked, all => {
      const same = all.filter(({ now }) => isSameBudget(now.of, of));
      const budget = same.find(isLive) ?? same.at(-1);
      if (budget?.now.amount === sum.amount && budget.now.currency === sum.currency) return budget;
      const isMore = of.kind !== 'organization' && (budget === undefined || !isLive(budget));
      if (isMore && all.filter(isLive).length >= mostBudgets) return { kind: 'too-many', most: mostBudgets };
      return { of, ...sum, id: budget?.id };
    });
  }

  /** Removes it: what it was stays, so that it can come back. */
  remove(id: string, asked: AskedBy): Promise<BudgetChange> {
    return this.#change(asked, all => {
      const budget = all.find(one => one.id === id);
      if (budget === undefined) return { kind: 'gone' };
      return isLive(budget) ? { ...budget.now, amount: null, id } : budget;
    });
  }

  /** Makes it the budget of another department, with all that it was: departments are renamed. */
  move(id: string, name: string, asked: AskedBy): Promise<BudgetChange> {
    return this.#change(asked, all => {
      const budget = all.find(one => one.id === id);
      if (budget === undefined || !isLive(budget) || budget.now.of.kind !== 'department') return { kind: 'gone' };
      const to = { kind: 'department', name } as const;
      const taken = all.filter(isLive).find(({ now }) => isSameBudget(now.of, to));
      if (taken !== undefined) return taken.id === id ? taken : { kind: 'taken', budget: taken };
      return { ...budget.now, of: to, id };
    });
  }

  /** Takes back the version with that number, if it is the last: what was before is again, or there was none. */
  undo(id: string, number: number, asked: AskedBy): Promise<BudgetChange> {
    return this.#change(asked, all => {
      const budget = all.find(one => one.id === id);
      if (budget?.now.number !== number) return { kind: 'gone' };
      const before = budget.versions.at(-2) ?? { ...budget.now, amount: null };
      const taken = all.filter(isLive).find(one => one.id !== id && isSameBudget(one.now.of, before.of));
      if (taken !== undefined && before.amount !== null) return { kind: 'taken', budget: taken };
      return { ...before, id };
    });
  }

  /** As if there had never been any. */
  reset(): Promise<void> {
    return this.#document.clear();
  }

  async #all(): Promise<readonly KeptBudget[]> {
    const [kept, earlier] = await Promise.all([this.#document.read(), this.#earlier()]);
    return allOf(withEarlier(kept, earlier));
  }

  /** One version more, as `decide` says: a budget that it returns is as it should be already. */
  async #change(
    asked: AskedBy,
    decide: (
      all: readonly KeptBudget[],
    ) =>
      | KeptBudget
      | Exclude<BudgetChange, { readonly kind: 'changed' }>
      | (Pick<BudgetVersion, 'of' | 'amount' | 'currency'> & { readonly id: string | undefined }),
  ): Promise<BudgetChange> {
    const earlier = await this.#earlier();
    let made: BudgetChange = { kind: 'gone' };
    await this.#document.change(stored => {
      const before = withEarlier(stored, earlier);
      const all = allOf(before);
      // What was asked for again has been done.
      const done = all.find(({ versions }) => versions.some(({ request }) => request === asked.request));
      const decided = done ?? (isAsSeen(all, asked) ? decide(all) : ({ kind: 'gone' } as const));
      if ('versions' in decided || 'kind' in decided) {
        made = 'kind' in decided ? decided : { kind: 'changed', budget: decided };
        return stored;
      }
      const number = before.last + 1;
      const { id = String(number), ...what } = decided;
      const { by, at, request } = asked;
      const version = { of: what.of, amount: what.amount, currency: what.currency, number, by, at, request };
      const versions = [...(before.budgets.get(id)?.versions ?? []), version].slice(-mostVersions);
      made = { kind: 'changed', budget: { id, versions, now: version } };
      return { last: number, budgets: withoutLongGone(before.budgets.with(id, { versions })) };
    });
    return made;
  }

  async #earlier(): Promise<Version | undefined> {
    const { budget } = await this.#settings.read();
    if (budget === null) return undefined;
    return { number: 0, of: { kind: 'organization' }, ...budget, by: '', at: 0, request: '' };
  }
}

const isAsSeen = (all: readonly KeptBudget[], { seen }: AskedBy): boolean =>
  seen === undefined || all.find(({ id }) => id === seen.id)?.now.number === seen.now.number;

const isLive = (budget: KeptBudget): budget is LiveBudget => budget.now.amount !== null;

/** With what an earlier version kept, until there is another of the organization. */
function withEarlier(kept: Document, earlier: Version | undefined): Document {
  if (earlier === undefined) return kept;
  const isKnown = kept.budgets.values().some(({ versions }) => versions.some(({ of }) => of.kind === 'organization'));
  return isKnown ? kept : { ...kept, budgets: kept.budgets.with(formerId, { versions: [earlier] }) };
}

const allOf = ({ budgets }: Document): readonly KeptBudget[] =>
  Object.entries(budgets.toObject()).flatMap(([id, { versions }]) => {
    const now = versions.at(-1);
    return now === undefined ? [] : [{ id, versions, now }];
  });

function withoutLongGone(budgets: Document['budgets']): Document['budgets'] {
  const removed = Object.entries(budgets.toObject())
    .flatMap(([id, { versions }]) => {
      const last = versions.at(-1);
      return last?.amount === null ? [{ id, number: last.number }] : [];
    })
    .toSorted((one, other) => other.number - one.number);
  const gone = new Set(removed.slice(mostRemoved).map(({ id }) => id));
  return gone.size === 0 ? budgets : budgets.without(({ id }) => gone.has(id));
}
