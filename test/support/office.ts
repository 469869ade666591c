import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Mode } from '../../core/index.ts';
import type { Backups } from '../../bot/backups/backups.ts';
import { makeTenant } from '../../bot/app/app.ts';
import type { Tenant } from '../../bot/app/tenant.ts';
import { sandboxTenant } from '../../bot/configuration/tenant-config.ts';
import { GraphBlockedUsers } from '../../bot/drivers/graph/blocked-users.ts';
import { GraphCallLog } from '../../bot/drivers/graph/call-log.ts';
import { Graph } from '../../bot/drivers/graph/client.ts';
import { GraphDirectory } from '../../bot/drivers/graph/directory.ts';
import { GraphLicenses } from '../../bot/drivers/graph/licenses.ts';
import { openSandbox, type Sandbox } from '../../bot/drivers/sandbox/sandbox.ts';
import { seeded } from '../../bot/drivers/sandbox/random.ts';
import { sha256 } from '../../bot/drivers/system/sha256.ts';
import { downloader } from '../../bot/drivers/teams/download.ts';
import { TeamsLimits } from '../../bot/drivers/teams/limits.ts';
import { TeamsMessenger } from '../../bot/drivers/teams/messenger.ts';
import { uploader } from '../../bot/drivers/teams/upload.ts';
import { HttpsWebhook } from '../../bot/drivers/webhook/https-webhook.ts';
import type { SettingsSeen } from '../../bot/configuration/settings-seen.ts';
import type {
  CallLog,
  Checkable,
  Directory,
  Happened,
  Heartbeat,
  Licenses,
  Log,
  Mailer,
  MaybeCheckable,
  Payments,
  ClockWitness,
  Webhook,
} from '../../bot/ports/index.ts';
import { graphListener } from '../../bot/watching/watched.ts';
import { makeServer, type Served } from '../../bot/web/server.ts';
import { at } from './builders.ts';
import type { ReadCard } from './card.ts';
import { changedGateway } from './changed-gateway.ts';
import { FakeConnector } from './connector.ts';
import { testLog } from './logs.ts';
import { unwatched } from './unwatched.ts';
import { HastyClock, PromptClock } from './prompt-clock.ts';
import { inMemory, type AppStores, type MemoryStores } from './stores.ts';
import { TeamsClient } from './teams-client.ts';
import { teamsLibraries, type TeamsLibraryName } from './teams-libraries.ts';
import { VirtualClock } from './virtual-clock.ts';

/**
 * The whole bot in one process: its real server, the real library of Teams, the sandbox behind its real Graph server, and a connector
 * that records; with a clock that moves only when a test moves it.
 */
export class Office extends TeamsClient {
  readonly clock = new VirtualClock(at('2026-11-22T12:00:00Z'));
  /** The clock of its Graph client: a throttled request costs no test any time. */
  readonly graphClock = new PromptClock(at('2026-11-22T12:00:00Z'));
  readonly connector = new FakeConnector();
  stores: AppStores;
  readonly tenantId: string;
  readonly charged: string[] = [];
  /** Wraps Graph's licenses, or its call log; to be set before it opens. */
  licenses = (real: Licenses): Licenses => real;
  callLog = (real: CallLog): CallLog => real;
  /** As ALLOW_USAGE_LOCATION; to be set before it opens. */
  mayLocate = false;
  /** As PUBLIC_URL; to be set before it opens. */
  publicUrl: string | undefined;
  /** The address that adds the app to a team; to be set before it opens. */
  appLink: string | undefined;
  /** The address that opens a chat with the bot; to be set before it opens. */
  chatLink: ((typed: string) => string) | undefined;
  /** As TEAMS_LIBRARY; to be set before it opens. */
  teamsLibrary: TeamsLibraryName = 'botbuilder';
  /** Whether it is the sandbox's bot; to be set before it opens. */
  isSandbox = true;
  /** Aborted when its program begins to stop. */
  readonly stopping = new AbortController();
  /** Whether people may ask only so often, by its clock; to be set before it opens. */
  isLimited = false;
  /** When the first of the program's own secrets expires. */
  credentialsExpire: number | undefined;
  /** Whose clocks the bot's is judged by; to be set before it opens. */
  witnesses: readonly ClockWitness[] = [];
  /** The outside monitor; to be set before it opens. */
  heartbeat: Heartbeat | undefined;
  /** As BACKUP_DIR; to be set before it opens. */
  backups: Backups | undefined;
  /** Which settings were given, for doctor; to be set before it opens. */
  settingsSeen: readonly SettingsSeen[] = [];
  /** What doctor looks at beside the ports; to be set before it opens. */
  publicAddress: Checkable | undefined;
  store: MaybeCheckable = {};
  /** Sends its mails; to be set before it opens. */
  mailer: Mailer | undefined;
  /** Calls webhooks: programs of this machine alone, unless set before it opens. */
  webhook: Webhook | undefined;
  /** To be set before it opens. */
  log: Log = testLog;
  /** Is told of what happens; to be set before it opens. */
  happened: Happened = () => undefined;
  tenant!: Tenant;
  /** As a server meets it, which may serve others too. */
  served!: Served;
  sandbox!: Sandbox;
  #server: ReturnType<typeof makeServer> | undefined;
  #opened: Parameters<Office['open']> = [];

