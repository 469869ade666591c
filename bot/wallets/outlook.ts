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

/** What was worked out of a state of a wallet, and when that began. */
interface WorkedOut {
  readonly wallet: Wallet;
  readonly at: Instant;
  forecast?: Promise<Forecast>;
  rehearsal?: Promise<Rehearsal | undefined>;
}

const kept = new WeakMap<Activity, WorkedOut>();

/** Worked out at most once in ten minutes for every state of a wallet. */
function keptOf({ wallet, history }: Found, now: Instant): WorkedOut {
  const before = kept.get(history);
  if (before?.wallet === wallet && now >= before.at && now < before.at + keptMs) return before;
  const fresh: WorkedOut = { wallet, at: now };
  kept.set(history, fresh);
  return fresh;
}

/** What to expect of a wallet. */
export function outlookOf(needs: { readonly rows: Rows }, found: Found, now: Instant): Promise<Forecast> {
  const made = keptOf(found, now);
  // What failed is tried again by whoever asks next.
  return (made.forecast ??= forecastAt(needs, found, now).catch((error: unknown) => {
    delete made.forecast;
    throw error;
  }));
}

async function forecastAt(
  needs: { readonly rows: Rows },
  { wallet, terms, history }: Found,
  now: Instant,
): Promise<Forecast> {
  const days = await dailySpend(needs, { terms, now, spans: wallet.spans, activity: history });
  return forecast(wallet.pool, days, { now, timeZone: terms.timeZone, minimum: terms.minimum });
}

/** What a rule would have done. */
type Rehearsal = (rule: Rule) => DryRun;

/** What rules would have done in the days that a forecast looks at, or since the first purchase; undefined where nothing was bought. */
export function rehearse(
  needs: { readonly journal: Journal },
  found: Found,
  now: Instant,
): Promise<Rehearsal | undefined> {
  const made = keptOf(found, now);
  return (made.rehearsal ??= rehearseAt(needs, found, now).catch((error: unknown) => {
    delete made.rehearsal;
    throw error;
  }));
}

async function rehearseAt(
  { journal }: { readonly journal: Journal },
  { wallet, terms, history }: Found,
  now: Instant,
): Promise<Rehearsal | undefined> {
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
  const runs = new Map<string, DryRun>();
  return rule => {
    const asked = JSON.stringify(rule);
    const run = runs.get(asked) ?? dryRun(facts, { rule, from, to: now });
    runs.set(asked, run);
    return run;
  };
}
