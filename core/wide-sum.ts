import type { Micros } from './money.ts';

/** Amounts are split at this: any two parts add up within the safe integers. */
const base = 2 ** 51;

/** A sum of amounts over rows or years, exact even where it leaves the safe integers (L1). */
export class WideSum {
  #high = 0;
  #low = 0;

  add(amount: Micros): void {
    const high = Math.floor(amount / base);
    this.#low += amount - high * base;
    this.#high += high;
    if (this.#low < base) return;
    this.#low -= base;
    this.#high += 1;
  }

  clear(): void {
    this.#high = 0;
    this.#low = 0;
  }

  /** The sum, or the limit where the sum is larger. */
  atMost(limit: Micros): Micros {
    const sum = this.#high * base + this.#low;
    return sum > limit ? limit : sum;
  }

  /** The sum; leaving the safe integers is a bug and throws. */
  exact(): Micros {
    const sum = this.#high * base + this.#low;
    if (!Number.isSafeInteger(sum)) throw new RangeError('money overflow');
    return sum;
  }
}
