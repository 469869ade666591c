import type { Instant } from '../../../core/index.ts';
import type { Answers } from '../../ports/index.ts';
import type { Postgres } from './database.ts';

/** The present by this server's clock: those of the replicas may be a minute apart. */
const here = '(extract(epoch FROM statement_timestamp()) * 1000)::bigint';

/** Answers to activities, shared by all replicas: one of them works on each. */
export class PostgresAnswers implements Answers {
  readonly #tenant: string;
  readonly #postgres: Postgres;

  constructor(tenant: string, postgres: Postgres) {
    this.#tenant = tenant;
    this.#postgres = postgres;
  }

  async begin(
    key: string,
    { at, leaseMs }: { readonly at: Instant; readonly leaseMs: number },
  ): Promise<Awaited<ReturnType<Answers['begin']>>> {
    const taken = await this.#postgres.row(
      `INSERT INTO credits.answers AS a (tenant, key, at, until) VALUES ($1, $2, $3, ${here} + $4)
        ON CONFLICT (tenant, key) DO UPDATE SET at = excluded.at, until = excluded.until
          WHERE a.answer IS NULL AND a.until <= excluded.until - $4
        RETURNING key`,
      [this.#tenant, key, at, leaseMs],
      'begin-answer',
    );
    if (taken !== undefined) return { kind: 'first' };
    const row = await this.#postgres.row('SELECT answer FROM credits.answers WHERE tenant = $1 AND key = $2', [
      this.#tenant,
      key,
    ]);
    const answer = row?.['answer'];
    return typeof answer === 'string'
      ? { kind: 'answered', answer: JSON.parse(answer) as unknown }
      : { kind: 'under-way' };
  }

  async keep(key: string, answer: unknown, at: Instant): Promise<void> {
    await this.#postgres.rows(
      `INSERT INTO credits.answers (tenant, key, at, until, answer) VALUES ($1, $2, $3, $3, $4)
        ON CONFLICT (tenant, key) DO UPDATE SET at = excluded.at, answer = excluded.answer`,
      [this.#tenant, key, at, JSON.stringify(answer)],
      'keep-answer',
    );
  }

  async drop(key: string): Promise<void> {
    await this.#postgres.rows('DELETE FROM credits.answers WHERE tenant = $1 AND key = $2', [this.#tenant, key]);
  }

  async forget(before: Instant): Promise<void> {
    await this.#postgres.rows('DELETE FROM credits.answers WHERE tenant = $1 AND at < $2', [this.#tenant, before]);
  }
}
