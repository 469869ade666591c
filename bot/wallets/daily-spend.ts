import {
  dayOf,
  lastDays,
  startsOfDays,
  type Activity,
  type DaySpend,
  type Instant,
  type Span,
  type Terms,
} from '../../core/index.ts';
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
  const days = lastDays(forecastDays, dayOf(now, terms.timeZone));
  const notDrawn = new Map(
    (await rows.usageByDay({ days })).map(({ day, cost, drawn }) => [day, Number(cost - drawn)]),
  );
  return starts.map((start, index) => {
    const amount = drawn[index] ?? 0;
    const to = (starts[index + 1] ?? now) - 1;
    const isPrepaid = spans.some(({ from, to: until }) => (from ?? start) <= start && (until ?? Infinity) > to);
    return { start, amount: amount + (isPrepaid ? 0 : (notDrawn.get(dayOf(start, terms.timeZone)) ?? 0)) };
  });
}
