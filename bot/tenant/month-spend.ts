import {
  dayOf,
  lastDays,
  monthOf,
  outlooksAt,
  startsOfDays,
  type Day,
  type DayRange,
  type Instant,
  type MonthOutlook,
  type TimeZone,
} from '../../core/index.ts';
import type { Rows } from '../ports/index.ts';
import { forecastDays } from '../wallets/daily-spend.ts';

/** Whose calls: everybody's, or those of one person by the keys that the log has for them. */
export type CallsOf = 'everybody' | readonly string[];

/** What calls cost on some days; a day may come more than once. */
export type DayCosts = Iterable<readonly [day: Day, cost: bigint]>;

/** What is the same for all whose month is worked out at an instant: the days whose costs are needed, and what comes of these. */
export interface MonthFrame {
  readonly days: DayRange;
  readonly outlookOf: (costs: DayCosts) => MonthOutlook;
}

/** Of the month that an instant is in. */
export function monthFrame(when: { readonly now: Instant; readonly timeZone: TimeZone }): MonthFrame {
  const { now, timeZone } = when;
  const outlook = outlooksAt(when);
  const starts = startsOfDays(forecastDays, now, timeZone);
  const today = dayOf(now, timeZone);
  const first = `${monthOf(now, timeZone)}-01`;
  const places = new Map(starts.map((start, place) => [dayOf(start, timeZone), place]));
  return {
    days: lastDays(forecastDays, today),
    outlookOf: costs => {
      let spent = 0n;
      const spends = starts.map(start => ({ start, amount: 0 }));
      for (const [day, cost] of costs) {
        if (day >= first && day <= today) spent += cost;
        const spend = spends[places.get(day) ?? -1];
        if (spend !== undefined) spend.amount += Number(cost);
      }
      return outlook(spent, spends);
    },
  };
}

/** What this month's calls have cost, drawn or not, and what is to be expected of the rest of it. */
export async function monthSpend(
  rows: Rows,
  whose: CallsOf,
  when: { readonly now: Instant; readonly timeZone: TimeZone },
): Promise<MonthOutlook> {
  const { days, outlookOf } = monthFrame(when);
  const asked = whose === 'everybody' ? [undefined] : whose.map(key => ({ by: 'person' as const, key }));
  const read = await Promise.all(asked.map(of => rows.usageByDay({ days, ...(of !== undefined && { of }) })));
  return outlookOf(read.flat().map(({ day, cost }) => [day, cost]));
}
