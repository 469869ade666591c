import { unreachable, type Origin, type RowChange } from '../../../core/index.ts';
import { DriverError, type RowVersion } from '../../ports/index.ts';
import { aboutNobody, arrivedRow, type StoredRow } from '../stored/row.ts';
import type { Database } from './database.ts';
import { idHash } from './id-index.ts';
import { keepIds, type RowIds } from './row-ids.ts';
import { foundRows, insertRow, lastArrival, updateRow } from './row-table.ts';

/** What a batch does to the call rows in SQLite, within its transaction. */
export class SqliteRowWrites {
  readonly #database: Database;
  readonly #ids: RowIds;

  constructor(database: Database, ids: RowIds) {
    this.#database = database;
    this.#ids = ids;
  }

  /** Carries out the changes; returns how many rows arrived. */
  apply(book: number, changes: readonly RowChange[], seqOfCall: ReadonlyMap<string, number>): number {
    if (changes.length === 0) return 0;
    this.#ids.upToDate();
    const arriving = new Arriving(lastArrival(this.#database) + 1);
    for (const change of changes) this.#change(book, change, { arriving, seqOfCall });
    keepIds(this.#database, { first: arriving.first, last: arriving.last, hashes: () => arriving.hashes(book) });
    return arriving.count;
  }

  #change(
    book: number,
    change: RowChange,
    given: { readonly arriving: Arriving; readonly seqOfCall: ReadonlyMap<string, number> },
  ): void {
    switch (change.kind) {
      case 'reverse': {
        const versions = this.#versions(book, change.id, given.arriving);
        this.#move(versions, change.version, 'reversed');
        if (change.restored !== undefined) this.#move(versions, change.restored, 'standing');
        return;
      }
      case 'describe':
        for (const row of this.#versions(book, change.row.id, given.arriving)) this.#describe(row, change);
        return;
      case 'stand':
      case 'hold':
      case 'ignore': {
        const versions = this.#versions(book, change.row.id, given.arriving);
        checkArrival(versions, change);
        // Any newer version replaces one that was held.
        for (const row of versions)
          if (row.state === 'held' && row.version !== change.version) this.#rewrite({ ...row, state: 'replaced' });
        if (change.kind === 'stand' && change.supersedes !== undefined)
          this.#move(versions, change.supersedes, 'superseded');
        const entrySeq = given.seqOfCall.get(`${change.row.id}#${change.version}`) ?? null;
        const held = versions.find(row => row.version === change.version);
        const row = { book, ...arrivedRow(change, entrySeq) };
        if (held === undefined) this.#insert(row, given.arriving);
        else this.#rewrite({ ...row, arrival: held.arrival });
        return;
      }
      default:
        unreachable(change);
    }
  }

  #describe(row: StoredRow, change: RowChange & { readonly kind: 'describe' }): void {
    const { about } = change.row;
    // The phone numbers may arrive later than the call: a standing row that draws gets its key then.
    const isNamed = change.lookAlikeKey !== undefined && row.version === change.version && row.state === 'standing';
    const text = JSON.stringify(about);
    const kept = text === aboutNobody ? null : row.lookAlikeKey;
    const lookAlikeKey = isNamed ? (change.lookAlikeKey ?? null) : kept;
    if (text === row.about && lookAlikeKey === row.lookAlikeKey) return;
    this.#rewrite({ ...row, about: text, destination: about.destination, person: about.userName, lookAlikeKey });
  }

  #move(versions: readonly StoredRow[], version: string, state: RowVersion['state']): void {
    const row = versions.find(one => one.version === version);
    if (row !== undefined) this.#rewrite({ ...row, state });
  }

  #insert(row: Omit<StoredRow, 'arrival'>, arriving: Arriving): void {
    const arrival = arriving.add(row.id);
    insertRow(this.#database, row, arrival);
  }

  #rewrite(row: StoredRow): void {
    updateRow(this.#database, row);
  }

  /** The versions of one id, oldest arrival first, those too that arrived with this batch. */
  #versions(book: number, id: string, arriving: Arriving): readonly StoredRow[] {
    const arrivals = [...this.#ids.index.find(idHash(book, id)), ...arriving.of(id)];
    return foundRows(this.#database, arrivals, { book, id });
  }
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
  readonly #byId = new Map<string, number[]>();

  constructor(first: number) {
    this.first = first;
    this.last = first - 1;
  }

  get count(): number {
    return this.#ids.length;
  }

  hashes(book: number): readonly number[] {
    return this.#ids.map(id => idHash(book, id));
  }

  add(id: string): number {
    this.last += 1;
    this.#ids.push(id);
    const arrivals = this.#byId.get(id);
    if (arrivals === undefined) this.#byId.set(id, [this.last]);
    else arrivals.push(this.last);
    return this.last;
  }

  of(id: string): readonly number[] {
    return this.#byId.get(id) ?? [];
  }
}
