import { creditsCostOf } from '../../core/index.ts';
import { openExport } from '../../bot/usage/usage-export.ts';
import type { Expected } from './messy-exports.ts';

/** What comes of a file, to be compared with what must come of it. */
export async function outcomeOf(file: { readonly name: string; readonly bytes: Buffer }): Promise<Expected> {
  const opened = await openExport(file);
  if (!opened.ok) return { refused: opened.refusal.kind };
  const sums = { rows: 0, cost: 0, seconds: 0, starts: 0 };
  const rejected: Record<string, number> = {};
  for (const exported of opened.value) {
    for await (const page of exported.pages()) {
      for (const { problem } of page.bad) rejected[problem] = (rejected[problem] ?? 0) + 1;
      for (const row of page.rows) {
        sums.rows += 1;
        sums.cost += creditsCostOf(row, { isFeeInCharge: false });
        sums.seconds += row.durationSeconds;
        sums.starts += Math.floor(row.start / 1000);
      }
    }
  }
  return { ...sums, rejected };
}
