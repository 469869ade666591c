import { lineOf, type Entry } from '../../../core/index.ts';
import { DriverError } from '../../ports/index.ts';
import type { Columns } from '../stored/columns.ts';
import type { RowOfEntry, UnreadEntry } from '../stored/drawn-entries.ts';
import { readable, unreadable } from '../stored/drawn-runs.ts';
import type { Ask } from './ask.ts';
import { arrayBytes, tuplesOf, type BinaryWriter } from './binary.ts';
import { rowOfDraw, runsOf, unreadIn, writeRun } from './draws.ts';
import type { StoredTypes } from './stored-types.ts';

/** A tenant's book; null for the present one. */
export type BookOf = readonly [tenant: string, book: number | null];

const ofBook = `tenant = $1 AND book = coalesce($2, (SELECT book FROM credits.books WHERE tenant = $1 AND is_current))`;

const texts = `SELECT book, seq, NULL::bigint AS arrival, NULL::bigint AS recorded_at, NULL::bigint AS at, NULL::integer AS count,
  NULL::integer AS version, NULL::bytea AS digest, NULL::bytea AS previous, NULL::bytea AS entries, entry FROM credits.entries`;
const runs = `SELECT d.book, d.seq, d.arrival, d.recorded_at, d.at, d.count, d.version, d.digest, d.previous, d.entries, NULL`;

/** Those before the first that is asked for may be in its run. */
const runsFrom = (first: string): string =>
  `seq >= coalesce((SELECT max(seq) FROM credits.draws WHERE ${ofBook} AND seq <= ${first}), ${first})`;

/** Texts and runs at one moment, so that one that is brought from the one form to the other meanwhile is read once. */
const between = `
  ${texts} WHERE ${ofBook} AND seq >= $3 AND seq <= $4
  UNION ALL ${runs} FROM credits.draws d WHERE ${ofBook} AND seq <= $4 AND seq + count > $3 AND ${runsFrom('$3')}`;

const at = `
  ${texts} WHERE ${ofBook} AND seq = ANY ($3)
  UNION ALL SELECT * FROM (
    SELECT DISTINCT ON (d.seq) ${runs.slice('SELECT '.length)} FROM unnest($3::bigint[]) AS asked (of)
     CROSS JOIN LATERAL (SELECT * FROM credits.draws WHERE ${ofBook} AND seq <= asked.of ORDER BY seq DESC LIMIT 1) d
     WHERE d.seq + d.count > asked.of ORDER BY d.seq) runs`;

const firstAfter = `
  SELECT min(seq) AS seq FROM (
    SELECT min(seq) AS seq FROM credits.entries WHERE ${ofBook} AND seq > $3
    UNION ALL SELECT greatest(seq, $3 + 1) FROM (
      SELECT seq FROM credits.draws WHERE ${ofBook} AND seq + count > $3 + 1 AND ${runsFrom('$3')} ORDER BY seq LIMIT 1) next) found`;

/** Entries of a book in order, those after a seq; all of them where there is no limit. */
export async function entriesOfBook(
  ask: Ask,
  book: BookOf,
  { after, limit }: { readonly after: number; readonly limit?: number | undefined },
): Promise<readonly Entry[]> {
  if (limit === undefined) return entriesBetween(ask, book, [after + 1, Number.MAX_SAFE_INTEGER]);
  if (limit === 0) return [];
  const some = await entriesBetween(ask, book, [after + 1, after + limit]);
  if (some.length > 0) return some;
  // Some may be missing: those that follow are read.
  const first = (await ask(firstAfter, [...book, after], 'entries-first'))[0]?.['seq'];
  return typeof first === 'number' ? entriesBetween(ask, book, [first, first + limit - 1]) : [];
}

async function entriesBetween(
  ask: Ask,
  book: BookOf,
  [from, to]: readonly [number, number],
): Promise<readonly Entry[]> {
  const found = await ask(between, [...book, from, to], 'entries-between');
  return (await wholeEntries(ask, book, found, ({ seq }) => seq >= from && seq <= to)).map(parsedEntry);
}

/** Those that are asked for, in order: each run is read once. */
export async function entriesAt(ask: Ask, book: BookOf, seqs: readonly number[]): Promise<readonly Entry[]> {
  if (seqs.length === 0) return [];
  const asked = new Set(seqs);
  const found = await ask(at, [...book, [...asked]], 'entries-at');
  return (await wholeEntries(ask, book, found, ({ seq }) => asked.has(seq))).map(parsedEntry);
}

/** An entry: as it is, or as its text. */
interface Found {
  readonly seq: number;
  readonly entry: Entry | string;
}

/** What was found, in order; the entries of calls with what their rows say. */
async function wholeEntries(
  ask: Ask,
  [tenant]: BookOf,
  found: readonly Columns[],
  isAsked: (entry: UnreadEntry) => boolean,
): Promise<readonly Found[]> {
  const kept = found
    .filter(row => row['entry'] !== null)
    .map(row => ({ seq: Number(row['seq']), entry: String(row['entry']) }));
  const unread = found.flatMap(row => (row['entry'] === null ? [...unreadIn(row, isAsked)] : []));
  if (unread.length === 0) return inOrder(kept);
  const rows = await rowsAt(ask, [tenant, Number(found[0]?.['book'])], unread);
  const drawn = unread.map(({ seq, arrival, with: whole }) => {
    const row = rows.get(arrival);
    if (row === undefined) throw unreadable(seq);
    return { seq, entry: readable(seq, () => whole(row)) };
  });
  return inOrder([...kept, ...drawn]);
}

