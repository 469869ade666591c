import { dayMs, type Instant } from './calendar.ts';
import type { Micros } from './money.ts';
import type { Window } from './pool.ts';

/** Sums by instant, and by day above them: a long window is summed by days, so that it costs its days and not its calls. */
export class SumsByInstant {
  readonly #days = new Map<number, { sum: Micros; readonly instants: Map<Instant, Micros> }>();

  /** Adds an amount at an instant; gives the sum there. */
  add(at: Instant, amount: Micros): Micros {
    const number = Math.floor(at / dayMs);
    let day = this.#days.get(number);
    if (day === undefined) {
      day = { sum: 0, instants: new Map() };
      this.#days.set(number, day);
    }
    const sum = (day.instants.get(at) ?? 0) + amount;
    day.sum += amount;
    day.instants.set(at, sum);
    return sum;
  }

  /** The sum of a window: a bucket's, or of a balance, so that it stays within the safe integers. */
  in({ from, to }: Window): Micros {
    let sum = 0;
    if (from >= to) return sum;
    for (const [number, day] of this.#days) {
      const begins = number * dayMs;
      if (begins + dayMs <= from || begins >= to) continue;
      if (begins >= from && begins + dayMs <= to) sum += day.sum;
      else for (const [at, amount] of day.instants) if (at >= from && at < to) sum += amount;
    }
    return sum;
  }
}
