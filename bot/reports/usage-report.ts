import { daysBefore, type DayRange, type UsageBy } from '../../core/index.ts';
import type { DayUsage, Rows, UsageRanking, UsageSums } from '../ports/index.ts';

/** The usage of some days, beside that of the time before, with its most expensive destinations, people and types of call. */
export interface UsageReport extends UsageSums {
  readonly days: DayRange;
  readonly before: UsageSums & { readonly days: DayRange };
  readonly byDay: readonly DayUsage[];
  readonly by: Readonly<Partial<Record<UsageBy, UsageRanking>>>;
}

/** Reads a report of these days, with `top` lines of each kind asked for. */
export async function usageReport(
  rows: Rows,
  days: DayRange,
  { by, top }: { readonly by: readonly UsageBy[]; readonly top: number },
): Promise<UsageReport> {
  const before = daysBefore(days);
  const [sums, earlier, byDay, ...rankings] = await Promise.all([
    rows.usage({ days }),
    rows.usage({ days: before }),
    rows.usageByDay({ days }),
    ...by.map(async one => [one, await rows.ranked({ days, by: one, top })] as const),
  ]);
  return { ...sums, days, before: { ...earlier, days: before }, byDay, by: Object.fromEntries(rankings) };
}
