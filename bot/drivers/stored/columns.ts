/** A row of a table, by its columns. */
export type Columns = Record<string, unknown>;

/** A sum that may leave what a number holds exactly, as databases give it: as a text. 0 where there is none. */
export const wideSum = (value: unknown): bigint => BigInt((value ?? 0) as string | number);
