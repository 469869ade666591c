import type { PoolClient } from 'pg';
import type { Columns } from '../stored/columns.ts';

/** Asks the database: a connection of the pool, or one transaction. */
export type Ask = (text: string, values: readonly unknown[], name?: string) => Promise<readonly Columns[]>;

/** As a transaction asks. */
export const askOf =
  (client: PoolClient): Ask =>
  async (text, values) =>
    (await client.query<Columns>(text, [...values])).rows;
