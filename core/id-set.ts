import type { Hash } from './hash.ts';

/** Up to so many texts they are kept themselves; above, by the first bits of their hashes. */
const mostTexts = 4096;

/** A table for each value of a hash's first three digits: one that becomes too small is copied without the others. */
const tableCount = 4096;

/**
 * The ids of a journal of any size, in some ten bytes each. Of many it holds 76 bits of each one's hash: two ids of ten million share them in one
 * journal of a billion.
 */
export class IdSet {
  readonly #hash: Hash;
  #texts: Set<string> | undefined = new Set();
  #tables: readonly HashTable[] = [];

  constructor(hash: Hash) {
    this.#hash = hash;
  }

  /** Adds an id; false where it was there already. */
  add(text: string): boolean {
    if (this.#texts === undefined) return this.#addHash(text);
    if (this.#texts.has(text)) return false;
    this.#texts.add(text);
    if (this.#texts.size >= mostTexts) this.#hashAll(this.#texts);
    return true;
  }

  has(text: string): boolean {
    if (this.#texts !== undefined) return this.#texts.has(text);
    const digest = this.#hash(text);
    return this.#tableOf(digest).has(high(digest), low(digest));
  }

  #hashAll(texts: ReadonlySet<string>): void {
    this.#texts = undefined;
    this.#tables = Array.from({ length: tableCount }, () => new HashTable());
    for (const text of texts) this.#addHash(text);
  }

  #addHash(text: string): boolean {
    const digest = this.#hash(text);
    return this.#tableOf(digest).add(high(digest), low(digest));
  }

  #tableOf(digest: string): HashTable {
    const table = this.#tables[Number.parseInt(digest.slice(0, 3), 16)];
    if (table === undefined) throw new Error('a hash is hexadecimal');
    return table;
  }
}

const high = (digest: string): number => Number.parseInt(digest.slice(3, 11), 16);
const low = (digest: string): number => Number.parseInt(digest.slice(11, 19), 16);

/** Pairs of 32 bits in places that the first of them leads to. */
class HashTable {
  #places = new Uint32Array(2 * 8);
  #count = 0;

  /** False where it was there already. */
  add(first: number, second: number): boolean {
    const place = this.#find(first, second);
    if (!this.#isFree(place)) return false;
    this.#put(place, first, second);
    this.#count += 1;
    if (this.#count * 10 > this.#places.length * 4) this.#grow();
    return true;
  }

  has(first: number, second: number): boolean {
    return !this.#isFree(this.#find(first, second));
  }

  /** Where it is, or would be. */
  #find(first: number, second: number): number {
    const places = this.#places;
    // Zeros mark a free place: what is all zeros is kept as another.
    const other = first === 0 && second === 0 ? 1 : second;
    let place = 2 * Math.floor((first / 2 ** 32) * (places.length / 2));
    while (!this.#isFree(place) && (places[place] !== first || places[place + 1] !== other))
      place = place + 2 === places.length ? 0 : place + 2;
    return place;
  }

  #isFree(place: number): boolean {
    return this.#places[place] === 0 && this.#places[place + 1] === 0;
  }

  #put(place: number, first: number, second: number): void {
    this.#places[place] = first;
    this.#places[place + 1] = first === 0 && second === 0 ? 1 : second;
  }

  #grow(): void {
    const before = this.#places;
    this.#places = new Uint32Array(2 * Math.ceil(before.length * 0.65));
    for (let place = 0; place < before.length; place += 2) {
      const [first = 0, second = 0] = [before[place], before[place + 1]];
      if (first !== 0 || second !== 0) this.#put(this.#find(first, second), first, second);
    }
  }
}