  constructor(stores: AppStores = inMemory(), tenantId = sandboxTenant) {
    super();
    this.stores = stores;
    this.tenantId = tenantId;
    this.organization = tenantId;
  }

  async open(payments?: (gateway: Payments) => Payments, mode: Mode = 'sandbox'): Promise<this> {
    this.#opened = [payments, mode];
    const { journal, documents } = this.stores;
    const serviceUrl = await this.connector.start();
    this.sandbox = await openSandbox({
      graphEndpoint: undefined,
      journal,
      documents,
      clock: this.clock,
    });
    const { clock, gateway, controls, graphEndpoint } = this.sandbox;
    const counted = changedGateway(gateway, {
      charge: asked => {
        this.charged.push(asked.key);
        return gateway.charge(asked);
      },
    });
    const library = await teamsLibraries[this.teamsLibrary]({ clock: this.clock });
    const graph = new Graph({
      endpoint: graphEndpoint,
      credentials: { kind: 'sandbox' },
      clock: this.graphClock,
      log: this.log,
      onAnswer: graphListener(this.happened),
      random: seeded(3),
    });
    this.tenant = makeTenant({
      tenant: this.tenantId,
      mode,
      version: 'test',
      ...{ clock, stopping: this.stopping.signal },
      witnesses: this.witnesses,
      hash: sha256,
      ...{ log: this.log, happened: this.happened },
      ...this.stores,
      directory: new GraphDirectory(graph),
      licenses: this.licenses(new GraphLicenses(graph)),
      callLogs: [{ name: 'getPstnCalls', log: this.callLog(new GraphCallLog(graph)) }],
      blockedUsers: new GraphBlockedUsers(graph),
      payments: payments?.(counted) ?? counted,
      messenger: new TeamsMessenger(library, this.clock, new TeamsLimits(new HastyClock(this.clock))),
      heartbeat: this.heartbeat,
      backups: this.backups,
      mailer: this.mailer,
      webhook:
        this.webhook ??
        new HttpsWebhook({ tenant: this.tenantId, clock: this.clock, networks: [], isSandbox: this.isSandbox }),
      download: downloader({ isSandbox: true, clock: this.clock }),
      upload: uploader({ folder: path.join(tmpdir(), 'credits-exports'), isSandbox: true, clock: this.clock }),
      publicUrl: this.publicUrl,
      publicAddress: this.publicAddress,
      settingsSeen: this.settingsSeen,
      store: this.store,
      appLink: this.appLink,
      chatLink: this.chatLink,
      sandbox: this.isSandbox ? controls : undefined,
      mayLocate: this.mayLocate,
      isLimited: this.isLimited,
      credentialsExpire: this.credentialsExpire,
    });
    const { receive, handOut, leaveMails } = this.tenant;
    this.served = { channel: library, receive, handOut, leaveMails };
    const server = makeServer({
      served: new Map([[this.tenantId, this.served]]),
      isSandbox: true,
      ...unwatched,
      ...{ log: this.tenant.log, happened: this.happened },
    });
    this.#server = server;
    await new Promise<void>(resolve => {
      server.listen(0, '127.0.0.1', resolve);
    });
    return this.connect({
      address: `http://127.0.0.1:${server.address().port}`,
      serviceUrl,
      settled: () => this.tenant.idle(),
    });
  }

  /** As after `setsUp`, whose walk is not made again: the office opens anew on what it leaves. */
  async skipsSetUp(order: Readonly<Record<string, string>> = {}): Promise<this> {
    await this.close();
    this.stores = await setUp(order);
    return this.open(...this.#opened);
  }

  /** Speaks with another server that serves it too. */
  moveTo(address: string): void {
    this.address = address;
  }

  async close(): Promise<void> {
    await this.tenant.idle();
    await new Promise<void>(resolve => {
      this.#server?.close(() => resolve());
    });
    await this.connector.stop();
    await this.sandbox.stop();
  }

  /** Makes role look-ups wait for `before`, or fail with it; `reached` resolves at the first one. */
  slowed(directory: Directory, before: () => Promise<void>): { readonly reached: Promise<void> } {
    const rolesOf = directory.rolesOf.bind(directory);
    let reach = (): void => undefined;
    const reached = new Promise<void>(resolve => (reach = resolve));
    directory.rolesOf = async personId => {
      reach();
      await before();
      return rolesOf(personId);
    };
    return { reached };
  }

  entries() {
    return this.stores.journal.entriesAfter(0);
  }

  /** The cards that were sent to conversations proactively. */
  told(): readonly ReadCard[] {
    return this.connector.told();
  }
}

const finished = new Map<string, Promise<MemoryStores>>();

/**
 * Stores as set-up leaves them, for what begins after it: the walk is made once in a process, and copied. What was said in it, to its people
 * and its gateway, is in no office that opens on them.
 */
export async function setUp(order: Readonly<Record<string, string>> = {}): Promise<MemoryStores> {
  const key = JSON.stringify(order);
  const made = finished.get(key) ?? walked(order);
  finished.set(key, made);
  return inMemory(await made);
}

async function walked(order: Readonly<Record<string, string>>): Promise<MemoryStores> {
  const stores = inMemory();
  const office = await new Office(stores).open();
  await office.setsUp(order);
  await office.close();
  return stores;
}
