/** What a figure should be. */
export interface Target {
  readonly is: '≥' | '≤' | '<' | '=';
  readonly value: number;
}

/** One figure of a part of the bench. What it is measured against is a figure of its own, from the same run. */
export interface Figure {
  /** Its name in the kept figures, unique in its part: it stays when the words change. */
  readonly key: string;
  /** For people, with the unit. */
  readonly figure: string;
  readonly value: number;
  /** Digits after the point, for people; none when left out. */
  readonly digits?: number;
  readonly target?: Target;
  /** The same at commit d03eed2, on two slow cores: before each thing was stored once. */
  readonly d03eed2?: number;
}

/** How much is measured: what ends within a quarter of an hour on two slow cores, or what large organizations have. */
export type Extent = 'small' | 'full';

/** A part of the bench; the folder is its own, on the disk of the project. An import of another number of rows than its extent's is of `rows`. */
export type Part = (folder: string, extent: Extent, rows?: number) => Promise<readonly Figure[]>;

export const median = (values: readonly number[]): number =>
  values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)] ?? 0;

/** For people: no digits after the point. */
export const whole = (value: number): string => Math.round(value).toLocaleString('en-US');

/** What this process has taken of the processor until now, all threads of it, in microseconds. */
export function cpuMicrosNow(): number {
  const { user, system } = process.cpuUsage();
  return user + system;
}
