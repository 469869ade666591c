import { dayMs, hourMs, ok, type Damage, type Instant, type Refusal, type Result } from '../core/index.ts';
import type { App } from './app.ts';
import { importPages, type Import } from './import-usage.ts';
import type { CallLog, ParsedRows } from './ports.ts';
import type { Settings } from './settings.ts';

/** The log accepts ranges of 90 days at most; rows arrive up to 48 h late (FACTS §3.1, §4.1). */
const longestMs = 90 * dayMs;
const overlapMs = 72 * hourMs;

/** Rows that come later than that, and corrections, are found by looking back further now and then. */
const lookBacks = [
  { name: 'weekly', everyMs: 7 * dayMs, backMs: 90 * dayMs },
  { name: 'nightly', everyMs: dayMs, backMs: 35 * dayMs },
] as const;

/** Microsoft keeps the log for a year (FACTS §3.1). */
const keptMs = 365 * dayMs;

export interface Range {
  readonly from: Instant;
  readonly to: Instant;
}

/** What is to be read at an instant, oldest first: from the last complete import on, or further back where that is due. */
export function rangesDue(
  { importedUntil, lookedBack }: Pick<Settings, 'importedUntil' | 'lookedBack'>,
  now: Instant,
  how: 'newest' | 'what-is-due',
): { readonly ranges: readonly Range[]; readonly lookBack: Partial<Settings['lookedBack']> } {
  const newest = importedUntil === null ? now - longestMs : Math.min(importedUntil, now) - overlapMs;
  const due = lookBacks.filter(({ name, everyMs }) => {
    const last = lookedBack[name];
    return how === 'what-is-due' && importedUntil !== null && (last === null || last > now || now - last >= everyMs);
  });
  const from = Math.max(now - keptMs, Math.min(newest, ...due.map(({ backMs }) => now - backMs)));
  const ranges: Range[] = [];
  for (let begin = from; begin < now; begin += longestMs)
    ranges.push({ from: begin, to: Math.min(begin + longestMs, now) });
  // The first import looks back as far as any.
  const done = importedUntil === null ? lookBacks : due;
  return { ranges, lookBack: Object.fromEntries(done.map(({ name }) => [name, now])) };
}

/** Imports what the call log has that we do not, into the wallet that there is. */
export async function importCalls(
  app: App,
  by: string | null,
  how: 'newest' | 'what-is-due' = 'newest',
): Promise<Result<Import, Refusal | Damage>> {
  const { tenant, wallets, settings, clock, callLogs } = app;
  const read = await wallets.read(tenant);
  if (!read.ok) return read;
  const now = clock.now();
  const before = await settings.read(tenant);
  const { ranges, lookBack } = rangesDue(before, now, how);
  let rows = 0;
  const rejected: Import['rejected'][number][] = [];
  try {
    for (const { name, log } of callLogs) {
      for (const range of ranges) {
        const imported = await importPages({ tenant, wallets, file: name, by }, followed(app, log, range));
        if (!imported.ok) return imported;
        rows += imported.value.rows;
        rejected.push(...imported.value.rejected);
      }
    }
  } finally {
    await app.imports.ended(tenant);
  }
  await settings.change(tenant, { importedUntil: now, lookedBack: { ...before.lookedBack, ...lookBack } });
  return ok({ rows, rejected });
}

/** The pages of a log, with how far it is noted beside it. */
async function* followed(app: App, log: CallLog, range: Range): AsyncIterable<ParsedRows> {
  for await (const page of log.pages(range)) {
    const last = page.rows.at(-1);
    await app.imports.read(app.tenant, { rows: page.rows.length, at: last?.start ?? range.to });
    yield page;
  }
}
