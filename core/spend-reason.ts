import type { Instant } from './calendar.ts';
import type { Micros } from './money.ts';

/** What is strange about a call: by itself none of these is, together they are (L17). */
export type SpendSign =
  | 'new-to-person'
  | 'new-to-organization'
  | 'out-of-hours'
  | 'expensive'
  | 'premium'
  | 'forwarded'
  | 'fast'
  | 'many-destinations';

interface SomeCalls {
  readonly calls: number;
  readonly amount: Micros;
  /** When the first and the last of them began. */
  readonly from: Instant;
  readonly to: Instant;
}

/** What is unusual about somebody's calls, with its figures; views put it into words. */
export type SpendReason =
  /** Calls to one destination, as usage names it, with the signs that most of them have. */
  | (SomeCalls & { readonly kind: 'calls-to'; readonly destination: string; readonly signs: readonly SpendSign[] })
  /** Calls to so many new destinations within days. */
  | (SomeCalls & { readonly kind: 'many-destinations'; readonly destinations: number })
  /** All calls of seven days, beside what a week usually costs. */
  | (SomeCalls & { readonly kind: 'more-than-usual'; readonly usualWeek: Micros });
