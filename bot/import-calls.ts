import { dayMs, hourMs, ok, type Damage, type Refusal, type Result } from '../core/index.ts';
import type { App } from './app.ts';
import { importPages, type Import } from './import-usage.ts';

/** The log accepts ranges of 90 days at most; rows arrive up to 48 h late (FACTS §3.1, §4.1). */
const longestMs = 90 * dayMs;
const overlapMs = 72 * hourMs;

/** Imports what the call log has that we do not: from the last complete import on, with an overlap for rows that arrive late. */
export async function importCalls(app: App, by: string | null): Promise<Result<Import, Refusal | Damage>> {
  const { tenant, wallets, settings, clock, callLog } = app;
  const read = await wallets.read(tenant);
  if (!read.ok) return read;
  const to = clock.now();
  const { importedUntil } = await settings.read(tenant);
  const from =
    importedUntil === null ? to - longestMs : Math.max(to - longestMs, Math.min(importedUntil, to) - overlapMs);
  const imported = await importPages({ tenant, wallets, file: 'getPstnCalls', by }, callLog.pages({ from, to }));
  if (!imported.ok) return imported;
  await settings.change(tenant, { importedUntil: to });
  return ok(imported.value);
}
