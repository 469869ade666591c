import type { DayRange } from '../../core/index.ts';
import type { Rows, UsageRanking, UsageSums } from '../ports/index.ts';

/** The usage of some days, with its most expensive destinations and people. */
export interface UsageReport extends UsageSums {
  readonly byDestination: UsageRanking;
  readonly byPerson: UsageRanking;
}

export async function usageReport(rows: Rows, days: DayRange, top: number): Promise<UsageReport> {
  const [sums, byDestination, byPerson] = await Promise.all([
    rows.usage({ days }),
    rows.ranked({ days, by: 'destination', top }),
    rows.ranked({ days, by: 'person', top }),
  ]);
  return { ...sums, byDestination, byPerson };
}
