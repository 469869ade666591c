import {
  dayMs,
  dryRun,
  forecast,
  minuteMs,
  type Activity,
  type DryRun,
  type Forecast,
  type Instant,
  type Rule,
  type Terms,
  type Wallet,
} from '../../core/index.ts';
import type { Journal, Rows } from '../ports/index.ts';
import { dailySpend, forecastDays } from './daily-spend.ts';

/** A wallet and its history, as they are read together. */
interface Found {
  readonly wallet: Wallet;
  readonly terms: Terms;
  readonly history: Activity;
}

/** How long a forecast holds while nothing is recorded: it speaks of days. */
const keptMs = 10 * minuteMs;

const kept = new WeakMap<
  Activity,
  { readonly wallet: Wallet; readonly at: Instant; readonly forecast: Promise<Forecast> }
>();

/** What to expect of a wallet: worked out at most once in ten minutes for every state of it. */
export function outlookOf(needs: { readonly rows: Rows }, found: Found, now: Instant): Promise<Forecast> {
  const { wallet, history } = found;
  const before = kept.get(history);
  if (before?.wallet === wallet && now >= before.at && now < before.at + keptMs) return before.forecast;
  const made = { wallet, at: now, forecast: forecastAt(needs, found, now) };
  kept.set(history, made);
  // What failed is tried again by whoever asks next.
  made.forecast.catch(() => kept.delete(history));
  return made.forecast;
}

async function forecastAt(
  needs: { readonly rows: Rows },
  { wallet, terms, history }: Found,
  now: Instant,
): Promise<Forecast> {
  const days = await dailySpend(needs, { terms, now, spans: wallet.spans, activity: history });
  return forecast(wallet.pool, days, { now, timeZone: terms.timeZone, minimum: terms.minimum });
}

/** What rules would have done in the days that a forecast looks at, or since the first purchase; undefined where nothing was bought. */
export async function rehearse(
  { journal }: { readonly journal: Journal },
  { wallet, terms, history }: Found,
  now: Instant,
): Promise<((rule: Rule) => DryRun) | undefined> {
  const bought = wallet.pool.lots.flatMap(lot => (lot.invoice === null ? [] : [lot.boughtAt]));
  if (bought.length === 0) return undefined;
  const from = Math.max(now - forecastDays * dayMs, Math.min(...bought));
  const keys = wallet.pool.lots.flatMap(({ payment, boughtAt }) =>
    payment === null || boughtAt < from ? [] : [payment],
  );
  const requests = await Promise.all(keys.map(key => journal.entry(key)));
  const automatic = new Set(
    requests.flatMap(entry =>
      entry?.kind === 'payment-requested' && entry.facts.purpose === 'recharge' ? [entry.facts.key] : [],
    ),
  );
  const facts = { terms, pool: wallet.pool, charges: history.charges(), automatic };
  return rule => dryRun(facts, { rule, from, to: now });
}
