import { readFileSync } from 'node:fs';
import { pino, type Logger } from 'pino';
import { err, minuteMs, ok, secondMs, unreachable, type Result } from '../core/index.ts';
import { makeTenant } from './app/app.ts';
import { startJobs } from './app/start-jobs.ts';
import { Organizations, type Changes, type Organization } from './app/organizations.ts';
import { refuseStoreOfOthers } from './app/own-store.ts';
import { Backups } from './backups/backups.ts';
import { backupStateIn } from './backups/backup-state.ts';
import type { SettingsSeen } from './configuration/settings-seen.ts';
import { isSandbox, sandboxTenant, type TenantConfig } from './configuration/tenant-config.ts';
import { heldUntilRestart, readConfig, type Config } from './config.ts';
import { BackupThread } from './drivers/backup/backup-thread.ts';
import { PublicAddress } from './drivers/http/public-address.ts';
import { openSandbox, type Sandbox } from './drivers/sandbox/sandbox.ts';
import { servedDrivers } from './drivers/served/served-drivers.ts';
import { openStores } from './drivers/stores/stores.ts';
import { adminCenter } from './drivers/system/admin-center.ts';
import { systemClock } from './drivers/system/clock.ts';
import { SettingFiles } from './drivers/system/setting-files.ts';
import { sha256 } from './drivers/system/sha256.ts';
import { appLink } from './drivers/teams/app-link.ts';
import { chatLink } from './drivers/teams/chat-link.ts';
import { libraryLinesTo } from './drivers/teams/library-lines.ts';
import { DriverError, type Happened, type Payments, type Stores } from './ports/index.ts';
import { OwnBot } from './tenant/own-bot.ts';
import { Metrics } from './watching/metrics.ts';
import { readFacts } from './watching/organization-facts.ts';
import { Readiness } from './watching/readiness.ts';
import { Survey } from './watching/survey.ts';
import { graphListener } from './watching/watched.ts';
import { makeServer } from './web/server.ts';
import { stopServing } from './web/stop-serving.ts';
import { logTo } from './work/json-lines.ts';
import { growLittle } from './work/little-memory.ts';
import { stayingAlive } from './work/stay-alive.ts';
import { stopGraceMs, Stopping } from './work/stopping.ts';

// The program: drivers named once, organizations served as the settings say, everything stopped in order.

// What it writes, nobody else reads, whoever writes it: who calls whom is in it.
process.umask(0o077);
growLittle();

const files = new SettingFiles();
const read = () => readConfig(process.env, files.read);

