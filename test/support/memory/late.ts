import {
  graceMs,
  instantOf,
  monthOf,
  usageKeysOf,
  type Entry,
  type Instant,
  type Micros,
  type Month,
  type TimeZone,
  type UsageKey,
} from '../../../core/index.ts';
import type { LateCharge, RowVersion } from '../../../bot/ports/index.ts';

/** A charge or, where it is negative, one that was taken back, of a version of a row. */
interface Posted {
  readonly of: RowVersion | undefined;
  readonly start: Instant;
  readonly amount: Micros;
}

/** What was charged late of or in a month, by caller: all entries are read, each time that it is asked. */
export function scanLate(
  entries: readonly Entry[],
  versionsOf: (id: string) => readonly RowVersion[],
  { month, timeZone }: { readonly month: Month; readonly timeZone: TimeZone },
): readonly LateCharge[] {
  const amounts = new Map<UsageKey, bigint>();
  const standing = new Map<string, string>();
  for (const entry of entries) {
    const open = monthOf(instantOf(entry) - graceMs, timeZone);
    for (const { of, start, amount } of postedBy(entry, versionsOf, standing)) {
      const called = monthOf(start, timeZone);
      if (amount === 0 || open <= called || (month !== called && month !== open)) continue;
      const key = of === undefined ? '' : usageKeysOf(of.row.about).person;
      amounts.set(key, (amounts.get(key) ?? 0n) + BigInt(month === open ? amount : -amount));
    }
  }
  return [...amounts]
    .map(([key, amount]) => ({ key, amount }))
    .toSorted((one, other) => ((one.key ?? '\u0001') < (other.key ?? '\u0001') ? -1 : 1));
}

function postedBy(
  entry: Entry,
  versionsOf: (id: string) => readonly RowVersion[],
  standing: Map<string, string>,
): readonly Posted[] {
  if (entry.kind !== 'call-drawn' && entry.kind !== 'call-reversed') return [];
  const { start, cost, was } = entry.facts;
  const isDrawn = entry.kind === 'call-drawn';
  const id = isDrawn ? entry.id.slice(0, entry.id.lastIndexOf('#')) : entry.facts.row;
  const versions = versionsOf(id);
  const before = standing.get(id);
  const now = isDrawn
    ? entry.id.slice(id.length + 1)
    : versions.findLast(one => one.version !== before && one.row.start === start && one.cost === cost)?.version;
  if (now !== undefined) standing.set(id, now);
  const version = (asked: string | undefined) => versions.find(one => one.version === asked);
  const taken = was === null ? [] : [{ of: version(before), start: was.start, amount: -was.cost }];
  return [...taken, { of: version(now), start, amount: cost }];
}
