import { add, creditsCostOf, type Currency, type Instant, type Micros } from '../../core/index.ts';
import { Rejections, type Import } from './draw-pages.ts';
import type { ExportFile } from './usage-export.ts';

/** What a file holds, before anything of it is recorded. */
export interface ExportTotals extends Pick<Import, 'rejectedCount' | 'reasons'> {
  readonly rows: number;
  /** A call that comes again, as it was or corrected, is one. */
  readonly calls: number;
  readonly first: Instant | undefined;
  readonly last: Instant | undefined;
  /** What credits paid, by currency, by the last that is said of each call. */
  readonly paid: ReadonlyMap<Currency, Micros>;
}

/** Reads files to their end. */
export async function exportTotals(exports: readonly ExportFile[]): Promise<ExportTotals> {
  const rejections = new Rejections();
  const calls = new Map<string, { readonly currency: Currency; readonly cost: Micros }>();
  let rows = 0;
  let [first, last]: [Instant | undefined, Instant | undefined] = [undefined, undefined];
  for (const file of exports) {
    for await (const page of file.pages()) {
      rejections.add(page.bad.map(bad => ({ file: file.name, ...bad })));
      rows += page.rows.length;
      for (const row of page.rows) {
        first = Math.min(first ?? row.start, row.start);
        last = Math.max(last ?? row.start, row.start);
        calls.set(row.id, { currency: row.currency, cost: creditsCostOf(row, { isFeeInCharge: false }) });
      }
    }
  }
  const paid = new Map<Currency, Micros>();
  for (const { currency, cost } of calls.values()) if (cost > 0) paid.set(currency, add(paid.get(currency) ?? 0, cost));
  const { rejectedCount, reasons } = rejections.result();
  return { rows, calls: calls.size, first, last, paid, rejectedCount, reasons };
}
