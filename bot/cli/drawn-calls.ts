import type { DrawingCall } from '../../core/index.ts';

/** When a call began and what it cost. */
type Drawn = Pick<DrawingCall, 'start' | 'cost'>;

/** So many calls stand together. */
const callsTogether = 1 << 16;

/** Any number of calls in the order in which they draw, in sixteen bytes each. */
export class DrawnCalls implements Iterable<Drawn> {
  /** Of each call when it began, and what it cost. */
  readonly #parts: Float64Array[] = [];
  length = 0;

  add({ start, cost }: Drawn): void {
    const place = (this.length % callsTogether) * 2;
    if (place === 0) this.#parts.push(new Float64Array(2 * callsTogether));
    this.#parts.at(-1)?.set([start, cost], place);
    this.length += 1;
  }

  *[Symbol.iterator](): Iterator<Drawn> {
    let left = this.length;
    for (const part of this.#parts)
      for (let place = 0; place < part.length && left > 0; place += 2, left -= 1)
        yield { start: part[place] ?? 0, cost: part[place + 1] ?? 0 };
  }
}
