/**
 * Which rows may have an id: a hash table in two typed arrays, 8 bytes a slot, so that millions of ids cost no millions of objects. Two
 * ids may share a hash: callers compare the rows themselves.
 */
export class IdIndex {
  #hashes = new Uint32Array(1 << 10);
  #arrivals = new Uint32Array(1 << 10);
  #size = 0;

  /** `arrival` is above 0, which marks a free slot. */
  add(hash: number, arrival: number): void {
    if (this.#size * 2 >= this.#hashes.length) this.#grow();
    this.#place(hash, arrival);
    this.#size += 1;
  }

  /** The arrivals of rows whose id has that hash, in their order. */
  find(hash: number): readonly number[] {
    const mask = this.#hashes.length - 1;
    const found: number[] = [];
    for (let slot = hash & mask; ; slot = (slot + 1) & mask) {
      const arrival = this.#arrivals[slot] ?? 0;
      if (arrival === 0) return found.length < 2 ? found : found.toSorted((one, other) => one - other);
      if (this.#hashes[slot] === hash) found.push(arrival);
    }
  }

  #place(hash: number, arrival: number): void {
    const mask = this.#hashes.length - 1;
    let slot = hash & mask;
    while (this.#arrivals[slot] !== 0) slot = (slot + 1) & mask;
    this.#hashes[slot] = hash;
    this.#arrivals[slot] = arrival;
  }

  #grow(): void {
    const [hashes, arrivals] = [this.#hashes, this.#arrivals];
    this.#hashes = new Uint32Array(hashes.length * 2);
    this.#arrivals = new Uint32Array(arrivals.length * 2);
    for (const [slot, arrival] of arrivals.entries()) if (arrival !== 0) this.#place(hashes[slot] ?? 0, arrival);
  }
}

/** FNV-1a over UTF-16 units, then MurmurHash3's finalizer: 32 bits, not secret. It must never change, since it is stored. */
export function idHash(book: number, id: string): number {
  let hash = 0x811c9dc5 ^ book;
  for (let index = 0; index < id.length; index += 1) hash = Math.imul(hash ^ id.charCodeAt(index), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
