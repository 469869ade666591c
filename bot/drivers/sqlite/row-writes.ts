import { isDeepStrictEqual } from 'node:util';
import { unreachable, type Instant, type Origin, type RowChange } from '../../../core/index.ts';
import { DriverError, type RowVersion } from '../../ports/index.ts';
import type { RowOfEntry } from '../stored/drawn-entries.ts';
import { recorded, type CallEntries } from '../stored/late-billing.ts';
import { arrivedRow, isOfNobody, type StoredRow } from '../stored/row.ts';
import type { UsageChanges } from '../stored/usage-cells.ts';
import { changeCallIds } from './call-ids.ts';
import type { Database } from './database.ts';
import { idHash } from './id-index.ts';
import { callHash, keepIds, type RowIds } from './row-ids.ts';
import { foundRows, insertRow, lastArrival, updateRow } from './row-table.ts';
import { replaceInSums, type UsageSumsTable } from './usage-sums.ts';

/** What a batch does to the call rows in SQLite, within its transaction. */
export class SqliteRowWrites {
  readonly #database: Database;
  readonly #ids: RowIds;
  readonly #sums: UsageSumsTable;

  constructor(database: Database, ids: RowIds, sums: UsageSumsTable) {
    this.#database = database;
    this.#ids = ids;
    this.#sums = sums;
  }

