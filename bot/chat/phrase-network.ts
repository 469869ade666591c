/** What goes into a layer: which of its rows, and how much each counts. */
export interface Input {
  readonly rows: readonly number[];
  readonly counts: readonly number[];
}

/** A layer of a network: a row of weights for each thing that goes in, of so many as come out. The weights are so many times as great as they count. */
export interface Layer {
  readonly weights: Float32Array | Int8Array;
  readonly width: number;
  readonly unit: number;
}

/** A multilayer perceptron of one hidden layer. The last row of each layer stands for itself, and always counts 1. */
export interface Network {
  readonly inner: Layer;
  readonly outer: Layer;
}

/** What comes out of a layer. */
export function weighed({ weights, width, unit }: Layer, { rows, counts }: Input): Float64Array {
  const sums = new Float64Array(width);
  for (let at = 0; at < rows.length; at += 1) {
    const start = (rows[at] ?? 0) * width;
    const count = (counts[at] ?? 0) / unit;
    for (let place = 0; place < width; place += 1)
      sums[place] = (sums[place] ?? 0) + count * (weights[start + place] ?? 0);
  }
  return sums;
}

/** What of a hidden layer goes on: what is above zero (a rectifier), by `kept` as much; and what stands for itself. */
export function risen(sums: Float64Array, kept: () => number): Input {
  const rows: number[] = [];
  const counts: number[] = [];
  for (const [row, sum] of sums.entries()) {
    const count = sum > 0 ? sum * kept() : 0;
    if (count === 0) continue;
    rows.push(row);
    counts.push(count);
  }
  return { rows: [...rows, sums.length], counts: [...counts, 1] };
}

/** How likely each of these is by its score: together 1 (softmax). */
export function sharesOf(scores: Float64Array): Float64Array {
  const most = scores.reduce((one, other) => Math.max(one, other));
  const powers = scores.map(score => Math.exp(score - most));
  const whole = powers.reduce((sum, power) => sum + power, 0);
  return powers.map(power => power / whole);
}
