import type { Instant } from './calendar.ts';
import type { Micros } from './money.ts';

/** What is unusual about somebody's calls, with its figures; views put it into words. */
export interface SpendReason {
  readonly kind: 'more-than-usual';
  readonly calls: number;
  readonly amount: Micros;
  /** Where the calls went, as usage names it; '' where they went to several places. */
  readonly destination: string;
  readonly from: Instant;
  readonly to: Instant;
}
