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
  #held = 0;

  constructor(limit: WindowLimit) {
    this.#limit = limit;
  }

  /** How long to wait until that amount fits; 0 when it does. */
  waitMs(now: number, amount: number): number {
    this.#expire(now);
    const { amount: most, windowMs } = this.#limit;
    let over = this.#sum + this.#held + Math.min(amount, most) - most;
    let index = this.#first;
    let until = now;
    while (over > 0) {
      const one = this.#samples[index];
      // What is held leaves no earlier than a window from now.
      if (one === undefined) return windowMs;
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

  /** Takes an amount whose time is not known yet: it counts, and its window begins when what this gives is called. */
  hold(amount: number): (now: number) => void {
    this.#held += amount;
    return now => {
      this.#held -= amount;
      this.take(now, amount);
    };
  }

  /** Takes what was taken elsewhere, earlier than now. */
  takeEarlier(at: number, amount: number): void {
    this.#samples.push({ at, amount });
    this.#sum += amount;
    this.#samples.splice(0, this.#first);
    this.#first = 0;
    this.#samples.sort((one, other) => one.at - other.at);
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
