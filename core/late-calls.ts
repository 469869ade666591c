import { dayMs, type Instant } from './calendar.ts';
import { freshDays } from './unusual-spend.ts';

/** A look at the calls: when it was, and when the last call began that was known then. */
export interface CallsSeen {
  readonly lookedAt: Instant;
  readonly until: Instant;
}

/** Where no call was known for so long, they were late: longer than a weekend, a holiday and the lag of reports (M8). */
const lateAfterDays = 8;

/** The looks that matter, after another one: one a day, from the last before the days that count. */
export function seenWith(seen: readonly CallsSeen[], look: CallsSeen): readonly CallsSeen[] {
  // A clock that was ahead has seen nothing.
  const known = seen.filter(({ lookedAt }) => lookedAt <= look.lookedAt);
  const first = known.findLastIndex(({ lookedAt }) => lookedAt <= look.lookedAt - freshDays * dayMs);
  const kept = known.slice(Math.max(0, first));
  const last = kept.at(-1);
  const isToday = last !== undefined && Math.floor(last.lookedAt / dayMs) === Math.floor(look.lookedAt / dayMs);
  return isToday ? kept : [...kept, look];
}

/**
 * From when on calls came in late of which some were seen in the last days only: an import that had stalled brings weeks at once. Undefined
 * where none did.
 */
export function lateSince(seen: readonly CallsSeen[], at: Instant): Instant | undefined {
  const late = seen.filter(({ until }, index) => {
    const nextAt = seen[index + 1]?.lookedAt ?? at;
    return nextAt > at - freshDays * dayMs && nextAt - until > lateAfterDays * dayMs;
  });
  return late.length === 0 ? undefined : Math.min(...late.map(({ until }) => until));
}
