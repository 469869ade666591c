import type { Entry } from '../../../core/index.ts';
import { DriverError } from '../../ports/index.ts';
import type { Columns } from '../stored/columns.ts';
import {
  bytesOfRun,
  fitsRun,
  isSameRun,
  unreadEntries,
  type DrawnEntry,
  type DrawnRun,
  type RowOfEntry,
  type UnreadEntry,
} from '../stored/drawn-entries.ts';
import { hexOf } from '../stored/packed-text.ts';
import type { BinaryWriter } from './binary.ts';
import { textOfBytes } from './packed-bytes.ts';

/** So many at most, so that one entry is read without very many others. */
const mostInRun = 2000;

interface Drawn {
  readonly entry: DrawnEntry;
  readonly arrival: number;
}

/** Entries of calls that are stored together. */
export type DrawnEntries = readonly [Drawn, ...Drawn[]];

/** Entries of which all that they say is in their rows go into runs; the others stay texts. `drawn` has the rows by the entries' ids. */
export function runsOf(
  entries: readonly Entry[],
  drawn: ReadonlyMap<string, RowOfEntry>,
): { readonly texts: readonly Entry[]; readonly runs: readonly DrawnEntries[] } {
  const texts: Entry[] = [];
  const runs: [Drawn, ...Drawn[]][] = [];
  for (const entry of entries) {
    const row = drawn.get(entry.id);
    const run = runs.at(-1);
    const last = run?.at(-1)?.entry;
    if (row === undefined || !fitsRun(entry, row, last)) {
      texts.push(entry);
      continue;
    }
    const one = { entry, arrival: row.arrival };
    if (run === undefined || last === undefined || !isSameRun(last, entry) || run.length === mostInRun)
      runs.push([one]);
    else run.push(one);
  }
  return { texts, runs };
}

/** A tuple of the type `credits.drawn_run`. */
export function writeRun(to: BinaryWriter, run: DrawnEntries): void {
  const { seq, recordedAt, at, version, digest, previous } = run[0].entry;
  to.tuple(8);
  to.bigint(seq);
  to.bigint(recordedAt);
  to.bigint(at ?? null);
  to.integer(run.length);
  to.integer(version);
  to.bytea(Buffer.from(digest, 'hex'));
  to.bytea(Buffer.from(previous, 'hex'));
  to.bytea(bytesOfRun(run));
}

/** What an entry takes from its row. */
export const rowOfDraw = ({ arrival, id, version, start, cost }: Columns): RowOfEntry => ({
  arrival: Number(arrival),
  id: textOfBytes(id),
  version: textOfBytes(version),
  start: Number(start),
  cost: Number(cost),
});

/** Those of a run that are asked for; what comes after the last of them is not looked at. */
export function unreadIn(row: Columns, isAsked: (entry: UnreadEntry) => boolean): readonly UnreadEntry[] {
  const run = runOf(row);
  const base = Number(row['arrival']);
  return readable(run.seq, () => [...unreadEntries(run)])
    .filter(isAsked)
    .map(entry => ({ ...entry, arrival: base + entry.arrival }));
}

const runOf = (row: Columns): DrawnRun => ({
  seq: Number(row['seq']),
  count: Number(row['count']),
  version: Number(row['version']),
  recordedAt: Number(row['recorded_at']),
  at: row['at'] === null ? null : Number(row['at']),
  digest: hexOf(row['digest'] as Uint8Array),
  previous: hexOf(row['previous'] as Uint8Array),
  bytes: row['entries'] as Uint8Array,
});

export function readable<Value>(seq: number, work: () => Value): Value {
  try {
    return work();
  } catch (cause) {
    throw unreadable(seq, cause);
  }
}

export const unreadable = (seq: number, cause?: unknown): DriverError =>
  new DriverError('store-damaged', `entry ${seq} cannot be read`, cause);
