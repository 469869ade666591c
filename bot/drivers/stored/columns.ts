/** A row of a table, by its columns. */
export type Columns = Record<string, unknown>;
