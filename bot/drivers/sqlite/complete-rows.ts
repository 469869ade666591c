import type { IdentifiedRow } from '../../../core/index.ts';
import type { StoredRow } from '../stored/row.ts';
import type { Database } from './database.ts';
import { idHash } from './id-index.ts';
import type { RowIds } from './row-ids.ts';
import { foundRows, updateRow } from './row-table.ts';
import { replaceInSums, type UsageSumsTable } from './usage-sums.ts';

/** Makes versions that were known by their entries alone what their log says; within a transaction. Gives how many were not complete. */
export function completeRows(
  { database, ids, sums }: { readonly database: Database; readonly ids: RowIds; readonly sums: UsageSumsTable },
  book: number,
  rows: readonly IdentifiedRow[],
): number {
  ids.upToDate();
  const usage = sums.begin(book);
  const completed = rows.flatMap(({ row, version }) => {
    const { durationSeconds: seconds, charge, fee, currency, capability } = row;
    return foundRows(database, ids.index.find(idHash(book, row.id)), { book, id: row.id }).flatMap(known => {
      const whole = { ...known, seconds, charge, fee, currency, capability };
      return known.version === version && !isSameCall(known, whole) ? [{ known, whole }] : [];
    });
  });
  for (const { known, whole } of completed) {
    updateRow(database, whole);
    replaceInSums(usage, known, whole);
  }
  sums.write(book, usage);
  return completed.length;
}

const isSameCall = (one: StoredRow, other: StoredRow): boolean =>
  one.seconds === other.seconds &&
  one.charge === other.charge &&
  one.fee === other.fee &&
  one.currency === other.currency &&
  one.capability === other.capability;
