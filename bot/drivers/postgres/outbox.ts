import type { Alert, Instant } from '../../../core/index.ts';
import type { Announcement, Outbox, Pending } from '../../ports/index.ts';
import type { Postgres } from './database.ts';
import { bookOf } from './journal.ts';

const inBook = `tenant = $1 AND book = ${bookOf}`;

/** Alerts to deliver, in PostgreSQL: the first replica to ask claims one, the others skip it. */
export class PostgresOutbox implements Outbox {
  readonly #tenant: string;
  readonly #postgres: Postgres;

  constructor(tenant: string, postgres: Postgres) {
    this.#tenant = tenant;
    this.#postgres = postgres;
  }

  async queue(announcements: readonly Announcement[]): Promise<void> {
    const alerts = announcements.map(({ id, conversationId, alert }) => ({
      ...{ id, alert_id: alert.id, conversation_id: conversationId, alert: JSON.stringify(alert) },
    }));
    await this.#postgres.rows(
      `INSERT INTO credits.outbox (tenant, book, id, alert_id, conversation_id, alert)
        SELECT b.tenant, b.book, o.id, o.alert_id, o.conversation_id, o.alert
          FROM credits.books b, json_to_recordset($2) AS o (id text, alert_id text, conversation_id text, alert text)
         WHERE b.tenant = $1 AND b.is_current
        ON CONFLICT DO NOTHING`,
      [this.#tenant, JSON.stringify(alerts)],
    );
  }

  async claim({ at, leaseMs }: { readonly at: Instant; readonly leaseMs: number }): Promise<Pending | undefined> {
    const row = await this.#postgres.row(
      `UPDATE credits.outbox SET leased_until = clock_timestamp() + $3 * interval '1 millisecond'
        WHERE ${inBook} AND id = (SELECT id FROM credits.outbox
                                   WHERE ${inBook} AND state = 'waiting' AND due_at <= $2
                                     AND (leased_until IS NULL OR leased_until <= clock_timestamp())
                                   ORDER BY arrival LIMIT 1 FOR UPDATE SKIP LOCKED)
        RETURNING id, conversation_id, alert, attempts`,
      [this.#tenant, at, leaseMs],
      'claim',
    );
    return row === undefined
      ? undefined
      : {
          id: String(row['id']),
          conversationId: String(row['conversation_id']),
          alert: JSON.parse(String(row['alert'])) as Alert,
          attempts: Number(row['attempts']),
        };
  }

  async delivered(id: string, activityId: string): Promise<void> {
    await this.#postgres.rows(
      `UPDATE credits.outbox SET state = 'delivered', activity_id = $3 WHERE ${inBook} AND id = $2`,
      [this.#tenant, id, activityId],
    );
  }

  async address(id: string, conversationIds: readonly string[]): Promise<void> {
    await this.#postgres.rows(
      `WITH waiting AS (
         UPDATE credits.outbox SET state = 'delivered', reason = 'addressed'
          WHERE ${inBook} AND id = $2 AND state = 'waiting' RETURNING tenant, book, alert_id, alert)
       INSERT INTO credits.outbox (tenant, book, id, alert_id, conversation_id, alert)
         SELECT tenant, book, alert_id || '@' || conversation, alert_id, conversation, alert
           FROM waiting, unnest($3::text[]) WITH ORDINALITY AS addressee (conversation, place) ORDER BY place
         ON CONFLICT DO NOTHING`,
      [this.#tenant, id, conversationIds],
    );
  }

  async failed(id: string, retryAt: Instant | undefined, reason: string): Promise<void> {
    await this.#postgres.rows(
      `UPDATE credits.outbox SET state = $3, due_at = $4, leased_until = NULL, attempts = attempts + 1, reason = $5
        WHERE ${inBook} AND id = $2`,
      [this.#tenant, id, retryAt === undefined ? 'given-up' : 'waiting', retryAt ?? 0, reason],
    );
  }

  async find(
    alertId: string,
  ): Promise<{ readonly alert: Alert; readonly acknowledgedBy: string | undefined } | undefined> {
    const row = await this.#postgres.row(
      `SELECT o.alert, a.name FROM credits.outbox o LEFT JOIN credits.acknowledgements a USING (tenant, book, alert_id)
        WHERE o.tenant = $1 AND o.book = ${bookOf} AND o.alert_id = $2 LIMIT 1`,
      [this.#tenant, alertId],
    );
    if (row === undefined) return undefined;
    const name = row['name'];
    return {
      alert: JSON.parse(String(row['alert'])) as Alert,
      acknowledgedBy: typeof name === 'string' ? name : undefined,
    };
  }

  async acknowledge(alertId: string, by: string): Promise<string> {
    await this.#postgres.rows(
      `INSERT INTO credits.acknowledgements (tenant, book, alert_id, name)
        SELECT tenant, book, $2, $3 FROM credits.books WHERE tenant = $1 AND is_current
        ON CONFLICT DO NOTHING`,
      [this.#tenant, alertId, by],
    );
    const row = await this.#postgres.row(
      `SELECT name FROM credits.acknowledgements WHERE ${inBook} AND alert_id = $2`,
      [this.#tenant, alertId],
    );
    return String(row?.['name']);
  }
}