  /** Carries out the changes; returns how many rows arrived, and those that entries are of. */
  apply(book: number, changes: readonly RowChange[], entries: CallEntries): AppliedRows {
    const drawn = new Map<string, RowOfEntry>();
    if (changes.length === 0) return { arrived: 0, drawn };
    this.#ids.upToDate();
    const arriving = new Arriving(lastArrival(this.#database) + 1);
    const usage = this.#sums.begin(book);
    const batch: Batch = { arriving, entries, usage, calls: [], drawn };
    for (const change of changes) this.#change(book, change, batch);
    this.#sums.write(book, usage);
    keepIds(this.#database, { first: arriving.first, last: arriving.last, hashes: () => arriving.hashes(book) });
    changeCallIds(this.#database, batch.calls);
    return { arrived: arriving.count, drawn };
  }

  #change(book: number, change: RowChange, given: Batch): void {
    switch (change.kind) {
      case 'reverse': {
        const versions = this.#versions(book, change.id, given.arriving);
        const at = given.entries.reversed.get(`${change.id}#${change.version}`);
        this.#move(versions, { version: change.version, state: 'reversed', at }, given);
        if (change.restored !== undefined)
          this.#move(versions, { version: change.restored, state: 'standing', at }, given);
        return;
      }
      case 'describe':
        for (const row of this.#versions(book, change.row.id, given.arriving)) this.#describe(row, change, given);
        return;
      case 'stand':
      case 'hold':
      case 'ignore': {
        const versions = this.#versions(book, change.row.id, given.arriving);
        checkArrival(versions, change);
        // Any newer version replaces one that was held.
        for (const row of versions)
          if (row.state === 'held' && row.version !== change.version)
            this.#rewrite(row, { ...row, state: 'replaced' }, given);
        const key = `${change.row.id}#${change.version}`;
        const entry = given.entries.drawn.get(key);
        if (change.kind === 'stand' && change.supersedes !== undefined)
          this.#move(versions, { version: change.supersedes, state: 'superseded', at: entry?.at }, given);
        const held = versions.find(row => row.version === change.version);
        const row = { book, ...arrivedRow(change, entry) };
        const arrival = held?.arrival ?? given.arriving.add(row.id, row.about.callId);
        if (held !== undefined) this.#rewrite(held, { ...row, arrival }, given);
        else {
          insertRow(this.#database, row, arrival);
          given.usage.add(row, row.about);
        }
        if (entry !== undefined) {
          const { id, version, start, cost } = row;
          given.drawn.set(key, { arrival, id, version, start, cost });
        }
        return;
      }
      default:
        unreachable(change);
    }
  }

  #describe(row: StoredRow, change: RowChange & { readonly kind: 'describe' }, given: Batch): void {
    const { about } = change.row;
    // The phone numbers may arrive later than the call: a standing row that draws gets its key then.
    const isNamed = change.lookAlikeKey !== undefined && row.version === change.version && row.state === 'standing';
    const kept = isOfNobody(about) ? null : row.lookAlikeKey;
    const lookAlikeKey = isNamed ? (change.lookAlikeKey ?? null) : kept;
    if (isDeepStrictEqual(about, row.about) && lookAlikeKey === row.lookAlikeKey) return;
    given.calls.push({ arrival: row.arrival, hash: callHash(row.book, about.callId) });
    this.#rewrite(row, { ...row, about, lookAlikeKey }, given);
  }

  /** A version stands from an entry on, or no more. */
  #move(versions: readonly StoredRow[], { version, state, at }: Move, given: Batch): void {
    const row = versions.find(one => one.version === version);
    if (row === undefined) return;
    this.#rewrite(row, recorded({ ...row, state }, at, state === 'standing' ? 1 : -1), given);
  }

  #rewrite(row: StoredRow, after: StoredRow, { usage }: Batch): void {
    updateRow(this.#database, after);
    replaceInSums(usage, row, after);
  }

  /** The versions of one id, oldest arrival first, those too that arrived with this batch. */
  #versions(book: number, id: string, arriving: Arriving): readonly StoredRow[] {
    const [before, now] = [this.#ids.index.find(idHash(book, id)), arriving.of(id)];
    const arrivals = now.length === 0 ? before : [...before, ...now];
    return arrivals.length === 0 ? none : foundRows(this.#database, arrivals, { book, id });
  }
}

/** Of most ids nothing is known. */
const none: readonly StoredRow[] = [];

/** What was carried out. */
export interface AppliedRows {
  readonly arrived: number;
  /** Where the versions that entries are of stand, by the ids of these. */
  readonly drawn: ReadonlyMap<string, RowOfEntry>;
}

interface Move {
  readonly version: string;
  readonly state: RowVersion['state'];
  readonly at: Instant | undefined;
}

/** What the changes of a batch share. */
interface Batch {
  readonly drawn: Map<string, RowOfEntry>;
  readonly arriving: Arriving;
  readonly entries: CallEntries;
  readonly usage: UsageChanges;
  /** Rows whose call has another id than before. */
  readonly calls: { readonly arrival: number; readonly hash: number }[];
}

/** A version is stored once, and a question answered once: no unique index enforces it, so that this does. */
function checkArrival(
  versions: readonly StoredRow[],
  { version, origin }: { readonly version: string; readonly origin: Origin },
): void {
  const known = versions.find(row => row.version === version);
  const isAsExpected = origin === 'answered' ? known?.state === 'held' : known === undefined;
  if (!isAsExpected) throw new DriverError('store-failed', 'the store refused to write: a version of a call is taken');
}

/** The rows that arrive with one batch, which are not in the index yet. */
class Arriving {
  last: number;
  readonly first: number;
  readonly #ids: string[] = [];
  readonly #calls: string[] = [];
  readonly #byId = new Map<string, number[]>();

  constructor(first: number) {
    this.first = first;
    this.last = first - 1;
  }

  get count(): number {
    return this.#ids.length;
  }

  hashes(book: number) {
    return { ids: this.#ids.map(id => idHash(book, id)), calls: this.#calls.map(id => callHash(book, id)) };
  }

  add(id: string, callId: string): number {
    this.last += 1;
    this.#ids.push(id);
    this.#calls.push(callId);
    const arrivals = this.#byId.get(id);
    if (arrivals === undefined) this.#byId.set(id, [this.last]);
    else arrivals.push(this.last);
    return this.last;
  }

  of(id: string): readonly number[] {
    return this.#byId.get(id) ?? [];
  }
}
