import { dayMs, type Instant } from './calendar.ts';
import type { Micros } from './money.ts';
import type { Window } from './pool.ts';

/** Sums by instant, and by day above them: a long window is summed by days, so that it costs its days and not its calls. Some ten bytes an instant. */
export class SumsByInstant {
  readonly #days = new Map<number, { sum: Micros; readonly instants: DaySums }>();

  /** Adds an amount at an instant; gives the sum there. */
  add(at: Instant, amount: Micros): Micros {
    const inDay = ((at % dayMs) + dayMs) % dayMs;
    const number = (at - inDay) / dayMs;
    let day = this.#days.get(number);
    if (day === undefined) {
      day = { sum: 0, instants: new DaySums() };
      this.#days.set(number, day);
    }
    day.sum += amount;
    return day.instants.add(inDay, amount);
  }

  /** The sum of a window: a bucket's, so that it stays within the safe integers. */
  in(window: Window): Micros {
    let sum = 0;
    for (const part of this.#partsOf(window)) sum += part;
    return sum;
  }

  /** The sum of a window, however large (L1). */
  totalIn(window: Window): bigint {
    let sum = 0n;
    for (const part of this.#partsOf(window)) sum += BigInt(part);
    return sum;
  }

  /** Every instant with its sum, in order. */
  *ascending(): Iterable<readonly [Instant, Micros]> {
    for (const number of [...this.#days.keys()].toSorted((one, other) => one - other))
      for (const [inDay, sum] of [...(this.#days.get(number)?.instants ?? [])].toSorted(
        ([one], [other]) => one - other,
      ))
        yield [number * dayMs + inDay, sum];
  }

  /** The sums of whole days, and of the instants of the days that are only partly in the window. */
  *#partsOf({ from, to }: Window): Iterable<Micros> {
    if (from >= to) return;
    for (const [number, day] of this.#days) {
      const begins = number * dayMs;
      if (begins + dayMs <= from || begins >= to) continue;
      if (begins >= from && begins + dayMs <= to) yield day.sum;
      else for (const [inDay, sum] of day.instants) if (begins + inDay >= from && begins + inDay < to) yield sum;
    }
  }
}

/** Sums by millisecond of a day, in places that these lead to. */
class DaySums {
  /** One more than the millisecond; zero where the place is free. */
  #keys = new Uint32Array(8);
  /** As 32 bits while all of them fit. */
  #sums: Int32Array | Float64Array = new Int32Array(8);
  #count = 0;

  add(inDay: number, amount: Micros): Micros {
    const place = this.#find(inDay + 1);
    const isNew = this.#keys[place] === 0;
    const sum = isNew ? amount : (this.#sums[place] ?? 0) + amount;
    if (this.#sums instanceof Int32Array && sum !== (sum | 0)) this.#sums = Float64Array.from(this.#sums);
    this.#keys[place] = inDay + 1;
    this.#sums[place] = sum;
    if (isNew) this.#count += 1;
    if (this.#count * 5 > this.#keys.length * 4) this.#grow();
    return sum;
  }

  *[Symbol.iterator](): Iterator<readonly [number, Micros]> {
    for (const [place, key] of this.#keys.entries()) if (key !== 0) yield [key - 1, this.#sums[place] ?? 0];
  }

  /** Where it is, or would be. */
  #find(key: number): number {
    const keys = this.#keys;
    let place = Math.floor(((Math.imul(key, 0x9e_37_79_b1) >>> 0) / 2 ** 32) * keys.length);
    while (keys[place] !== 0 && keys[place] !== key) place = place + 1 === keys.length ? 0 : place + 1;
    return place;
  }

  #grow(): void {
    const [keys, sums] = [this.#keys, this.#sums];
    const size = Math.ceil(keys.length * 1.4);
    this.#keys = new Uint32Array(size);
    this.#sums = sums instanceof Int32Array ? new Int32Array(size) : new Float64Array(size);
    for (const [place, key] of keys.entries()) {
      if (key === 0) continue;
      const found = this.#find(key);
      this.#keys[found] = key;
      this.#sums[found] = sums[place] ?? 0;
    }
  }
}
