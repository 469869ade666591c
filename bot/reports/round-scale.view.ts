/** The ends of an axis. */
export interface Scale {
  readonly least: number;
  readonly most: number;
}

/** Teams draws a line at each end of an axis, and three between them. */
const parts = 4;

/** The shortest axis from zero on that holds all values and has round numbers at its lines: 0, 25, 50, 75, 100. */
export function roundScale(values: readonly number[]): Scale {
  const low = Math.min(0, ...values);
  const high = Math.max(0, ...values);
  const first = Math.floor(Math.log10((high - low || 1) / parts));
  const steps = [first, first + 1].flatMap(power => [1, 2, 2.5, 5].map(digit => digit * 10 ** power));
  for (const step of steps) {
    const least = Math.floor(low / step) * step;
    if (least + parts * step >= high) return { least, most: least + parts * step };
  }
  return { least: low, most: high };
}
