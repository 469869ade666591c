/**
 * Which rows may have an id: hash tables in typed arrays, 8 bytes a slot, so that ten million ids take some 140 MB and no objects. There are
 * many small ones, which grow at different times, so that nobody waits for long. Two ids may share a hash: callers compare the rows themselves.
 */
export class IdIndex {
  /** By slot a hash, and behind it the arrival. */
  readonly #tables: Uint32Array[] = Array.from({ length: tableCount }, () => new Uint32Array(leastSlots * 2));
  readonly #sizes = new Uint32Array(tableCount);

  /** `arrival` is above 0, which marks a free slot. */
  add(hash: number, arrival: number): void {
    const number = hash >>> tableShift;
    let table = this.#tables[number] ?? new Uint32Array();
    const size = this.#sizes[number] ?? 0;
    if (size >= (table.length / 2) * fullest(number)) table = this.#grown(number, table);
    place(table, hash, arrival);
    this.#sizes[number] = size + 1;
  }

  /** The arrivals of rows whose id has that hash, in their order. */
  find(hash: number): readonly number[] {
    const table = this.#tables[hash >>> tableShift] ?? new Uint32Array();
    const mask = table.length - 1;
    let found: number[] | undefined;
    for (let slot = (hash * 2) & mask; ; slot = (slot + 2) & mask) {
      const arrival = table[slot + 1] ?? 0;
      if (arrival === 0) return found?.toSorted((one, other) => one - other) ?? none;
      if (table[slot] === hash) (found ??= []).push(arrival);
    }
  }

  #grown(number: number, table: Uint32Array): Uint32Array {
    const grown = new Uint32Array(table.length * 2);
    for (let slot = 0; slot < table.length; slot += 2) {
      const arrival = table[slot + 1] ?? 0;
      if (arrival !== 0) place(grown, table[slot] ?? 0, arrival);
    }
    this.#tables[number] = grown;
    return grown;
  }
}

/** The first bits of a hash say in which table it is, the last ones where. */
const tableCount = 256;
const tableShift = 24;
const leastSlots = 16;
const none: readonly number[] = [];

/** Between a half and three quarters: they fill up together, and would grow together. */
const fullest = (table: number): number => 0.5 + (0.25 * table) / tableCount;

function place(table: Uint32Array, hash: number, arrival: number): void {
  const mask = table.length - 1;
  let slot = (hash * 2) & mask;
  while (table[slot + 1] !== 0) slot = (slot + 2) & mask;
  table[slot] = hash;
  table[slot + 1] = arrival;
}

/** FNV-1a over UTF-16 units, then MurmurHash3's finalizer: 32 bits, not secret. It must never change, since it is stored. */
export function idHash(book: number, id: string): number {
  let hash = 0x811c9dc5 ^ book;
  for (let index = 0; index < id.length; index += 1) hash = Math.imul(hash ^ id.charCodeAt(index), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
