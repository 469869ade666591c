import type { Alert, Instant, Matter } from '../../../core/index.ts';
import type {
  DestinationState,
  EarlierCard,
  KeptMatter,
  Matters,
  MattersChange,
  Post,
  Wanted,
} from '../../ports/index.ts';
import {
  destinationStateOf,
  endedBefore,
  keptMattersIn,
  matterIn,
  matterRowOf,
  postOf,
  postValuesOf,
} from '../stored/matter.ts';
import type { Postgres } from './database.ts';
import type { PostgresOutbox } from './outbox.ts';
import { storable } from './storable.ts';

const postSelected = `matter, destination, activity_id AS "activityId", shown, posting, attempts, reason, told_at AS "toldAt",
  is_held::int AS "isHeld", earlier, edited_at AS "editedAt", thread_id AS "threadId"`;

/** Matters and posts in PostgreSQL: the first replica to ask leases a post, the others skip it. */
export class PostgresMatters implements Matters {
  readonly #tenant: string;
  readonly #postgres: Postgres;
  readonly #outbox: PostgresOutbox;

  constructor(tenant: string, postgres: Postgres, outbox: PostgresOutbox) {
    this.#tenant = tenant;
    this.#postgres = postgres;
    this.#outbox = outbox;
  }

  /** In one statement: a number that is free is free among those that are current, so that two replicas cannot begin the same twice. */
  async current(): Promise<{ readonly matters: readonly KeptMatter[]; readonly next: number }> {
    const rows = await this.#postgres.rows(
      `SELECT l.last, m.matter, m.addressed, m.checksum
         FROM (SELECT max(number) AS last FROM credits.matters WHERE tenant = $1) l
         LEFT JOIN credits.matters m ON m.tenant = $1 AND NOT m.is_retired ORDER BY m.number`,
      [this.#tenant],
      'matters-current',
    );
    return { matters: keptMattersIn(rows), next: Number(rows[0]?.['last'] ?? 0) + 1 };
  }

  async find(id: string): Promise<Matter | undefined> {
    return matterIn(
      await this.#postgres.row(
        'SELECT matter, checksum FROM credits.matters WHERE tenant = $1 AND id = $2',
        [this.#tenant, id],
        'matter',
      ),
    );
  }

  async latestOf(subject: string): Promise<Matter | undefined> {
    return matterIn(
      await this.#postgres.row(
        'SELECT matter, checksum FROM credits.matters WHERE tenant = $1 AND subject = $2 ORDER BY number DESC LIMIT 1',
        [this.#tenant, subject],
      ),
    );
  }

  async all(): Promise<readonly Matter[]> {
    const rows = await this.#postgres.rows(
      'SELECT matter, addressed, checksum FROM credits.matters WHERE tenant = $1 ORDER BY number',
      [this.#tenant],
    );
    return keptMattersIn(rows).map(({ matter }) => matter);
  }

  async replace(of: Matter, from: number): Promise<boolean> {
    const { id, subject, version, matter, checksum } = matterRowOf(of);
    const row = await this.#postgres.row(
      `UPDATE credits.matters SET subject = $4, version = $5, is_retired = false, matter = $6, checksum = $7
        WHERE tenant = $1 AND id = $2 AND version = $3 RETURNING id`,
      [this.#tenant, id, from, subject, version, matter, checksum],
    );
    return row !== undefined;
  }

