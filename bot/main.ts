import { readFileSync } from 'node:fs';
import { pino } from 'pino';
import { makeTenant } from './app/app.ts';
import { isSandbox, readConfig, type Config } from './config.ts';
import { GraphBlockedUsers } from './drivers/graph/blocked-users.ts';
import { GraphCallLog } from './drivers/graph/call-log.ts';
import { Graph } from './drivers/graph/client.ts';
import { GraphDirectory } from './drivers/graph/directory.ts';
import { GraphMessageLog } from './drivers/graph/message-log.ts';
import { GraphLicenses } from './drivers/graph/licenses.ts';
import { openSandbox } from './drivers/sandbox/sandbox.ts';
import { openStores } from './drivers/stores/stores.ts';
import { adminCenter } from './drivers/system/admin-center.ts';
import { systemClock } from './drivers/system/clock.ts';
import { sha256 } from './drivers/system/sha256.ts';
import { TeamsAdapter } from './drivers/teams/adapter.ts';
import { downloader } from './drivers/teams/download.ts';
import { TeamsMessenger } from './drivers/teams/messenger.ts';
import { startJobs } from './app/jobs.ts';
import { DriverError, type Clock } from './ports/index.ts';
import { makeServer } from './web/server.ts';

// The program: settings read once, drivers named once, everything stopped in order.

const config = readConfig(process.env);
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

async function start(settings: Config): Promise<void> {
  const log = pino({ level: settings.logLevel, redact: ['*.authorization'] }, pino.destination(2));
  const [tenant] = settings.tenants;
  const stores = await openStores(settings, {
    clock: systemClock,
    as: 'bot',
    onError: error => log.error({ err: error }, 'the scheduler met an error; it goes on'),
  });
  const { journal, documents } = stores;
  const adapter = new TeamsAdapter(settings.bot);
  const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as {
    version: string;
  };

  const sandbox = isSandbox(settings)
    ? await openSandbox({ tenant, graphEndpoint: settings.graph.endpoint, journal, documents, clock: systemClock })
    : undefined;
  const clock: Clock = sandbox?.clock ?? systemClock;
  const graph = new Graph({
    credentials: settings.graph.credentials,
    endpoint: settings.graph.endpoint ?? sandbox?.graphEndpoint,
    clock: systemClock,
    log,
  });
  const made = makeTenant({
    tenant,
    mode: sandbox === undefined ? 'mirror' : 'operate',
    version,
    clock,
    hash: sha256,
    log,
    ...stores,
    directory: new GraphDirectory(graph),
    licenses: new GraphLicenses(graph),
    callLogs: [
      { name: 'getPstnCalls', log: new GraphCallLog(graph) },
      ...(settings.isBeta ? [{ name: 'getSmsLog', log: new GraphMessageLog(graph) }] : []),
    ],
    blockedUsers: settings.isBeta ? new GraphBlockedUsers(graph) : undefined,
    payments: sandbox?.gateway ?? adminCenter,
    messenger: new TeamsMessenger(adapter, settings.bot?.id ?? '', systemClock),
    download: downloader(sandbox !== undefined),
    sandbox: sandbox?.controls,
    mayLocate: settings.mayLocate,
  });

  const read = await made.wallets.read(tenant).catch((error: unknown) => {
    log.error({ err: error }, 'the ledger cannot be read');
    return undefined;
  });
  if (read?.ok === false)
    log.error(
      { seq: read.refusal.seq, invariant: read.refusal.invariant },
      'the ledger is damaged: nothing is written',
    );

  let isReady = true;
  const server = makeServer({
    channel: adapter,
    receive: made.receive,
    log,
    policy: { tenants: settings.tenants, isSandbox: sandbox !== undefined },
    isReady: () => isReady,
  });
  const jobs = await startJobs(made);
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    // Without credentials botbuilder lets anybody in: the sandbox listens to this machine only (B13).
    if (sandbox === undefined) server.listen(settings.port, resolve);
    else server.listen(settings.port, '127.0.0.1', resolve);
  }).catch((error: unknown) => {
    throw new DriverError('port-in-use', `Cannot listen on port ${settings.port}: ${(error as Error).message}`, error);
  });
  const { port } = server.address();
  log.info({ port, sandbox: sandbox !== undefined }, 'listening');
  if (sandbox !== undefined && settings.graph.endpoint === undefined)
    console.log(`the sandbox's Graph: GRAPH_ENDPOINT=${sandbox.graphEndpoint}`);
  console.log(`listening on http://127.0.0.1:${port}/api/messages${sandbox === undefined ? '' : ' (sandbox)'}`);

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
    await made.assignmentWorker.halt();
    await made.idle();
    await made.wallets.snapshot(tenant).catch((error: unknown) => log.warn({ err: error }, 'no snapshot was kept'));
    await sandbox?.stop();
    await stores.close();
    process.exit(0);
  };
  process.on('SIGTERM', signal => void stop(signal));
  process.on('SIGINT', signal => void stop(signal));
}
