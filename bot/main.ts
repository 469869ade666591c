import { readFileSync } from 'node:fs';
import { pino, type Logger } from 'pino';
import { makeTenant } from './app/app.ts';
import { startJobs } from './app/jobs.ts';
import type { Tenant } from './app/tenant.ts';
import { isSandbox, readConfig, walletModeOf, type Config, type TenantConfig } from './config.ts';
import { GraphBlockedUsers } from './drivers/graph/blocked-users.ts';
import { GraphCallLog } from './drivers/graph/call-log.ts';
import { Graph } from './drivers/graph/client.ts';
import { GraphDirectory } from './drivers/graph/directory.ts';
import { GraphLicenses } from './drivers/graph/licenses.ts';
import { GraphMessageLog } from './drivers/graph/message-log.ts';
import { openSandbox, type Sandbox } from './drivers/sandbox/sandbox.ts';
import { openStores } from './drivers/stores/stores.ts';
import { adminCenter } from './drivers/system/admin-center.ts';
import { systemClock } from './drivers/system/clock.ts';
import { sha256 } from './drivers/system/sha256.ts';
import { TeamsAdapter } from './drivers/teams/adapter.ts';
import { downloader } from './drivers/teams/download.ts';
import { TeamsMessenger } from './drivers/teams/messenger.ts';
import { DriverError, type Stores } from './ports/index.ts';
import { makeServer, type Served } from './web/server.ts';

// The program: settings read once, drivers named once, everything stopped in order.

const config = readConfig(process.env, path => readFileSync(path, 'utf8'));
if (config.ok) {
  await start(config.value).catch((error: unknown) => {
    if (!(error instanceof DriverError)) throw error;
    console.error(error.message);
    process.exit(1);
  });
} else {
  console.error(`Cannot start:\n${config.refusal.problems.map(problem => `  ${problem}`).join('\n')}`);
  process.exitCode = 1;
}

/** What all organizations of the program have in common. */
interface Shared {
  readonly stores: Stores;
  readonly log: Logger;
  readonly version: string;
}

interface Organization extends Served {
  readonly tenant: Tenant;
  readonly sandbox: Sandbox | undefined;
}

/** One organization with its own bot, Graph, gateway and part of the stores. */
async function openOrganization({ stores, version, ...shared }: Shared, own: TenantConfig): Promise<Organization> {
  const log = shared.log.child({ tenant: own.tenant });
  const part = stores.of(own.tenant);
  const adapter = new TeamsAdapter(own.bot);
  const sandbox = isSandbox(own)
    ? await openSandbox({ graphEndpoint: own.graph.endpoint, ...part, clock: systemClock })
    : undefined;
  const graph = new Graph({
    credentials: own.graph.credentials,
    endpoint: own.graph.endpoint ?? sandbox?.graphEndpoint,
    clock: systemClock,
    log,
  });
  const tenant = makeTenant({
    tenant: own.tenant,
    mode: walletModeOf(own),
    version,
    clock: sandbox?.clock ?? systemClock,
    hash: sha256,
    log,
    ...part,
    directory: new GraphDirectory(graph),
    licenses: new GraphLicenses(graph),
    callLogs: [
      { name: 'getPstnCalls', log: new GraphCallLog(graph) },
      ...(own.isBeta ? [{ name: 'getSmsLog', log: new GraphMessageLog(graph) }] : []),
    ],
    blockedUsers: own.isBeta ? new GraphBlockedUsers(graph) : undefined,
    payments: sandbox?.gateway ?? adminCenter,
    messenger: new TeamsMessenger(adapter, own.bot?.id ?? '', systemClock),
    download: downloader(sandbox !== undefined),
    sandbox: sandbox?.controls,
    mayLocate: own.mayLocate,
  });
  const read = await tenant.ledger.read().catch((error: unknown) => {
    log.error({ err: error }, 'the ledger cannot be read');
    return undefined;
  });
  if (read?.ok === false)
    log.error(
      { seq: read.refusal.seq, invariant: read.refusal.invariant },
      'the ledger is damaged: nothing is written',
    );
  return { tenant, sandbox, channel: adapter, receive: tenant.receive };
}

/** Lets what one organization is doing end. */
async function halt({ tenant, sandbox }: Organization): Promise<void> {
  await tenant.assignmentWorker.halt();
  await tenant.idle();
  await tenant.ledger.snapshot().catch((error: unknown) => tenant.log.warn({ err: error }, 'no snapshot was kept'));
  await sandbox?.stop();
}

async function start(settings: Config): Promise<void> {
  const log = pino({ level: settings.logLevel, redact: ['*.authorization'] }, pino.destination(2));
  for (const { name, problems } of settings.broken)
    console.error(`Not served:\n${problems.map(problem => `  ${name}: ${problem}`).join('\n')}`);
  const stores = await openStores(settings, {
    clock: systemClock,
    as: 'bot',
    onError: error => log.error({ err: error }, 'the scheduler met an error; it goes on'),
  });
  const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as {
    version: string;
  };
  const organizations: Organization[] = [];
  for (const own of settings.tenants)
    try {
      organizations.push(await openOrganization({ stores, log, version }, own));
    } catch (error) {
      if (settings.tenants.length === 1) throw error;
      log.error({ err: error, tenant: own.tenant }, 'an organization is not served');
    }
  const [first] = organizations;
  if (first === undefined) throw new DriverError('no-organization', 'None of the organizations can be served.');
  const sandboxed = first.sandbox !== undefined;

  let isReady = true;
  const server = makeServer({
    served: new Map(organizations.map(one => [one.tenant.tenant, one])),
    isSandbox: sandboxed,
    log,
    isReady: () => isReady,
  });
  const jobs = await startJobs(
    stores.scheduler,
    key => organizations.find(({ tenant }) => tenant.tenant === key)?.tenant,
  );
  for (const { tenant } of organizations) await jobs.add(tenant.tenant);
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    // Without credentials botbuilder lets anybody in: the sandbox listens to this machine only (B13).
    if (sandboxed) server.listen(settings.port, '127.0.0.1', resolve);
    else server.listen(settings.port, resolve);
  }).catch((error: unknown) => {
    throw new DriverError('port-in-use', `Cannot listen on port ${settings.port}: ${(error as Error).message}`, error);
  });
  const { port } = server.address();
  log.info({ port, sandbox: sandboxed, organizations: organizations.length }, 'listening');
  if (first.sandbox !== undefined && settings.tenants[0].graph.endpoint === undefined)
    console.log(`the sandbox's Graph: GRAPH_ENDPOINT=${first.sandbox.graphEndpoint}`);
  console.log(`listening on http://127.0.0.1:${port}/api/messages${sandboxed ? ' (sandbox)' : ''}`);

  let isStopping = false;
  const stop = async (signal: string): Promise<void> => {
    if (isStopping) process.exit(1);
    isStopping = true;
    isReady = false;
    log.info({ signal }, 'stopping');
    await new Promise<void>(resolve => {
      server.close(() => resolve());
    });
    await jobs.stop().catch((error: unknown) => log.warn({ err: error }, 'the jobs did not stop in order'));
    // All at once, since a long piece of work of one must not keep the others from ending in order.
    await Promise.all(
      organizations.map(organization =>
        halt(organization).catch((error: unknown) =>
          organization.tenant.log.warn({ err: error }, 'it did not stop in order'),
        ),
      ),
    );
    await stores.close();
    process.exit(0);
  };
  process.on('SIGTERM', signal => void stop(signal));
  process.on('SIGINT', signal => void stop(signal));
}
