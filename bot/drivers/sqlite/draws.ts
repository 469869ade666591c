import type { Entry } from '../../../core/index.ts';
import type { Columns } from '../stored/columns.ts';
import { bytesOfRun, fitsRun, unreadEntries, type RowOfEntry, type UnreadEntry } from '../stored/drawn-entries.ts';
import { goesOnWith, readable, storedRun, unreadable, type PlacedEntry } from '../stored/drawn-runs.ts';
import { unpackedText } from '../stored/packed-text.ts';
import type { Database } from './database.ts';
import { placeOf, seqOfPlace } from './entry-place.ts';

/** Takes the entries of calls in, one after the other, and writes those that fit; within a transaction. */
export class DrawWriter {
  readonly #database: Database;
  readonly #book: number;
  #run: PlacedEntry[] = [];

  constructor(database: Database, book: number) {
    this.#database = database;
    this.#book = book;
  }

  /** Whether it was taken: its row has to say the same. */
  takes(entry: Entry, row: RowOfEntry | undefined): boolean {
    if (row === undefined || !fitsRun(entry, row, this.#run.at(-1)?.entry)) return false;
    if (!goesOnWith(this.#run, entry)) this.end();
    this.#run.push({ entry, arrival: row.arrival });
    return true;
  }

  /** Writes what was taken. */
  end(): void {
    const [first] = this.#run;
    if (first === undefined) return;
    const { seq, version, recordedAt, at, digest, previous } = first.entry;
    this.#database.run(
      'INSERT INTO draws (place, count, version, recordedAt, at, digest, previous, entries) VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
      ...[placeOf(this.#book, seq), this.#run.length, version, recordedAt, at ?? null],
      ...[Buffer.from(digest, 'hex'), Buffer.from(previous, 'hex'), bytesOfRun(this.#run)],
    );
    this.#run = [];
  }
}

/** A run may begin before the place that is asked for, in the same book. */
const runs = `
  SELECT * FROM draws WHERE place >= coalesce((SELECT max(place) FROM draws WHERE place > ?1 AND place <= ?2), ?2) AND place <= ?3
     AND place + count > ?2 ORDER BY place`;

/** The entries of calls from one seq to another, in order. */
export function drawnBetween(database: Database, book: number, from: number, to: number): readonly Entry[] {
  return completed(
    database,
    database
      .all(runs, placeOf(book, 0), placeOf(book, from), placeOf(book, to))
      .flatMap(row => [...unreadIn(row, from, to)]),
  );
}

/** The last that begins by then, if it reaches so far: of one that does not, all before it would be looked at. */
const runOfPlace = `
  SELECT * FROM (SELECT * FROM draws WHERE place > ?1 AND place <= ?2 ORDER BY place DESC LIMIT 1) WHERE place + count > ?2`;

/** Those of the entries of calls that are asked for, in order: each run is read once. */
export function drawnAt(database: Database, book: number, seqs: readonly number[]): readonly Entry[] {
  const asked = [...new Set(seqs)].toSorted((one, other) => one - other);
  const unread: UnreadEntry[] = [];
  for (let index = 0; index < asked.length;) {
    const seq = asked[index] ?? 0;
    const row = database.one(runOfPlace, placeOf(book, 0), placeOf(book, seq));
    const end = row === undefined ? seq : seqOfPlace(Number(row['place'])) + Number(row['count']) - 1;
    const inRun = new Set([seq]);
    for (index += 1; (asked[index] ?? Infinity) <= end; index += 1) inRun.add(asked[index] ?? seq);
    if (row !== undefined)
      unread.push(...[...unreadIn(row, seq, Math.max(...inRun))].filter(one => inRun.has(one.seq)));
  }
  return completed(database, unread);
}

/** With their rows. */
function completed(database: Database, unread: readonly UnreadEntry[]): readonly Entry[] {
  const rows = rowsAt(
    database,
    unread.map(({ arrival }) => arrival),
  );
  return unread.map(({ seq, arrival, with: whole }) => {
    const row = rows.get(arrival);
    if (row === undefined) throw unreadable(seq);
    return readable(seq, () => whole(row));
  });
}

/** Those of a run from one seq to another: what comes before has to be passed by, what comes after is not looked at. */
function* unreadIn(row: Columns, from: number, to: number): ReturnType<typeof unreadEntries> {
  const run = storedRun(row, { seq: seqOfPlace(Number(row['place'])), recordedAt: Number(row['recordedAt']) });
  let { seq } = run;
  const entries = unreadEntries(run);
  while (seq <= to) {
    const next = readable(Math.max(seq, from), () => entries.next());
    if (next.done === true) return;
    if (next.value.seq >= from) yield next.value;
    seq += 1;
  }
}

const columns = 'c.arrival, c.id, c.version, c.start, c.cost';

/** The rows of entries by their arrivals, which mostly follow each other. */
function rowsAt(database: Database, arrivals: readonly number[]): ReadonlyMap<number, RowOfEntry> {
  if (arrivals.length === 0) return new Map();
  const [first, last] = [
    arrivals.reduce((one, other) => Math.min(one, other)),
    arrivals.reduce((one, other) => Math.max(one, other)),
  ];
  const isDense = last - first < 2 * arrivals.length + 100;
  const rows = isDense
    ? database.all(`SELECT ${columns} FROM calls c WHERE c.arrival BETWEEN ? AND ?`, first, last)
    : database.all(
        `SELECT ${columns} FROM json_each(?) j CROSS JOIN calls c ON c.arrival = j.value`,
        JSON.stringify([...new Set(arrivals)]),
      );
  return new Map(rows.map(row => [Number(row['arrival']), drawnRow(row)]));
}

/** All rows of a book that entries are of, by the ids of these: of a book that has just been made of another. */
export const rowsOfEntries = (database: Database, book: number): ReadonlyMap<string, RowOfEntry> =>
  new Map(
    database
      .all(`SELECT ${columns} FROM calls c WHERE c.book = ? AND c.entrySeq IS NOT NULL`, book)
      .map(drawnRow)
      .map(row => [`${row.id}#${row.version}`, row]),
  );

/** What an entry takes from its row. */
export const drawnRow = ({ arrival, id, version, start, cost }: Columns): RowOfEntry => ({
  arrival: Number(arrival),
  id: unpackedText(id),
  version: unpackedText(version),
  start: Number(start),
  cost: Number(cost),
});

/** How many entries of calls a book has, and the seq of the last. */
export function drawsCounted(database: Database, book: number): { readonly count: number; readonly last: number } {
  const [from, to] = [placeOf(book, 0), placeOf(book + 1, 0)];
  const found = database.one(
    'SELECT sum(count) AS count, max(place + count - 1) AS last FROM draws WHERE place > ? AND place < ?',
    from,
    to,
  );
  const last = found?.['last'];
  return { count: Number(found?.['count'] ?? 0), last: typeof last === 'number' ? seqOfPlace(last) : 0 };
}
