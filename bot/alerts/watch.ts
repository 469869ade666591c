import { dayMs, type Instant } from '../../core/index.ts';

/** When somebody's right was looked for last, and for how long none was seen. */
export interface Watch {
  readonly lookedAt: Instant;
  readonly unseenMs: number;
}

/** What a look at the directory tells of a person; `unknown` where it cannot be asked. */
export type Sighting = 'right' | 'no-right' | 'left' | 'unknown';

/** A subscription without a right ends after so long. */
export const endsAfterMs = 30 * dayMs;

/** A longer time between two looks is one in which nobody could look: it does not count. */
const longestGapMs = 2 * dayMs;

/** What is known after a look that could tell: only time between looks counts, so that an outage ends nothing. */
export function watched(before: Watch | undefined, isSeen: boolean, now: Instant): Watch {
  if (isSeen || before === undefined) return { lookedAt: now, unseenMs: 0 };
  const passed = Math.min(Math.max(0, now - before.lookedAt), longestGapMs);
  return { lookedAt: now, unseenMs: before.unseenMs + passed };
}
