import type { Instant } from '../../core/index.ts';

/** What the values of a column are: texts, whole numbers, amounts in micro-units, or instants. */
export interface Column {
  readonly title: string;
  readonly kind: 'text' | 'count' | 'amount' | 'instant';
}

/** Null leaves a place empty. */
export type Value = string | number | bigint | null;

export type Line = readonly Value[];

/** A list to be written into a file: a sheet of its own, or the lines of a csv. */
export interface Table {
  readonly name: string;
  readonly columns: readonly Column[];
  /** The lines some at a time: a million of them are never in memory together. */
  readonly pages: AsyncIterable<readonly Line[]>;
}

/** What amounts and instants are written in. */
export interface Written {
  readonly currency: string;
  readonly timeZone: string;
  readonly at: Instant;
}

/** A table that is made at once. */
export async function* onePage(lines: readonly Line[]): AsyncIterable<readonly Line[]> {
  yield await Promise.resolve(lines);
}
