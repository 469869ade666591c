import type { Alert } from '../../../core/index.ts';
import type { EarlierCard } from '../../ports/index.ts';
import { alertsIn } from '../stored/matter.ts';
import type { Postgres } from './database.ts';
import { bookOf } from './journal.ts';

/**
 * What entries announced, in their database: `credits.append` adds it, `credits.write_matters` takes it up. A program without matters kept
 * here what it told each conversation.
 */
export class PostgresOutbox {
  readonly #tenant: string;
  readonly #postgres: Postgres;

  constructor(tenant: string, postgres: Postgres) {
    this.#tenant = tenant;
    this.#postgres = postgres;
  }

  /** Those that nobody has taken up, each once, oldest first. */
  async waiting(): Promise<readonly Alert[]> {
    const rows = await this.#postgres.rows(
      `SELECT alert FROM credits.outbox WHERE tenant = $1 AND book = ${bookOf} AND state = 'waiting' ORDER BY arrival`,
      [this.#tenant],
      'alerts-waiting',
    );
    return alertsIn(rows.map(({ alert }) => alert));
  }

  /** The cards of the last alert of a kind that a program without matters told. */
  async earlierCards(kind: Alert['kind']): Promise<readonly EarlierCard[]> {
    const rows = await this.#postgres.rows(
      `WITH told AS (
         SELECT arrival, alert_id, conversation_id, activity_id FROM credits.outbox
          WHERE tenant = $1 AND book = ${bookOf} AND state = 'delivered' AND activity_id IS NOT NULL
            AND starts_with(reverse(alert_id), reverse('-' || $2)))
       SELECT conversation_id, activity_id FROM told
        WHERE alert_id = (SELECT alert_id FROM told ORDER BY arrival DESC LIMIT 1) ORDER BY arrival`,
      [this.#tenant, kind],
    );
    return rows.map(row => ({
      destination: String(row['conversation_id']),
      activityId: String(row['activity_id']),
    }));
  }
}
