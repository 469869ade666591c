/** Minutes in which so many seconds are, a begun one included. */
export const begunMinutes = (seconds: number): number => Math.ceil(seconds / 60);

/**
 * Seconds as minutes to show beside each other: a begun minute of the whole counts as one, and the parts add up to the whole (L16). Each part is
 * less than a minute from its seconds; those that lose most by rounding down get the minutes that are left, the first of them first.
 */
export function wholeMinutes(parts: readonly number[]): readonly number[] {
  const full = parts.map(seconds => Math.floor(seconds / 60));
  const whole = begunMinutes(sumOf(parts));
  const most = parts
    .map((seconds, index) => ({ index, rest: seconds % 60 }))
    .toSorted((one, other) => other.rest - one.rest)
    .slice(0, whole - sumOf(full));
  const rounded = new Set(most.map(({ index }) => index));
  return full.map((minutes, index) => (rounded.has(index) ? minutes + 1 : minutes));
}

const sumOf = (parts: readonly number[]): number => parts.reduce((sum, part) => sum + part, 0);
