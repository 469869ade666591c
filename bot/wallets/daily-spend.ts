import { startsOfDays, type Activity, type DaySpend, type Instant, type Terms } from '../../core/index.ts';
import type { Rows } from '../ports/index.ts';

/** How many days a forecast looks at, and a dry run replays. */
export const forecastDays = 90;

/**
 * What calls cost on each of the last days, from the wallet's state. Days before the wallet opened come from the rows: their calls draw
 * nothing, but show how people call (L10).
 */
export async function dailySpend(
  { rows }: { readonly rows: Rows },
  wallet: { readonly terms: Terms; readonly activity: Activity; readonly now: Instant },
): Promise<readonly DaySpend[]> {
  const { terms, activity, now } = wallet;
  const { opensAt, timeZone } = terms;
  const starts = startsOfDays(forecastDays, now, timeZone);
  const drawn = activity.spend(starts, now);
  return Promise.all(
    starts.map(async (start, index) => {
      const amount = drawn[index] ?? 0;
      if (opensAt === null || start >= opensAt) return { start, amount };
      const to = Math.min(starts[index + 1] ?? now, opensAt) - 1;
      const before = await rows.usage({ from: start, to, top: 0 });
      return { start, amount: amount + Number(before.cost) };
    }),
  );
}
