import { readFileSync } from 'node:fs';
import path from 'node:path';
import { DriverError } from '../../ports/index.ts';
import { sha256 } from '../system/sha256.ts';
import { missingAfter, type Postgres } from './database.ts';

const script = readFileSync(path.join(import.meta.dirname, 'distribute-tables.sql'), 'utf8');
const scriptDigest = sha256(script.replaceAll(/^\s*--.*\n/gm, ''));

/** Of several processes that start at once, the others find it done. */
const oneAtATime = "SELECT pg_advisory_xact_lock(hashtext('credits_routed'))";

/** What the routed functions are made of, and by, as one digest. */
const origin = `(SELECT md5(string_agg(pg_get_functiondef(oid), '' ORDER BY oid::regprocedure::text)) || ' ${scriptDigest}'
  FROM pg_proc WHERE pronamespace = 'credits'::regnamespace)`;

/** Whether nothing is left to be spread, and the routed functions are those of this version. */
const isComplete = `obj_description('credits_routed'::regnamespace, 'pg_namespace') = ${origin} AND NOT EXISTS (
  SELECT FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'tenant'
   WHERE c.relnamespace = 'credits'::regnamespace AND c.relkind = 'r'
     AND NOT EXISTS (SELECT FROM pg_dist_partition WHERE logicalrelid = c.oid))`;

/** Spreads the tables over the workers of a Citus cluster, and has the functions run there; what is spread already stays. */
export async function distributeTables(postgres: Postgres): Promise<void> {
  await postgres.transaction('', async client => {
    await client.query(oneAtATime);
    // Another process may have done it meanwhile, and others append by what it made.
    const { rows: routed } = await client.query("SELECT FROM pg_namespace WHERE nspname = 'credits_routed'");
    if (routed.length > 0) {
      const { rows: found } = await client.query<{ complete: boolean }>(`SELECT ${isComplete} AS complete`);
      if (found[0]?.complete === true) return;
    }
    const { rows } = await client.query<{ digest: string }>(`SELECT ${origin} AS digest`);
    for (const statement of script.split('\n\n')) await client.query(statement);
    await client.query(`COMMENT ON SCHEMA credits_routed IS '${rows[0]?.digest ?? ''}'`);
  });
  postgres.forgetDistribution();
}

/** Migrations up to this one change tables in ways that Citus does not carry over to workers. */
const lastOfOneServer = '0013_late-charges';

/**
 * Refuses tables that were spread over workers before they could be brought forward there, and changes nothing: the version that spread them
 * goes on with them.
 */
export async function refuseEarlierSpread(postgres: Postgres): Promise<void> {
  if (!(await postgres.isDistributed())) return;
  const done = await postgres.rows('SELECT name FROM credits.migrations');
  if (missingAfter(done.map(({ name }) => String(name))).includes(lastOfOneServer))
    throw new DriverError(
      'store-older',
      'the database was spread over workers by a version of this program whose tables cannot be brought forward there. Copy it with that version ' +
        '(credits backup FOLDER), then, with this one and DATA_DIR=FOLDER, move the copy into an empty database (credits migrate --to) ' +
        'and spread that (credits distribute)',
    );
}

/** Before a migration: types and functions that it replaces must not be what the routed ones are made of. They are made anew after it. */
export async function dropRouted(postgres: Postgres): Promise<void> {
  if (!(await postgres.isDistributed())) return;
  await postgres.transaction('', async client => {
    await client.query(oneAtATime);
    const { rows } = await client.query<{ name: string }>('SELECT name FROM credits.migrations');
    if (missingAfter(rows.map(({ name }) => name)).length === 0) return;
    await client.query('DROP SCHEMA credits_routed CASCADE');
    // That it is there says that the tables are distributed.
    await client.query('CREATE SCHEMA credits_routed');
  });
}

/** Spreads what a migration or a later version of the script has added or changed, where the rest is spread already. */
export async function catchUpDistribution(postgres: Postgres): Promise<void> {
  if (!(await postgres.isDistributed())) return;
  const row = await postgres.row(`SELECT ${isComplete} AS is_complete`);
  if (row?.['is_complete'] !== true) await distributeTables(postgres);
}

/** How many workers the server has: without Citus none. */
export async function workersOf(postgres: Postgres): Promise<number> {
  if (!(await hasCitus(postgres))) return 0;
  const row = await postgres.row('SELECT count(*) AS workers FROM citus_get_active_worker_nodes()');
  return Number(row?.['workers']);
}

/** Locks, rounds and what a start does are of one server: in a cluster that is its coordinator. */
export async function refuseWorker(postgres: Postgres): Promise<void> {
  if (!(await hasCitus(postgres))) return;
  const row = await postgres.row('SELECT citus_is_coordinator() AS yes');
  if (row?.['yes'] !== true)
    throw new DriverError('bad-address', 'this PostgreSQL is a worker of a cluster: name its coordinator instead');
}

async function hasCitus(postgres: Postgres): Promise<boolean> {
  const row = await postgres.row("SELECT EXISTS (SELECT FROM pg_extension WHERE extname = 'citus') AS yes");
  return row?.['yes'] === true;
}
