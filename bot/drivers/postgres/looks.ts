import type { Instant } from '../../../core/index.ts';
import type { KeptLook, Look, Looks } from '../../ports/index.ts';
import { keptLookOf } from '../stored/looks.ts';
import type { Postgres } from './database.ts';

/** Who looked at whom, for all replicas. */
export class PostgresLooks implements Looks {
  readonly #tenant: string;
  readonly #postgres: Postgres;

  constructor(tenant: string, postgres: Postgres) {
    this.#tenant = tenant;
    this.#postgres = postgres;
  }

  /** Retried after a lost connection: a look that is noted twice is no harm, one that is missing is. */
  async note({ at, who, whom, command }: Look): Promise<void> {
    await this.#postgres.rows(
      'INSERT INTO credits.looks (tenant, at, who, whom, command) VALUES ($1, $2, $3, $4, $5)',
      [this.#tenant, at, who, whom ?? null, command],
      'note-look',
    );
  }

  async list({
    of,
    before = Number.MAX_SAFE_INTEGER,
    limit,
  }: Parameters<Looks['list']>[0]): Promise<readonly KeptLook[]> {
    const found = await this.#postgres.rows(
      `SELECT place, at, who, whom, command FROM credits.looks
        WHERE tenant = $1 AND place < $2 AND ($3::text IS NULL OR whom IS NULL OR whom = $3) ORDER BY place DESC LIMIT $4`,
      [this.#tenant, before, of ?? null, limit],
    );
    return found.map(keptLookOf);
  }

  async trim(before: Instant): Promise<void> {
    await this.#postgres.rows('DELETE FROM credits.looks WHERE tenant = $1 AND at < $2', [this.#tenant, before]);
  }
}
