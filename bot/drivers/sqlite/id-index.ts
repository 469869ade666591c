/**
 * Which rows may have an id: hash tables of arrivals in typed arrays, and the hashes by arrival, so that ten million ids take some 110 MB
 * and no objects. There are many small tables, so that none takes long to grow. Two ids may share a hash: callers compare the rows themselves.
 */
export class IdIndex {
  readonly #tables = Array.from({ length: tableCount }, () => new Uint32Array(leastSlots));
  readonly #sizes = new Uint32Array(tableCount);
  readonly #hashes: Uint32Array[] = [];

  /** `arrival` is above 0, which marks a free slot. */
  add(hash: number, arrival: number): void {
    const chunk = Math.floor(arrival / chunkLength);
    while (this.#hashes.length <= chunk) this.#hashes.push(new Uint32Array(chunkLength));
    const hashes = this.#hashes[chunk];
    if (hashes !== undefined) hashes[arrival % chunkLength] = hash;
    const number = hash >>> tableShift;
    let table = this.#tables[number] ?? new Uint32Array();
    const size = this.#sizes[number] ?? 0;
    if (size * 4 >= table.length * 3) table = this.#grown(number, table);
    place(table, hash, arrival);
    this.#sizes[number] = size + 1;
  }

  /** The arrivals of rows whose id has that hash, in their order. */
  find(hash: number): readonly number[] {
    const table = this.#tables[hash >>> tableShift] ?? new Uint32Array();
    const mask = table.length - 1;
    let found: number[] | undefined;
    for (let slot = hash & mask; ; slot = (slot + 1) & mask) {
      const arrival = table[slot] ?? 0;
      if (arrival === 0) return found?.toSorted((one, other) => one - other) ?? none;
      if (this.#hashOf(arrival) === hash) (found ??= []).push(arrival);
    }
  }

  #hashOf(arrival: number): number {
    return this.#hashes[Math.floor(arrival / chunkLength)]?.[arrival % chunkLength] ?? 0;
  }

  #grown(number: number, table: Uint32Array): Uint32Array {
    const grown = new Uint32Array(table.length * 2);
    for (const arrival of table) if (arrival !== 0) place(grown, this.#hashOf(arrival), arrival);
    this.#tables[number] = grown;
    return grown;
  }
}

/** The first bits of a hash say in which table it is, the last ones where. */
const tableCount = 256;
const tableShift = 24;
const leastSlots = 16;
const chunkLength = 1 << 16;
const none: readonly number[] = [];

function place(table: Uint32Array, hash: number, arrival: number): void {
  const mask = table.length - 1;
  let slot = hash & mask;
  while (table[slot] !== 0) slot = (slot + 1) & mask;
  table[slot] = arrival;
}

/** FNV-1a over UTF-16 units, then MurmurHash3's finalizer: 32 bits, not secret. It must never change, since it is stored. */
export function idHash(book: number, id: string): number {
  let hash = 0x811c9dc5 ^ book;
  for (let index = 0; index < id.length; index += 1) hash = Math.imul(hash ^ id.charCodeAt(index), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