const config = read();
if (config.ok) {
  await stayingAlive(() => start(config.value)).catch((error: unknown) => {
    if (!(error instanceof DriverError)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exit(1);
  });
} else {
  console.error(`Cannot start:\n${config.refusal.problems.map(problem => `  ${problem}`).join('\n')}`);
  process.exitCode = 1;
}

/** Platforms kill after a minute; what is under way for longer is left to the next start, as after a crash (B27). */
const longestStopMs = 45 * secondMs;

/** What all organizations of the program have in common. */
interface Shared {
  readonly stores: Stores;
  readonly backups: Backups | undefined;
  readonly log: Logger;
  readonly happened: Happened;
  readonly version: string;
  readonly dataDir: string;
  readonly publicUrl: string | undefined;
  readonly seen: SettingsSeen;
  readonly teamsLibrary: Config['teamsLibrary'];
  readonly stopping: Stopping;
}

/** One organization with its own bot, Graph, gateway and part of the stores. */
async function openOrganization(
  { stores, backups, version, dataDir, publicUrl, seen, teamsLibrary, stopping, ...shared }: Shared,
  own: TenantConfig,
): Promise<Organization & { readonly graphEndpoint: string | undefined }> {
  const { happened } = shared;
  const log = shared.log.child({ tenant: own.tenant });
  const part = stores.of(own.tenant);
  if (own.bot !== undefined) await new OwnBot(part.documents).claim(own.bot.id);
  const sandbox = isSandbox(own)
    ? await openSandbox({ graphEndpoint: own.graph.endpoint, ...part, clock: systemClock })
    : undefined;
  const endpoint = own.graph.endpoint ?? sandbox?.graphEndpoint;
  const { library, graphWitness, ...drivers } = await servedDrivers(own, {
    ...{ teamsLibrary, dataDir, stopping, log },
    graphEndpoint: endpoint,
    onGraphAnswer: graphListener(happened),
  });
  const tenant = makeTenant({
    tenant: own.tenant,
    mode: own.mode,
    version,
    ...{ clock: sandbox?.clock ?? systemClock, stopping: stopping.signal },
    witnesses: [graphWitness, ...stores.witnesses],
    hash: sha256,
    ...{ log, happened },
    ...part,
    ...drivers,
    payments: paymentsOf(own, sandbox),
    ...{ backups, publicUrl },
    publicAddress: publicUrl === undefined ? undefined : new PublicAddress(publicUrl),
    settingsSeen: [seen, own.seen],
    store: stores,
    appLink: appLink(own),
    chatLink: chatLink(own),
    sandbox: sandbox?.controls,
    mayLocate: own.mayLocate,
    isLimited: own.isLimited,
    credentialsExpire: own.credentialsExpire,
  });
  const read = await tenant.ledger.read().catch((error: unknown) => {
    log.error({ err: error }, 'the ledger cannot be read');
    return undefined;
  });
  if (read?.ok === false) log.error(read.refusal, 'the ledger is damaged, or of another mode: nothing is written');
  return { tenant, channel: library, graphEndpoint: endpoint, close: async () => sandbox?.stop() };
}

/** Nothing is written before it is known to be the store of those who are served. */
async function refusingOthers(stores: Stores, { tenants, broken }: Config): Promise<void> {
  // One that is named by nothing but its place in the file may be whose books these are.
  if (broken.length > 0) return;
  try {
    const served = tenants.map(({ tenant }) => tenant);
    refuseStoreOfOthers(await stores.tenants(), served, { sandbox: sandboxTenant });
  } catch (error) {
    await stores.close();
    throw error;
  }
}

/** The gateway that the settings name. */
function paymentsOf({ gateway }: TenantConfig, sandbox: Sandbox | undefined): Payments {
  switch (gateway) {
    case 'admin-center':
      return adminCenter;
    case 'sandbox':
      if (sandbox === undefined) throw new Error('a gateway of the sandbox without one');
      return sandbox.gateway;
    default:
      return unreachable(gateway);
  }
}

/** The backups of the whole store, where there is a place for them. */
function backupsOf(
  settings: Config,
  { stores, log, version }: Pick<Shared, 'stores' | 'log' | 'version'>,
): Backups | undefined {
  if (settings.backupDir === undefined) return undefined;
  const isAlone = settings.tenants.length + settings.broken.length === 1;
  return new Backups({
    ...{ state: backupStateIn(stores), clock: systemClock, log, nightIn: isAlone ? undefined : 'UTC' },
    maker: new BackupThread({ place: settings, folder: settings.backupDir, program: version }),
  });
}

async function start(settings: Config): Promise<void> {
  let happened: Happened = () => undefined;
  const log = logTo(pino.destination(2), settings.logLevel, level => {
    if (level === 'warn' || level === 'error' || level === 'fatal') happened({ kind: 'log-line', level });
  });
  libraryLinesTo(log);
  for (const { name, problems } of settings.broken)
    process.stderr.write(`Not served:\n${problems.map(problem => `  ${name}: ${problem}\n`).join('')}`);
  const stores = await openStores(settings, {
    clock: systemClock,
    as: 'bot',
    onError: error => log.error({ err: error }, 'the scheduler met an error; it goes on'),
  });
  await refusingOthers(stores, settings);
  const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as {
    version: string;
  };
  const backups = backupsOf(settings, { stores, log, version });
  const survey: Survey = new Survey(
    () => new Map([...organizations.tenants].map(([key, tenant]) => [key, () => readFacts(tenant)])),
    systemClock,
  );
  const readiness: Readiness = new Readiness({
    ...{ stores, survey, clock: systemClock },
    served: () => organizations.served.size,
  });
  /** As they were read last. */
  let current = settings;
  const metrics: Metrics = new Metrics({
    ...{ version, survey, readiness, clock: systemClock },
    backedUpAt: async () => {
      const state = settings.backupDir === undefined ? undefined : await backupStateIn(stores).readIntact();
      return state?.made?.at ?? state?.since;
    },
    organizations: () => {
      const served = organizations.served.size;
      return { served, leftOut: current.tenants.length + current.broken.length - served };
    },
  });
  metrics.watchProcess();
  happened = metrics.take;
  let graphEndpoint: string | undefined;
  const stopping = new Stopping(systemClock);
  const organizations: Organizations = new Organizations({
    open: async own => {
      const opened = await openOrganization({ stores, backups, log, happened, version, stopping, ...settings }, own);
      graphEndpoint ??= opened.graphEndpoint;
      return opened;
    },
    rounds: () => rounds,
    log,
  });
  const rounds = await startJobs(stores.scheduler, (key, work) => organizations.round(key, work));
  const { failures } = await organizations.become(settings.tenants);
  const served = organizations.served.size;
  if (served === 0 && settings.tenants.length === 1) throw failures[0];
  if (served === 0) throw new DriverError('no-organization', 'None of the organizations can be served.');
  const sandboxed = isSandbox(settings.tenants[0]);

  const server = makeServer({
    served: organizations.served,
    isSandbox: sandboxed,
    log,
    ...{ hash: sha256, happened, metrics, metricsToken: () => current.metricsToken },
    readiness: () => readiness.look(),
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    // Without credentials anybody is let in: the sandbox listens to this machine only (B13).
    if (sandboxed) server.listen(settings.port, '127.0.0.1', resolve);
    else server.listen(settings.port, resolve);
  }).catch((error: unknown) => {
    throw new DriverError('port-in-use', `Cannot listen on port ${settings.port}: ${(error as Error).message}`, error);
  });

  const stop = async (signal: string): Promise<void> => {
    if (stopping.signal.aborted) process.exit(1);
    log.info({ signal }, 'stopping');
    systemClock.after(longestStopMs, () => {
      log.warn({}, 'ended before all that was under way had: the next start takes it up');
      process.exit(1);
    });
    readiness.stop();
    stopping.begin();
    await stopServing(server, { clock: systemClock, withinMs: stopGraceMs });
    backups?.stop();
    await organizations.stop();
    await stores.close();
    process.exit(0);
  };
  const again = async (): Promise<void> => {
    if (stopping.signal.aborted) return;
    const wanted = wantedAgain(sandboxed);
    if (!wanted.ok) {
      log.error({ problems: wanted.refusal }, 'the settings were read again and are wrong: all is left as it is');
      return;
    }
    current = wanted.value;
    log.info(changesOf(await organizations.become(wanted.value.tenants)), 'the settings were read again');
    const held = heldUntilRestart(settings, wanted.value);
    if (held.length > 0) log.warn({ settings: held }, 'these settings are others now, and hold from the next start on');
  };
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => void stayingAlive(() => stop(signal)));
  // Without a file there is nothing to read again, and a terminal that is closed ends the program.
  if (files.areUsed) {
    process.on('SIGHUP', () => void again());
    // A secret that a platform renews is taken by itself; the file of organizations, which people edit, when they say so.
    setInterval(() => {
      if (files.haveChanged({ but: process.env['TENANTS_FILE'] })) void again();
    }, minuteMs).unref();
  }

  // Said last: whoever waits for it may send a signal at once.
  const { port } = server.address();
  log.info({ port, sandbox: sandboxed, organizations: served }, 'listening');
  if (sandboxed && settings.tenants[0].graph.endpoint === undefined)
    console.log(`the sandbox's Graph: GRAPH_ENDPOINT=${graphEndpoint}`);
  console.log(`listening on http://127.0.0.1:${port}/api/messages${sandboxed ? ' (sandbox)' : ''}`);
}

/** The organizations of the settings as they are now, if nothing at all is wrong with them (B10). */
function wantedAgain(sandboxed: boolean): Result<Config, readonly string[]> {
  const config = read();
  if (!config.ok) return err(config.refusal.problems);
  const { tenants, broken } = config.value;
  if (broken.length > 0)
    return err(broken.flatMap(({ name, problems }) => problems.map(problem => `${name}: ${problem}`)));
  if (isSandbox(tenants[0]) !== sandboxed) return err(['TENANTS_FILE: from sandbox to real, or back, needs a restart']);
  return ok(config.value);
}

const changesOf = ({ opened, ended, unchanged, failures }: Changes): object => ({
  ...{ opened, ended },
  ...{ unchanged: unchanged.length, failed: failures.length },
});
