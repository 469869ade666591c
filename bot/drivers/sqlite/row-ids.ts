import type { Columns } from '../stored/columns.ts';
import { unpackedText } from '../stored/packed-text.ts';
import type { Database } from './database.ts';
import { idHash, IdIndex } from './id-index.ts';
import { giveWay } from '../../work/give-way.ts';

/** The in-memory index of all rows' ids, built from the hashes in the database and from the rows that any process has committed since. */
export class RowIds {
  readonly #database: Database;
  readonly #ids = new IdIndex();
  /** The last arrival that the index has, and the first one of the last block that was read. */
  #indexed = 0;
  #lastBlock = 0;
  /** Whether it has had all rows at some time: from then on little is new. */
  #isWhole = false;

  constructor(database: Database) {
    this.#database = database;
  }

  /**
   * The arrivals of rows that may have that book and id. A program that asks for one call alone has no index, and after a start it is not whole
   * for some seconds: the hashes are searched where they are, some milliseconds for a million.
   */
  find(book: number, id: string): readonly number[] {
    const hash = idHash(book, id);
    return this.#isWhole ? this.upToDate().find(hash) : this.#searched(hash);
  }

  /** The index without an update: within a transaction, whose own rows it must not include, since they may be rolled back. */
  get index(): IdIndex {
    return this.#ids;
  }

  /** Takes in what is stored bit by bit, so that others have their turn, where it is much: after a start all of it. */
  async catchUp(): Promise<void> {
    while (this.#takeBlocks() === blocksTogether) await giveWay();
    this.#isWhole = true;
  }

  /** The index with what has been committed since; never within a transaction that has inserted rows. */
  upToDate(): IdIndex {
    while (this.#takeBlocks() === blocksTogether);
    this.#isWhole = true;
    for (const row of this.#after(this.#indexed))
      this.#add(Number(row['arrival']), idHash(Number(row['book']), unpackedText(row['id'])));
    return this.#ids;
  }

  /** Gives how many. */
  #takeBlocks(): number {
    const blocks = this.#blocks(this.#lastBlock);
    for (const block of blocks) {
      this.#lastBlock = Number(block['firstArrival']);
      const hashes = hashesOf(block);
      // Some of a block's rows may have been read one by one before there was a block of them.
      for (let index = 0; index < hashes.length; index += 1) this.#add(this.#lastBlock + index, hashes[index] ?? 0);
    }
    return blocks.length;
  }

  #searched(wanted: number): readonly number[] {
    const { arrivals, next } = searchedHashes(this.#database, 'rowIds', wanted);
    const rest = this.#after(next - 1).filter(row => idHash(Number(row['book']), unpackedText(row['id'])) === wanted);
    return [...arrivals, ...rest.map(row => Number(row['arrival']))];
  }

  #blocks(after: number): readonly Columns[] {
    return this.#database.all(
      'SELECT firstArrival, hashes FROM rowIds WHERE firstArrival > ? ORDER BY firstArrival LIMIT ?',
      after,
      blocksTogether,
    );
  }

  /** The rows that are in no block yet. */
  #after(arrival: number): readonly Columns[] {
    return this.#database.all('SELECT arrival, book, id FROM calls WHERE arrival > ? ORDER BY arrival', arrival);
  }

  #add(arrival: number, hash: number): void {
    if (arrival <= this.#indexed) return;
    this.#indexed = arrival;
    this.#ids.add(hash, arrival);
  }
}

/**
 * The arrivals whose stored hash is that one, and the first arrival that is in no block yet. SQLite passes by the blocks that do not have its
 * bytes: no other comes into the memory of JavaScript.
 */
export function searchedHashes(
  database: Database,
  table: 'rowIds' | 'callIds',
  wanted: number,
): { readonly arrivals: readonly number[]; readonly next: number } {
  const found = database.all(
    `SELECT firstArrival, hashes FROM ${table} WHERE instr(hashes, ?) > 0 ORDER BY firstArrival`,
    bytesOf([wanted]),
  );
  const arrivals = found.flatMap(block =>
    // Those bytes may also be the end of one hash and the begin of the next.
    [...hashesOf(block)].flatMap((hash, index) => (hash === wanted ? [Number(block['firstArrival']) + index] : [])),
  );
  return { arrivals, next: nextArrival(database, table) };
}

function nextArrival(database: Database, table: 'rowIds' | 'callIds'): number {
  const last = database.one(
    `SELECT firstArrival + length(hashes) / 4 AS next FROM ${table} ORDER BY firstArrival DESC LIMIT 1`,
  );
  return Number(last?.['next'] ?? 1);
}

/** The stored hashes, of which one block at a time is held: for who asks in the order of arrival. */
export class KeptHashes {
  readonly #database: Database;
  #first = 0;
  #hashes: Uint32Array = new Uint32Array();

  constructor(database: Database) {
    this.#database = database;
  }

  /** Undefined where it is in no block. */
  of(arrival: number): number | undefined {
    const isHeld = arrival >= this.#first && arrival - this.#first < this.#hashes.length;
    if (!isHeld) this.#read(arrival);
    return this.#hashes[arrival - this.#first];
  }

  #read(arrival: number): void {
    const block = this.#database.one(
      'SELECT firstArrival, hashes FROM rowIds WHERE firstArrival <= ? ORDER BY firstArrival DESC LIMIT 1',
      arrival,
    );
    if (block === undefined) return;
    this.#first = Number(block['firstArrival']);
    this.#hashes = hashesOf(block);
  }
}

/** How many blocks are taken in at a time: some milliseconds. */
const blocksTogether = 20;

/** Few enough to be read one by one at a start, many enough that single calls seldom write a block. */
const blockRows = 1000;

/** Stores the hashes of the ids that arrived since the last block, whenever another thousand is full; within a transaction. */
export function keepIds(
  database: Database,
  batch: { readonly first: number; readonly last: number; readonly hashes?: () => Hashes },
): void {
  if (Math.floor(batch.last / blockRows) === Math.floor((batch.first - 1) / blockRows)) return;
  const first = nextArrival(database, 'rowIds');
  const isWhole = first === batch.first && batch.hashes !== undefined;
  const { ids, calls } = isWhole ? batch.hashes() : hashesOfRows(database, { first, last: batch.last });
  database.run('INSERT INTO rowIds (firstArrival, hashes) VALUES (?, ?)', first, bytesOf(ids));
  database.run('INSERT INTO callIds (firstArrival, hashes) VALUES (?, ?)', first, bytesOf(calls));
}

/** The hashes of some rows' ids, and of those of their calls. */
interface Hashes {
  readonly ids: readonly number[];
  readonly calls: readonly number[];
}

export function hashesOfRows(
  database: Database,
  { first, last }: { readonly first: number; readonly last: number },
): Hashes {
  const rows = database.all(
    'SELECT book, id, callId FROM calls WHERE arrival BETWEEN ? AND ? ORDER BY arrival',
    first,
    last,
  );
  return {
    ids: rows.map(({ book, id }) => idHash(Number(book), unpackedText(id))),
    calls: rows.map(({ book, callId }) => callHash(Number(book), unpackedText(callId))),
  };
}

/** As the call's id is compared: in any case of its letters. 0, which is none, for a call without one. */
export const callHash = (book: number, callId: string): number =>
  callId === '' ? 0 : idHash(book, callId.toLowerCase());

export const bytesOf = (hashes: Iterable<number>): Uint8Array => new Uint8Array(Uint32Array.from(hashes).buffer);

export function hashesOf(row: Columns): Uint32Array {
  const bytes = row['hashes'] as Uint8Array;
  return new Uint32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength));
}