const inOrder = (some: readonly Found[]): readonly Found[] => some.toSorted((one, other) => one.seq - other.seq);

const rowsOfBookEntries = 'SELECT arrival, id, version, start, cost FROM credits.calls WHERE tenant = $1 AND book = $2';

/** The rows of entries by their arrivals, which mostly follow each other. */
async function rowsAt(
  ask: Ask,
  book: readonly [string, number],
  unread: readonly UnreadEntry[],
): Promise<ReadonlyMap<number, RowOfEntry>> {
  const arrivals = unread.map(({ arrival }) => arrival);
  const first = arrivals.reduce((one, other) => Math.min(one, other));
  const last = arrivals.reduce((one, other) => Math.max(one, other));
  const isDense = last - first < 2 * arrivals.length + 100;
  const rows = isDense
    ? await ask(`${rowsOfBookEntries} AND arrival >= $3 AND arrival <= $4`, [...book, first, last], 'rows-of-entries')
    : await ask(`${rowsOfBookEntries} AND arrival = ANY ($3)`, [...book, arrivals], 'rows-of-some-entries');
  return new Map(rows.map(row => [Number(row['arrival']), rowOfDraw(row)]));
}

function parsedEntry({ seq, entry }: Found): Entry {
  if (typeof entry !== 'string') return entry;
  try {
    return JSON.parse(entry) as Entry;
  } catch (cause) {
    throw new DriverError('store-damaged', `entry ${seq} cannot be read`, cause);
  }
}

/** A page of a book's entries as texts, those too that cannot be read; empty where there are no more. */
export async function entryTexts(
  ask: Ask,
  book: readonly [string, number],
  { after, limit }: { readonly after: number; readonly limit: number },
): Promise<readonly EntryText[]> {
  const first = (await ask(firstAfter, [...book, after], 'entries-first'))[0]?.['seq'];
  return typeof first === 'number' ? textsBetween(ask, book, [first, first + limit - 1]) : [];
}

/** An entry as its text; undefined where it cannot be read. */
export interface EntryText {
  readonly seq: number;
  readonly text: string | undefined;
}

async function textsBetween(
  ask: Ask,
  book: readonly [string, number],
  [from, to]: readonly [number, number],
): Promise<readonly EntryText[]> {
  try {
    const found = await ask(between, [...book, from, to], 'entries-between');
    const whole = await wholeEntries(ask, book, found, ({ seq }) => seq >= from && seq <= to);
    return whole.map(({ seq, entry }) => ({ seq, text: typeof entry === 'string' ? entry : lineOf(entry) }));
  } catch (error) {
    if (!(error instanceof DriverError) || error.code !== 'store-damaged') throw error;
    if (from === to) return [{ seq: from, text: undefined }];
    const middle = Math.floor((from + to) / 2);
    const [early, late] = [[from, middle] as const, [middle + 1, to] as const];
    return [...(await textsBetween(ask, book, early)), ...(await textsBetween(ask, book, late))];
  }
}

/** An entry that is stored as a text. */
export interface WrittenEntry {
  readonly seq: number;
  readonly id: string;
  /** What the database itself checks to sum to zero. */
  readonly amounts: readonly number[];
  readonly text: string;
}

export const writtenEntry = (entry: Entry): WrittenEntry => ({
  ...{ seq: entry.seq, id: entry.id, amounts: entry.postings.map(({ amount }) => amount), text: lineOf(entry) },
});

/** A tuple of the type `credits.written_entry`. */
export function writeEntry(to: BinaryWriter, { seq, id, amounts, text }: WrittenEntry): void {
  to.tuple(4);
  to.bigint(seq);
  to.text(id);
  to.bigints(amounts);
  to.text(text);
}

/** Inserts entries as texts; within a transaction. */
export async function insertTexts(
  ask: Ask,
  types: StoredTypes,
  book: readonly [string, number],
  entries: readonly WrittenEntry[],
): Promise<void> {
  const tuples = tuplesOf(entries, writeEntry);
  if (tuples === null) return;
  await ask(
    `INSERT INTO credits.entries (tenant, book, seq, id, amounts, entry)
      SELECT $1, $2, seq, id, amounts, entry FROM unnest($3::credits.written_entry[])`,
    [...book, arrayBytes(types.written_entry.element, tuples)],
  );
}

/** Inserts those entries of calls that fit; `drawn` has the rows of these by the entries' ids. Gives the other entries. Within a transaction. */
export async function insertRuns(
  ask: Ask,
  types: StoredTypes,
  book: readonly [string, number],
  { entries, drawn }: { readonly entries: readonly Entry[]; readonly drawn: ReadonlyMap<string, RowOfEntry> },
): Promise<readonly Entry[]> {
  const { texts: others, runs: drawnRuns } = runsOf(entries, drawn);
  const tuples = tuplesOf(drawnRuns, writeRun);
  if (tuples !== null)
    await ask(
      `INSERT INTO credits.draws (tenant, book, seq, arrival, recorded_at, at, count, version, digest, previous, entries)
        SELECT $1, $2, seq, 0, recorded_at, at, count, version, digest, previous, entries FROM unnest($3::credits.drawn_run[])`,
      [...book, arrayBytes(types.drawn_run.element, tuples)],
    );
  return others;
}
