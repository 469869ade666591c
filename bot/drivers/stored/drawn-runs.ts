import { DriverError } from '../../ports/index.ts';
import type { Columns } from './columns.ts';
import { isSameRun, type DrawnEntry, type DrawnRun } from './drawn-entries.ts';
import { hexOf } from './packed-text.ts';

/** So many at most, so that one entry is read without very many others. */
const mostInRun = 2000;

/** An entry of a call with where its row is. */
export interface PlacedEntry {
  readonly entry: DrawnEntry;
  readonly arrival: number;
}

/** Whether an entry goes on with a run: it follows the last one, and there is room. */
export function goesOnWith(run: readonly PlacedEntry[], entry: DrawnEntry): boolean {
  const last = run.at(-1)?.entry;
  return last !== undefined && run.length < mostInRun && isSameRun(last, entry);
}

/** A run as it is stored, but for the columns that stores name in their own ways. */
export const storedRun = (row: Columns, { seq, recordedAt }: Pick<DrawnRun, 'seq' | 'recordedAt'>): DrawnRun => ({
  ...{ seq, recordedAt },
  count: Number(row['count']),
  version: Number(row['version']),
  at: row['at'] === null ? null : Number(row['at']),
  digest: hexOf(row['digest'] as Uint8Array),
  previous: hexOf(row['previous'] as Uint8Array),
  bytes: row['entries'] as Uint8Array,
});

/** What is read of a stored entry; throws `store-damaged` with its seq where it cannot be read. */
export function readable<Value>(seq: number, work: () => Value): Value {
  try {
    return work();
  } catch (cause) {
    throw unreadable(seq, cause);
  }
}

export const unreadable = (seq: number, cause?: unknown): DriverError =>
  new DriverError('store-damaged', `entry ${seq} cannot be read`, cause);
