import {
  dayOf,
  lastDays,
  monthOf,
  monthOutlook,
  startsOfDays,
  type Instant,
  type MonthOutlook,
  type TimeZone,
} from '../../core/index.ts';
import type { Rows } from '../ports/index.ts';
import { forecastDays } from '../wallets/daily-spend.ts';

/** Whose calls: everybody's, or those of one person by the keys that the log has for them. */
export type CallsOf = 'everybody' | readonly string[];

/** What this month's calls have cost, drawn or not, and what is to be expected of the rest of it. */
export async function monthSpend(
  rows: Rows,
  whose: CallsOf,
  { now, timeZone }: { readonly now: Instant; readonly timeZone: TimeZone },
): Promise<MonthOutlook> {
  const today = dayOf(now, timeZone);
  const days = lastDays(forecastDays, today);
  const first = `${monthOf(now, timeZone)}-01`;
  const asked = whose === 'everybody' ? [undefined] : whose.map(key => ({ by: 'person' as const, key }));
  const read = await Promise.all(asked.map(of => rows.usageByDay({ days, ...(of !== undefined && { of }) })));
  const costs = new Map<string, bigint>();
  for (const { day, cost } of read.flat()) costs.set(day, (costs.get(day) ?? 0n) + cost);
  const spent = [...costs].reduce((sum, [day, cost]) => (day >= first && day <= today ? sum + cost : sum), 0n);
  const spends = startsOfDays(forecastDays, now, timeZone).map(start => ({
    start,
    amount: Number(costs.get(dayOf(start, timeZone)) ?? 0n),
  }));
  return monthOutlook(spent, spends, { now, timeZone });
}
