import { startsOfDays, type Activity, type DaySpend, type Instant, type Span, type Terms } from '../../core/index.ts';
import type { Rows } from '../ports/index.ts';

/** How many days a forecast looks at, and a dry run replays. */
export const forecastDays = 90;

/**
 * What calls cost on each of the last days, from the wallet's state. What was not drawn, before the wallet opened or while the organization paid
 * after use, comes from the rows: it shows how people call (L10).
 */
export async function dailySpend(
  { rows }: { readonly rows: Rows },
  wallet: {
    readonly terms: Terms;
    readonly spans: readonly Span[];
    readonly activity: Activity;
    readonly now: Instant;
  },
): Promise<readonly DaySpend[]> {
  const { terms, spans, activity, now } = wallet;
  const starts = startsOfDays(forecastDays, now, terms.timeZone);
  const drawn = activity.spend(starts, now);
  return Promise.all(
    starts.map(async (start, index) => {
      const amount = drawn[index] ?? 0;
      const to = (starts[index + 1] ?? now) - 1;
      const isPrepaid = spans.some(({ from, to: until }) => (from ?? start) <= start && (until ?? Infinity) > to);
      if (isPrepaid) return { start, amount };
      const all = await rows.usage({ from: start, to, top: 0 });
      return { start, amount: amount + Number(all.cost - all.drawn) };
    }),
  );
}
