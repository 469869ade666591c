import { classify, identify, lookAlikeKey, type CallRow, type Instant, type RowChange } from '../../core/index.ts';
import { sha256 } from '../../bot/drivers/system/sha256.ts';
import type { AskedRows, Rows, Transaction } from '../../bot/ports/index.ts';

/** What is appended at once: of nothing, but what a test names. */
export const batch = (parts: Partial<Transaction>): Transaction => ({
  entries: [],
  rowChanges: [],
  alerts: [],
  actors: [],
  ...parts,
});

export const askedOf = (rows: readonly CallRow[]): AskedRows => ({
  ids: rows.map(row => row.id),
  lookAlikes: rows.flatMap(row => {
    const key = lookAlikeKey(row, sha256);
    return key === undefined ? [] : { key, start: row.start };
  }),
});

/** What core makes of a page of rows where a store knows what it does. */
export async function changesOfPage(
  rows: Rows,
  page: readonly CallRow[],
  erasedBefore?: Instant,
): Promise<readonly RowChange[]> {
  const identified = page.map(row => identify(row, sha256));
  return classify(identified, await rows.known(askedOf(page)), {
    currency: 'USD',
    isFeeInCharge: false,
    spans: [{ from: null, to: null }],
    now: Number.MAX_SAFE_INTEGER,
    room: Number.MAX_SAFE_INTEGER,
    erasedBefore,
  }).changes;
}
