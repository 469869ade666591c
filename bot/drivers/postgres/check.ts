import { DriverError, observed, type Observation } from '../../ports/index.ts';
import { applicationName, type Postgres } from './database.ts';

/** Whether the database can be written to, to which version it was brought, and whether a bot is at work on it. */
export async function checkPostgres(postgres: Postgres): Promise<readonly Observation[]> {
  try {
    const row = await postgres.row(
      `SELECT (SELECT count(*) FROM credits.migrations) AS format,
              pg_is_in_recovery() OR current_setting('default_transaction_read_only') = 'on'
                OR NOT has_table_privilege('credits.entries', 'INSERT') AS is_read_only,
              EXISTS (SELECT FROM pg_stat_activity
                       WHERE datname = current_database() AND application_name = $1) AS is_used`,
      [applicationName.bot],
    );
    return [
      row?.['is_read_only'] === true
        ? observed('store', 'store-read-only', { folder: 'PostgreSQL' })
        : observed('store', 'store-works', { what: 'PostgreSQL', format: Number(row?.['format']) }),
      observed('store', row?.['is_used'] === true ? 'bot-runs' : 'bot-absent'),
    ];
  } catch (error) {
    if (error instanceof DriverError) return [observed('store', storeKindOf(error), { code: error.code })];
    throw error;
  }
}

const storeKindOf = ({ code }: DriverError) =>
  code === 'store-unreachable' || code === 'store-refused' ? code : 'store-failed';
