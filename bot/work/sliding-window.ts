/** At most that amount in any window of that length. */
export interface WindowLimit {
  readonly amount: number;
  readonly windowMs: number;
}

/** A sliding-window counter: waiting `waitMs` before each `take` keeps every window of that length within the limit. */
export class SlidingWindow {
  readonly #limit: WindowLimit;
  readonly #samples: { readonly at: number; readonly amount: number }[] = [];
  #first = 0;
  #sum = 0;

  constructor(limit: WindowLimit) {
    this.#limit = limit;
  }

  /** How long to wait until that amount fits; 0 when it does. */
  waitMs(now: number, amount: number): number {
    this.#expire(now);
    const { amount: most, windowMs } = this.#limit;
    let over = this.#sum + Math.min(amount, most) - most;
    let index = this.#first;
    let until = now;
    while (over > 0) {
      const one = this.#samples[index];
      if (one === undefined) break;
      over -= one.amount;
      until = one.at + windowMs;
      index += 1;
    }
    return until - now;
  }

  take(now: number, amount: number): void {
    this.#samples.push({ at: now, amount });
    this.#sum += amount;
  }

  #expire(now: number): void {
    for (;;) {
      const first = this.#samples[this.#first];
      // If the clock went back, samples later than now are dropped too.
      if (first === undefined || (first.at + this.#limit.windowMs > now && first.at <= now)) break;
      this.#sum -= first.amount;
      this.#first += 1;
    }
    if (this.#first < 1000) return;
    this.#samples.splice(0, this.#first);
    this.#first = 0;
  }
}
