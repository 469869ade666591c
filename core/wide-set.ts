/** As many texts as one `Set` of the language holds: 2^24. */
const mostInOne = 2 ** 24;

/** A set of texts of any size: a journal has more entries than one `Set` holds. */
export class WideSet {
  readonly #most: number;
  readonly #sets: Set<string>[] = [];
  #last = new Set<string>();

  constructor(most = mostInOne) {
    this.#most = most;
  }

  has(text: string): boolean {
    return this.#last.has(text) || this.#sets.some(set => set.has(text));
  }

  add(text: string): void {
    if (this.#last.size >= this.#most) {
      this.#sets.push(this.#last);
      this.#last = new Set();
    }
    this.#last.add(text);
  }
}
