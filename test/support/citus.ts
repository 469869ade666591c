import pg from 'pg';
import { systemClock } from '../../bot/drivers/system/clock.ts';
import { openPostgres } from '../../bot/drivers/postgres/store.ts';

/** An address of the cluster's coordinator; without it nothing is distributed. */
export const citusUrl = process.env['TEST_CITUS_URL'];

/** How long a test may take: a database over workers takes some six seconds of processors to make, a copy of an empty one a tenth of that. */
export const allowedMs = (usual: number): number => (citusUrl === undefined ? usual : 240_000);

/** A few shards are as good as many, and are made faster. */
const shards = 4;

const all = new Map<string, readonly string[]>();

/** A database on every node that the coordinator knows, with its tables distributed. It is dropped at the end: to empty one is what its triggers refuse. */
export const aDistributedDatabase = async (coordinator: string, name: string) => ({
  url: await made(coordinator, name),
  drop: () => Promise.resolve(),
});

async function made(coordinator: string, name: string): Promise<string> {
  const server = new URL(coordinator);
  const client = await opened(coordinator);
  const { rows: workers } = await client.query<Worker>(
    'SELECT node_name AS host, node_port AS port FROM citus_get_active_worker_nodes()',
  );
  await client.end();
  const hosts = [server.host, ...workers.map(({ host, port }) => `${host}:${port}`)];
  const nodes = hosts.map(host => Object.assign(new URL(coordinator), { host }).href);
  all.set(name, nodes);
  await Promise.all(
    nodes.map(async node => {
      await run(node, [
        ...[unpropagated, `CREATE DATABASE ${name}`],
        `ALTER DATABASE ${name} SET citus.shard_count = ${shards}`,
      ]);
      await run(databaseUrl(node, name), ['CREATE EXTENSION citus']);
    }),
  );
  const url = databaseUrl(coordinator, name);
  await run(url, [
    `SELECT citus_set_coordinator_host('${server.hostname}', ${server.port})`,
    ...workers.map(({ host, port }) => `SELECT citus_add_node('${host}', ${port})`),
  ]);
  const stores = await openPostgres(url, { clock: systemClock, as: 'operator' });
  await stores.cluster?.distribute();
  await stores.close();
  return url;
}

/** Drops what this process has made: a database on all nodes at once, since Citus' own process on one waits for the others. */
export async function dropDistributed(): Promise<void> {
  const failed: unknown[] = [];
  for (const [name, nodes] of all)
    for (const dropped of await Promise.allSettled(nodes.map(node => dropOn(node, name))))
      if (dropped.status === 'rejected') failed.push(dropped.reason);
  all.clear();
  if (failed.length > 0) throw new AggregateError(failed, `databases of the tests were left: ${failed.join('; ')}`);
}

/** What a server says of a database that is in use. */
const inUse = '55006';

/**
 * Citus' own process in a database does not end while it waits for another node: the server gives up after five seconds, in which the
 * process has been told, so that it is gone at one of the next tries.
 */
async function dropOn(node: string, name: string): Promise<void> {
  for (let tries = 1; ; tries += 1)
    try {
      await run(node, [unpropagated, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`]);
      return;
    } catch (error) {
      if ((error as pg.DatabaseError).code !== inUse || tries === 5) throw error;
    }
}

/** Each node has its own command to make or drop a database. */
const unpropagated = 'SET citus.enable_create_database_propagation = off';

interface Worker {
  readonly host: string;
  readonly port: number;
}

async function run(url: string, statements: readonly string[]): Promise<void> {
  const client = await opened(url);
  try {
    for (const statement of statements) await client.query(statement);
  } finally {
    await client.end();
  }
}

async function opened(url: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  return client;
}

/** The address of another database of the same server. */
export function databaseUrl(url: string, name: string): string {
  return Object.assign(new URL(url), { pathname: `/${name}` }).href;
}
