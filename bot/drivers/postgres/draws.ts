import type { Entry } from '../../../core/index.ts';
import type { Columns } from '../stored/columns.ts';
import { bytesOfRun, fitsRun, unreadEntries, type RowOfEntry, type UnreadEntry } from '../stored/drawn-entries.ts';
import { goesOnWith, readable, storedRun, type PlacedEntry } from '../stored/drawn-runs.ts';
import type { BinaryWriter } from './binary.ts';
import { textOfBytes } from './packed-bytes.ts';

/** Entries of calls that are stored together. */
export type DrawnEntries = readonly [PlacedEntry, ...PlacedEntry[]];

/** Entries of which all that they say is in their rows go into runs; the others stay texts. `drawn` has the rows by the entries' ids. */
export function runsOf(
  entries: readonly Entry[],
  drawn: ReadonlyMap<string, RowOfEntry>,
): { readonly texts: readonly Entry[]; readonly runs: readonly DrawnEntries[] } {
  const texts: Entry[] = [];
  const runs: [PlacedEntry, ...PlacedEntry[]][] = [];
  for (const entry of entries) {
    const row = drawn.get(entry.id);
    const run = runs.at(-1);
    if (row === undefined || !fitsRun(entry, row, run?.at(-1)?.entry)) {
      texts.push(entry);
      continue;
    }
    const one = { entry, arrival: row.arrival };
    if (run !== undefined && goesOnWith(run, entry)) run.push(one);
    else runs.push([one]);
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
  const run = storedRun(row, { seq: Number(row['seq']), recordedAt: Number(row['recorded_at']) });
  const base = Number(row['arrival']);
  return readable(run.seq, () => [...unreadEntries(run)])
    .filter(isAsked)
    .map(entry => ({ ...entry, arrival: base + entry.arrival }));
}
