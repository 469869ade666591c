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
      ...(await workersSeen(postgres)),
      observed('store', row?.['is_used'] === true ? 'bot-runs' : 'bot-absent'),
    ];
  } catch (error) {
    if (error instanceof DriverError) return [observed('store', storeKindOf(error), { code: error.code })];
    throw error;
  }
}

/** Those of a distributed database that do not answer; each has the rows of some organizations. */
async function workersSeen(postgres: Postgres): Promise<readonly Observation[]> {
  if (!(await postgres.isDistributed())) return [];
  const workers = await postgres.rows(
    `SELECT node_name || ':' || node_port AS worker, citus_check_connection_to_node(node_name, node_port::integer) AS answers
       FROM citus_get_active_worker_nodes() ORDER BY worker`,
  );
  const silent = workers.filter(({ answers }) => answers !== true);
  return silent.length === 0
    ? [observed('store', 'workers-answer', { count: workers.length })]
    : silent.map(({ worker }) => observed('store', 'worker-unreachable', { worker: String(worker) }));
}

const storeKindOf = ({ code }: DriverError) =>
  code === 'store-unreachable' || code === 'store-refused' ? code : 'store-failed';
