import type { UsageKey } from './usage-keys.ts';

/** The fields of the directory that can say which department somebody is in (M13). */
export const departmentFields = [
  ...(['department', 'company', 'cost-center'] as const),
  ...(['attribute-1', 'attribute-2', 'attribute-3', 'attribute-4', 'attribute-5'] as const),
  ...(['attribute-6', 'attribute-7', 'attribute-8', 'attribute-9', 'attribute-10'] as const),
  ...(['attribute-11', 'attribute-12', 'attribute-13', 'attribute-14', 'attribute-15'] as const),
] as const;
/** One of them. */
export type DepartmentField = (typeof departmentFields)[number];

/** What says which department somebody is in: a field of the directory, or a file that an admin attached. */
export const departmentSources = [...departmentFields, 'file'] as const;
/** One of them. */
export type DepartmentSource = (typeof departmentSources)[number];

/** Who together bears a cost: a department; people who have none, or have left; callers whom the log does not name; people who were erased. */
export type DepartmentGroup =
  { readonly kind: 'department'; readonly name: string } | { readonly kind: 'none' | 'unknown' | 'erased' };

/** What somebody's calls of a month cost, as far as they are in its statement; below zero where a correction gives back more. */
export interface Share {
  readonly key: UsageKey;
  readonly calls: number;
  readonly cost: bigint;
}

/** A department's part of a statement. */
export interface DepartmentShare {
  readonly group: DepartmentGroup;
  readonly calls: number;
  readonly cost: bigint;
  /** How many people. */
  readonly people: number;
}

const longestName = 100;

/** A department as it is compared and shown: blanks at its ends and doubled ones are nobody's intention. */
export const departmentName = (text: string): string =>
  text
    .normalize('NFC')
    .replaceAll(/\s+/g, ' ')
    .trim()
    .slice(0, longestName)
    // Half a character is none.
    .replace(/\p{Surrogate}$/u, '')
    .trim();

/** Whether two are the same. */
export const isSameGroup = (one: DepartmentGroup, other: DepartmentGroup): boolean => keyOf(one) === keyOf(other);

type Sums = Pick<Share, 'calls' | 'cost'>;

interface Sum {
  readonly group: DepartmentGroup;
  readonly people: Map<UsageKey, Sums>;
  calls: number;
  cost: bigint;
}

/** Adds up people's shares by department; together they are what was added, to the last micro-unit. */
export class DepartmentSums {
  readonly #departmentOf: (key: string) => string | undefined;
  readonly #sums = new Map<string, Sum>();

  constructor(departmentOf: (key: string) => string | undefined) {
    this.#departmentOf = departmentOf;
  }

  /** Some of it may be added already. */
  add({ key, calls, cost }: Share): void {
    const group = this.#groupOf(key);
    const sum = this.#sums.get(keyOf(group)) ?? { group, people: new Map<UsageKey, Sums>(), calls: 0, cost: 0n };
    this.#sums.set(keyOf(group), sum);
    const person = sum.people.get(key) ?? { calls: 0, cost: 0n };
    sum.people.set(key, { calls: person.calls + calls, cost: person.cost + cost });
    sum.calls += calls;
    sum.cost += cost;
  }

  /** The most expensive first; last those that are no department. */
  departments(): readonly DepartmentShare[] {
    return [...this.#sums.values()]
      .map(({ group, calls, cost, people }) => ({ group, calls, cost, people: people.size }))
      .toSorted(
        (one, other) =>
          order.indexOf(one.group.kind) - order.indexOf(other.group.kind) ||
          byCost(one.cost, other.cost) ||
          (keyOf(one.group) < keyOf(other.group) ? -1 : 1),
      );
  }

  /** A department's people, the most expensive first. */
  peopleOf(group: DepartmentGroup): readonly Share[] {
    return [...(this.#sums.get(keyOf(group))?.people ?? [])]
      .map(([key, sums]) => ({ key, ...sums }))
      .toSorted((one, other) => byCost(one.cost, other.cost) || ((one.key ?? '') < (other.key ?? '') ? -1 : 1));
  }

  get calls(): number {
    return this.#sums.values().reduce((sum, { calls }) => sum + calls, 0);
  }

  get cost(): bigint {
    return this.#sums.values().reduce((sum, { cost }) => sum + cost, 0n);
  }

  #groupOf(key: UsageKey): DepartmentGroup {
    if (key === null) return { kind: 'erased' };
    if (key === '') return { kind: 'unknown' };
    const name = departmentName(this.#departmentOf(key) ?? '');
    return name === '' ? { kind: 'none' } : { kind: 'department', name };
  }
}

const order: readonly DepartmentGroup['kind'][] = ['department', 'none', 'unknown', 'erased'];

const keyOf = (group: DepartmentGroup): string =>
  group.kind === 'department' ? `department ${group.name}` : group.kind;

const byCost = (one: bigint, other: bigint): number => (one === other ? 0 : one > other ? -1 : 1);
