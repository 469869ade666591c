import type { Instant } from '../../../core/index.ts';
import type { UsageLine } from '../../ports/index.ts';

/** The usage under one name of one person, who may have had others; `who` is their id, or their address where none is known. */
export interface NamedUsage extends UsageLine {
  readonly who: string;
  /** When they last called under that name. */
  readonly last: Instant;
}

/** The most expensive people: by id, since two may have one name and one may change it, each with the name of their last call (L10). */
export function topPeople(names: readonly NamedUsage[], top: number): readonly UsageLine[] {
  return [...Map.groupBy(names, ({ who }) => who.toLowerCase())]
    .map(([who, usages]) => ({ ...summed(usages), label: who === '' ? '' : lastName(usages) }))
    .toSorted(byCost)
    .slice(0, top);
}

const summed = (usages: readonly NamedUsage[]): Omit<UsageLine, 'label'> =>
  usages.reduce(
    (sum, { calls, seconds, cost }) => ({
      calls: sum.calls + calls,
      seconds: sum.seconds + seconds,
      cost: sum.cost + cost,
    }),
    { calls: 0, seconds: 0, cost: 0n },
  );

const lastName = (usages: readonly NamedUsage[]): string =>
  usages.reduce((one, other) => (isLater(other, one) ? other : one)).label;

const isLater = (one: NamedUsage, other: NamedUsage): boolean =>
  one.last > other.last || (one.last === other.last && one.label > other.label);

function byCost(one: UsageLine, other: UsageLine): number {
  if (one.cost !== other.cost) return one.cost > other.cost ? -1 : 1;
  return other.seconds - one.seconds || (one.label < other.label ? -1 : 1);
}
