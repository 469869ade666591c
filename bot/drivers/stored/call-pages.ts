import { addDays, startOfDay, usageKeysOf, type Day, type Instant, type TimeZone } from '../../../core/index.ts';
import type { AskedCalls, CallPage, CallPlace, ListedCall, UsageOf } from '../../ports/index.ts';
import { dayOfNumber, numberOfDay } from './local-days.ts';
import { callRowOf, type StoredRow } from './row.ts';

/** About how many calls are looked at for one page, so that a rare one is not searched among millions at once. */
const mostLookedAt = 5000;

/** How many calls are looked at in one query, and how many days are asked for. */
const chunkRows = 1000;
const chunkDays = 30;

/** Some calls from `before` back to `from`, of which at most `want` are given that may be the ones. */
export interface AskedChunk {
  readonly from: Instant;
  readonly before: CallPlace;
  readonly person: string | undefined;
  readonly destination: string | undefined;
  readonly over: number;
  readonly examine: number;
  readonly want: number;
}

/** What may be asked for, and where the last of those that were looked at is; undefined where there are no more. */
export interface Chunk {
  readonly rows: readonly StoredRow[];
  readonly end: CallPlace | undefined;
}

/** A day with calls of somebody: how many, and when the last of them began, or later. */
export interface DayOfCalls {
  readonly day: number;
  readonly calls: number;
  readonly last: Instant;
}

/** What a store of rows answers a page of calls from. */
export interface CallSource {
  readonly timeZone: TimeZone;
  chunk(asked: AskedChunk): Promise<Chunk>;
  /** The newest days of a range with such calls, at most `limit`. */
  newestDays(
    of: UsageOf,
    range: { readonly first: number; readonly last: number; readonly limit: number },
  ): Promise<readonly DayOfCalls[]>;
}

/** Where calls are looked for, from its end back. */
interface Stretch {
  readonly from: Instant;
  readonly before: CallPlace;
  /** How many there are at most. */
  readonly most: number;
}

/** A page of calls: those of a person, or to a destination, are looked for on the days only that have some, as the sums know. */
export async function pageOfCalls(source: CallSource, asked: AskedCalls): Promise<CallPage> {
  const { limit } = asked;
  const found: ListedCall[] = [];
  let lookedAt = 0;
  for await (const { from, before, most } of stretchesOf(source, asked)) {
    let place: CallPlace | undefined = before;
    let here = 0;
    while (place !== undefined && here < most) {
      if (lookedAt >= mostLookedAt) return { calls: found, next: place };
      const want = Math.min(limit + 1 - found.length, most - here);
      const chunk: Chunk = await source.chunk({ ...filterOf(asked), from, before: place, examine: chunkRows, want });
      const calls = chunk.rows.filter(row => isAsked(row, asked)).map(listed);
      here += calls.length;
      found.push(...calls);
      if (chunk.rows.length < want) lookedAt += chunkRows;
      if (found.length > limit) return { calls: found.slice(0, limit), next: placeOf(found[limit - 1]) };
      place = chunk.end;
    }
  }
  return { calls: found, next: undefined };
}

/** The end of a chunk, from what was found of it and the last call that was looked at. */
export function endOfChunk(
  { want }: AskedChunk,
  rows: readonly StoredRow[],
  last: CallPlace | undefined,
): CallPlace | undefined {
  const [row] = rows.slice(-1);
  return rows.length === want && row !== undefined ? { start: row.start, id: row.id } : last;
}

async function* stretchesOf(
  source: CallSource,
  { days, after, person, destination }: AskedCalls,
): AsyncIterable<Stretch> {
  const instantOf = (day: Day): Instant => startOfDay(day, source.timeZone);
  const end: CallPlace = { start: instantOf(addDays(days.last, 1)), id: '' };
  const top = after !== undefined && isBefore(after, end) ? after : end;
  const first = numberOfDay(days.first);
  const of = ofCalls(person, destination);
  if (of === undefined) {
    yield { from: instantOf(days.first), before: top, most: Infinity };
    return;
  }
  for (let last = numberOfDay(days.last); last >= first;) {
    const some = await source.newestDays(of, { first, last, limit: chunkDays });
    for (const { day, calls, last: latest } of some) {
      const from = instantOf(dayOfNumber(day));
      if (from > top.start) continue;
      const before = { start: Math.min(latest + 1, instantOf(dayOfNumber(day + 1))), id: '' };
      yield { from, before: isBefore(before, top) ? before : top, most: calls };
    }
    last = some.length < chunkDays ? first - 1 : (some.at(-1)?.day ?? first) - 1;
  }
}

/** Whose days are looked up: a person has fewer than a destination. */
function ofCalls(person: AskedCalls['person'], destination: AskedCalls['destination']): UsageOf | undefined {
  if (person !== undefined) return { by: 'person', key: person };
  return destination === undefined ? undefined : { by: 'destination', key: destination };
}

/** What a query can leave out: it may give more than is asked for. Erased and unknown people are told apart later. */
const filterOf = ({ person, destination, over = -1 }: AskedCalls) => ({
  person: person === null || person === '' ? undefined : person,
  destination: destination ?? (destination === null ? '' : undefined),
  over,
});

function isAsked(row: StoredRow, { person, destination }: AskedCalls): boolean {
  const keys = usageKeysOf(row.about);
  return (
    (person === undefined || keys.person === person) && (destination === undefined || keys.destination === destination)
  );
}

const listed = (row: StoredRow): ListedCall => ({
  row: callRowOf(row),
  version: row.version,
  cost: row.creditsCost,
  drawn: row.cost,
});

const placeOf = (call: ListedCall | undefined): CallPlace | undefined =>
  call === undefined ? undefined : { start: call.row.start, id: call.row.id };

const isBefore = (one: CallPlace, other: CallPlace): boolean =>
  one.start < other.start || (one.start === other.start && one.id < other.id);