  /** Retried after a lost connection: what was written then has moved on, and is read again. */
  async write({ changed, taken, retired }: MattersChange): Promise<'written' | 'moved-on'> {
    const rows = changed.map(({ matter, from }) => ({ ...matterRowOf(matter), was: from }));
    const written = await this.#postgres.called('write_matters', [
      ...[this.#tenant, JSON.stringify(rows), taken, retired],
    ]);
    return written === true ? 'written' : 'moved-on';
  }

  async address(matter: string, version: number, wanted: readonly Wanted[]): Promise<void> {
    await this.#postgres.rows(
      `WITH noted AS (UPDATE credits.matters SET addressed = $3 WHERE tenant = $1 AND id = $2 AND addressed < $3)
       INSERT INTO credits.posts AS p (tenant, matter, destination, due_at)
         SELECT $1, $2, destination, min(due_at) FROM unnest($4::text[], $5::bigint[]) AS w (destination, due_at)
          GROUP BY destination ORDER BY destination
         ON CONFLICT (tenant, matter, destination)
         DO UPDATE SET due_at = excluded.due_at, is_called = p.leased_until IS NOT NULL`,
      [
        ...[this.#tenant, matter, version],
        ...[wanted.map(({ destination }) => destination), wanted.map(({ dueAt }) => dueAt)],
      ],
      'address',
    );
  }

  async addressAgain(matters: readonly string[], destinations: readonly string[], dueAt: Instant): Promise<void> {
    await this.#postgres.rows(
      `UPDATE credits.posts SET due_at = $4, is_called = leased_until IS NOT NULL
        WHERE tenant = $1 AND matter = ANY ($2::text[]) AND destination = ANY ($3::text[])`,
      [this.#tenant, matters, destinations, dueAt],
    );
  }

  async claim({ at, leaseMs, limit }: Parameters<Matters['claim']>[0]): Promise<readonly Post[]> {
    const rows = await this.#postgres.rows(
      `WITH due AS MATERIALIZED (
         SELECT matter, destination FROM credits.posts
          WHERE tenant = $1 AND due_at <= $2 AND (leased_until IS NULL OR leased_until <= statement_timestamp())
          ORDER BY due_at, matter, destination LIMIT $4 FOR UPDATE SKIP LOCKED),
       claimed AS (
         UPDATE credits.posts p SET leased_until = statement_timestamp() + $3 * interval '1 millisecond', is_called = false
           FROM due WHERE p.tenant = $1 AND p.matter = due.matter AND p.destination = due.destination RETURNING p.*)
       SELECT ${postSelected} FROM claimed ORDER BY due_at, matter, destination`,
      [this.#tenant, at, leaseMs, limit],
      'claim-posts',
    );
    return rows.map(postOf);
  }

  /** What was addressed meanwhile stays due. It is forgotten at the next claim and not here, so that this can be retried. */
  async settle(post: Post, dueAt: Instant | null): Promise<void> {
    const reason = post.reason === null ? null : storable(post.reason);
    await this.#postgres.rows(
      `UPDATE credits.posts p
          SET activity_id = $5, shown = $6, posting = $7, attempts = $8, reason = $9, told_at = $10, is_held = $11::int::boolean,
              earlier = $12, edited_at = $13, thread_id = $14, leased_until = NULL,
              due_at = CASE WHEN is_called THEN least(due_at, $4::bigint) ELSE $4::bigint END
        WHERE tenant = $1 AND matter = $2 AND destination = $3`,
      [this.#tenant, post.matter, post.destination, dueAt, ...postValuesOf({ ...post, reason })],
      'settle-post',
    );
  }

  async sharing(destination: string, activityId: string): Promise<readonly Post[]> {
    const rows = await this.#postgres.rows(
      `SELECT ${postSelected} FROM credits.posts WHERE tenant = $1 AND destination = $2 AND activity_id = $3 ORDER BY matter`,
      [this.#tenant, destination, activityId],
      'sharing',
    );
    return rows.map(postOf);
  }

  async earliestDue(): Promise<Instant | undefined> {
    const row = await this.#postgres.row(
      'SELECT due_at FROM credits.posts WHERE tenant = $1 AND due_at IS NOT NULL ORDER BY due_at LIMIT 1',
      [this.#tenant],
      'earliest-due',
    );
    return row === undefined ? undefined : Number(row['due_at']);
  }

  async destinations(): Promise<readonly DestinationState[]> {
    const rows = await this.#postgres.rows(
      `SELECT destination, max(told_at) AS "toldAt", count(*) FILTER (WHERE attempts > 0) AS failing, max(reason) AS reason
         FROM credits.posts WHERE tenant = $1 GROUP BY destination ORDER BY destination`,
      [this.#tenant],
    );
    return rows.map(destinationStateOf);
  }

  /** One that has returned meanwhile stays. */
  async forget(asked: Parameters<Matters['forget']>[0]): Promise<number> {
    const oldest = await this.#postgres.rows(
      `SELECT matter, checksum FROM credits.matters
        WHERE tenant = $1 AND is_retired AND number < (SELECT max(number) FROM credits.matters WHERE tenant = $1)
        ORDER BY number LIMIT $2`,
      [this.#tenant, asked.limit],
    );
    const old = endedBefore(oldest, asked.endedBefore);
    if (old.length === 0) return 0;
    const row = await this.#postgres.row(
      `WITH gone AS (DELETE FROM credits.matters WHERE tenant = $1 AND id = ANY ($2) AND is_retired RETURNING id),
       untold AS (DELETE FROM credits.posts WHERE tenant = $1 AND matter IN (SELECT id FROM gone))
       SELECT count(*) AS count FROM gone`,
      [this.#tenant, old],
    );
    return Number(row?.['count'] ?? 0);
  }

  announced(): Promise<readonly Alert[]> {
    return this.#outbox.waiting();
  }

  earlierCards(kind: Alert['kind']): Promise<readonly EarlierCard[]> {
    return this.#outbox.earlierCards(kind);
  }
}
