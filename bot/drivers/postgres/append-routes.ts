import { appendStatement, type AppendStatement, type AppendValues } from './append-statement.ts';
import type { Postgres } from './database.ts';

/**
 * Where each tenant's rows are: wallets of one place are written together. In one database that is the same for all; over workers Citus sends
 * a call of one function to the worker that has the rows of its first argument.
 */
export class AppendRoutes {
  readonly #postgres: Postgres;
  readonly #known = new Map<string, Promise<string>>();

  constructor(postgres: Postgres) {
    this.#postgres = postgres;
  }

  of(tenant: string): Promise<string> {
    const known = this.#known.get(tenant) ?? this.#find(tenant);
    this.#known.set(tenant, known);
    known.catch(() => this.#known.delete(tenant));
    return known;
  }

  /** They are looked up anew: rows may have been moved. */
  forget(): void {
    this.#known.clear();
  }

  /** Appends to all these wallets of one place at once. */
  async statement(wallets: readonly AppendValues[]): Promise<AppendStatement> {
    const here = appendStatement(wallets, await this.#postgres.types());
    if (!(await this.#postgres.isDistributed())) return here;
    return wallets.length === 1
      ? { ...here, text: here.text.replace('credits.append(', 'credits_routed.append(') }
      : {
          ...here,
          text: 'SELECT book FROM credits_routed.append_together($1, $2) AS book',
          values: [wallets[0]?.tenant, ...here.values],
        };
  }

  async #find(tenant: string): Promise<string> {
    if (!(await this.#postgres.isDistributed())) return 'here';
    const row = await this.#postgres.row(
      `SELECT groupid AS worker FROM pg_dist_placement
        WHERE shardid = get_shard_id_for_distribution_column('credits.books', $1::text)`,
      [tenant],
      'append-route',
    );
    return `worker ${String(row?.['worker'])}`;
  }
}
