import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { createServer as createTcp, type AddressInfo } from 'node:net';
import path from 'node:path';
import { rm } from 'node:fs/promises';
import { Worker } from 'node:worker_threads';
import { SMTPServer } from 'smtp-server';
import type { AppIdentity } from '../../bot/configuration/app-identity.ts';
import { Graph } from '../../bot/drivers/graph/client.ts';
import { GraphDirectory } from '../../bot/drivers/graph/directory.ts';
import { PublicAddress } from '../../bot/drivers/http/public-address.ts';
import { SmtpMailer } from '../../bot/drivers/mail/smtp-mailer.ts';
import { Postgres } from '../../bot/drivers/postgres/database.ts';
import { openPostgres } from '../../bot/drivers/postgres/store.ts';
import { Database } from '../../bot/drivers/sqlite/database.ts';
import { checkFolder, spaceSeen } from '../../bot/drivers/stores/check-folder.ts';
import { adminCenter } from '../../bot/drivers/system/admin-center.ts';
import { systemClock } from '../../bot/drivers/system/clock.ts';
import { lockFolder } from '../../bot/drivers/system/lock.ts';
import { BotbuilderAdapter } from '../../bot/drivers/teams-botbuilder/adapter.ts';
import { checkTeams } from '../../bot/drivers/teams/check.ts';
import { HttpHeartbeat } from '../../bot/drivers/webhook/http-heartbeat.ts';
import type { AskedPermissions, DriverError, Observation } from '../../bot/ports/index.ts';
import { mailServerOf } from '../../bot/work/mail-settings.ts';
import { denyingGraph } from '../support/denying-graph.ts';
import { aFolder } from '../support/drivers.ts';
import { entraRefusal, EntraStandIn } from '../support/entra.ts';
import { aTenant } from '../support/graph.ts';
import { testLog } from '../support/logs.ts';
import { aDatabase } from '../support/postgres.ts';
import { trustingLoopback } from '../support/loopback-tls.ts';

const { signal } = new AbortController();
const kindsOf = (seen: readonly Observation[]): readonly string[] => seen.map(({ kind }) => kind);
const portOf = (server: { address(): unknown }): number => (server.address() as AddressInfo).port;
interface Listener {
  listen(port: number, host: string, done: () => void): unknown;
}
const listening = <Kind extends Listener>(server: Kind, host = '127.0.0.1'): Promise<Kind> =>
  new Promise(resolve => void server.listen(0, host, () => resolve(server)));
/** Nobody listens there: a server had the port a moment ago. */
const deadPort = async (): Promise<number> => {
  const server = await listening(createTcp());
  const port = portOf(server);
  await new Promise(resolve => server.close(resolve));
  return port;
};

describe('what drivers see of themselves', () => {
  describe('Microsoft Graph', () => {
    const asked: AskedPermissions = { mayLocate: true, isBeta: true, hasGroups: true };
    let tenant: Awaited<ReturnType<typeof aTenant>>;
    let front: Awaited<ReturnType<typeof denyingGraph>>;
    let denied: RegExp | undefined;
    before(async () => {
      tenant = await aTenant({ waits: systemClock });
      front = await denyingGraph(tenant.endpoint, () => denied);
    });
    after(async () => {
      front.stop();
      await tenant.stop();
    });
    beforeEach(() => (denied = undefined));
    const graphOf = (): Graph =>
      new Graph({ endpoint: front.address, credentials: { kind: 'sandbox' }, clock: systemClock });
    const permissionsOf = async (more: Partial<AskedPermissions> = {}, graph = graphOf()) =>
      (await new GraphDirectory(graph).check({ ...asked, ...more }, signal))
        .filter(({ area }) => area === 'permissions')
        .map(({ kind, facts }) => `${kind} ${facts['permission'] as string}`);

    it('every permission works in the sandbox, each tried once, and nothing is changed by it', async () => {
      const before = JSON.stringify(tenant.tenant.users());
      assert.deepEqual(await permissionsOf(), [
        'permission-works User.Read.All',
        'permission-works Organization.Read.All',
        'permission-works CallRecord-PstnCalls.Read.All',
        'permission-works GroupMember.Read.All',
        'permission-works LicenseAssignment.ReadWrite.All',
        'permission-works User.ReadWrite.All',
      ]);
      assert.equal(JSON.stringify(tenant.tenant.users()), before);
    });

    const missing: readonly (readonly [denied: RegExp, more: Partial<AskedPermissions>, seen: string])[] = [
      [/GET \/v1.0\/users\/delta/, {}, 'permission-missing User.Read.All'],
      [/GET \/v1.0\/subscribedSkus/, {}, 'permission-missing Organization.Read.All'],
      [/getPstnCalls/, {}, 'permission-missing CallRecord-PstnCalls.Read.All'],
      [/getSmsLog/, {}, 'permission-missing CallRecord-PstnCalls.Read.All'],
      [/\/groups\//, {}, 'permission-missing GroupMember.Read.All'],
      [/\/groups\//, { hasGroups: false }, 'permission-unused GroupMember.Read.All'],
      [/POST .*assignLicense/, {}, 'permission-optional LicenseAssignment.ReadWrite.All'],
      [/PATCH .*users/, {}, 'permission-missing User.ReadWrite.All'],
    ];
    for (const [request, more, seen] of missing)
      it(`without ${String(request)}: ${seen}`, async () => {
        denied = request;
        const faults = (await permissionsOf(more)).filter(one => !one.startsWith('permission-works'));
        assert.deepEqual(faults, [seen]);
      });

    it('that nothing answers is said once, instead of each permission', async () => {
      const clock = { ...systemClock, wait: () => Promise.resolve() };
      const nobody = new Graph({
        endpoint: `http://127.0.0.1:${await deadPort()}`,
        credentials: { kind: 'sandbox' },
        clock,
      });
      assert.deepEqual(await permissionsOf({}, nobody), ['graph-unreachable undefined']);
    });

    it('what it may do beyond its needs is named', async () => {
      const payload = { roles: ['User.Read.All', 'User.ReadWrite.All', 'Directory.ReadWrite.All', 'Mail.Send'] };
      const token = `x.${Buffer.from(JSON.stringify(payload)).toString('base64url')}.x`;
      const graph = Object.assign(graphOf(), { isSandbox: false, token: () => Promise.resolve(token) });
      const beyond = async (more: Partial<AskedPermissions>) =>
        (await permissionsOf(more, graph)).filter(one => one.startsWith('permission-beyond'));
      assert.deepEqual(await beyond({}), ['permission-beyond Directory.ReadWrite.All', 'permission-beyond Mail.Send']);
      assert.equal((await beyond({ mayLocate: false }))[0], 'permission-beyond User.ReadWrite.All');
    });

    it('an outage is no missing permission', async () => {
      const away = await denyingGraph(tenant.endpoint, () => /subscribedSkus/, 400 + 1);
      const graph = new Graph({ endpoint: away.address, credentials: { kind: 'sandbox' }, clock: systemClock });
      const faults = (await permissionsOf({}, graph)).filter(one => !one.startsWith('permission-works'));
      assert.deepEqual(faults, ['permission-unclear Organization.Read.All']);
      away.stop();
    });
  });

  describe('tokens', () => {
    const entra = new EntraStandIn();
    let keys: Server;
    before(async () => {
      await entra.start();
      keys = await listening(createServer((_request, response) => response.end('{}')));
    });
    after(async () => {
      keys.close();
      await entra.stop();
    });
    beforeEach(() => (entra.refusal = undefined));

    let apps = 0;
    const identity = (): AppIdentity => {
      apps += 1;
      return {
        kind: 'app',
        tenantId: '11111111-0000-4000-8000-000000000009',
        clientId: `dddddddd-0000-4000-8000-${String(apps).padStart(12, '0')}`,
        proof: { kind: 'secret', secret: 'a secret of doctor' },
        authorityHost: entra.address,
      };
    };
    const ofBot = (address = `http://127.0.0.1:${portOf(keys)}/openid`): Promise<readonly Observation[]> => {
      const bot = identity();
      const { token } = new BotbuilderAdapter(
        { id: bot.kind === 'app' ? bot.clientId : '', tenantId: 'x', identity: bot },
        { clock: systemClock, log: testLog },
      );
      return trustingLoopback(() => checkTeams(token, signal, address));
    };
    const ofGraph = (): Promise<readonly Observation[]> =>
      trustingLoopback(() =>
        new GraphDirectory(
          new Graph({ endpoint: 'http://127.0.0.1:9', credentials: identity(), clock: systemClock, log: testLog }),
        ).check({ mayLocate: false, isBeta: false, hasGroups: false }, signal),
      );

    it('the bot gets one, and can read the keys', async () => {
      assert.deepEqual(kindsOf(await ofBot()), ['token-issued', 'teams-keys']);
      assert.deepEqual(kindsOf(await checkTeams(undefined, signal)), ['teams-local']);
    });

    const refused: readonly (readonly [number: string, kind: string])[] = [
      ['7000222', 'secret-expired'],
      ['7000215', 'secret-wrong'],
      ['700016', 'app-unknown'],
      ['90002', 'tenant-unknown'],
      ['7000112', 'app-disabled'],
      ['700027', 'certificate-refused'],
      ['70021', 'not-federated'],
      ['700024', 'assertion-expired'],
      ['53003', 'token-refused'],
    ];
    for (const [number, kind] of refused)
      it(`AADSTS${number} is ${kind}, and nothing of what Entra wrote is shown`, async () => {
        entra.refusal = entraRefusal(number);
        const graph = await ofGraph();
        assert.deepEqual(kindsOf(graph), [kind]);
        assert.doesNotMatch(JSON.stringify(graph), /words of Entra|a secret of doctor|Trace/);
      });

    it('the bot’s own is refused in the same words', async () => {
      entra.refusal = entraRefusal('7000222');
      assert.deepEqual(kindsOf(await ofBot()), ['secret-expired', 'teams-keys']);
    });

    it('keys that cannot be read are seen', async () => {
      assert.deepEqual(kindsOf(await ofBot(`http://127.0.0.1:${await deadPort()}`)), [
        'token-issued',
        'teams-keys-unreachable',
      ]);
    });
  });

  it('the public address answers, cannot serve, is something else, or is silent', async () => {
    let parts: object = {};
    const aBot = () =>
      createServer((request, response) => {
        response.statusCode = request.url?.startsWith('/bot/') === true ? 200 : 404;
        response.end(JSON.stringify({ parts }));
      });
    // By another name of this machine: what a proxy that hides who asks would show to everybody.
    const [server, open] = [await listening(aBot()), await listening(aBot(), '127.0.0.2')];
    const base = `http://127.0.0.1:${portOf(server)}`;
    assert.deepEqual(kindsOf(await new PublicAddress(`${base}/bot`).check(signal)), ['address-answers']);
    parts = { store: 'failed', outbox: 'ok' };
    const [failed] = await new PublicAddress(`${base}/bot`).check(signal);
    assert.deepEqual([failed?.kind, failed?.facts['parts']], ['address-not-ready', ['store']]);
    parts = { 'Words of a stranger': 'failed' };
    assert.deepEqual(kindsOf(await new PublicAddress(`http://127.0.0.2:${portOf(open)}/bot`).check(signal)), [
      'address-answers',
      'metrics-open',
    ]);
    assert.deepEqual(kindsOf(await new PublicAddress(base).check(signal)), ['address-other']);
    for (const one of [server, open]) {
      one.closeAllConnections();
      one.close();
    }
    assert.deepEqual(kindsOf(await new PublicAddress(`http://127.0.0.1:${await deadPort()}`).check(signal)), [
      'address-silent',
    ]);
  });

  it('the monitor is reached without being told that the bot is alive', async () => {
    let told = 0;
    const server = await listening(createTcp(socket => socket.on('data', () => (told += 1))));
    const check = (port: number) =>
      new HttpHeartbeat({ url: `http://127.0.0.1:${port}/secret`, clock: systemClock, log: testLog }).check(signal);
    const reached = await check(portOf(server));
    assert.deepEqual(kindsOf(reached), ['heartbeat-reached']);
    assert.equal(told, 0);
    assert.doesNotMatch(JSON.stringify(reached), /secret/);
    server.close();
    assert.deepEqual(kindsOf(await check(await deadPort())), ['heartbeat-unreached']);
  });

  it('the mail server lets it in, refuses its login, or is not there; no mail is sent', async () => {
    let mails = 0;
    const server = new SMTPServer({
      ...{ logger: false, disabledCommands: ['STARTTLS'], allowInsecureAuth: true, closeTimeout: 1 },
      onMailFrom: (_address, _session, done) => {
        mails += 1;
        done();
      },
      onAuth: ({ username, password }, _session, done) =>
        password === 'right' ? done(null, { user: username ?? '' }) : done(new Error('no')),
    });
    const listener = await listening(server);
    const check = (password: string, port: number) => {
      const address = mailServerOf(`smtp://bot:${password}@127.0.0.1:${port}`)!;
      const from = { name: 'Credits', address: 'credits@contoso.example' };
      return new SmtpMailer({ server: address, from, tenant: 't', clock: systemClock }).check(signal);
    };
    const port = (listener.server.address() as AddressInfo).port;
    assert.deepEqual(kindsOf(await check('right', port)), ['mail-ready']);
    const refused = await check('wrong', port);
    assert.deepEqual(kindsOf(refused), ['mail-failed']);
    assert.match(JSON.stringify(refused[0]?.facts), /AUTH[^"]* 535/);
    assert.doesNotMatch(JSON.stringify(refused), /wrong/);
    assert.equal(mails, 0);
    await new Promise<void>(resolve => {
      server.close(() => resolve());
    });
    assert.deepEqual(kindsOf(await check('right', await deadPort())), ['mail-failed']);
  });

  it('a folder can be written to, is locked by a bot or by none, and has room', async () => {
    const folder = await aFolder();
    const database = new Database(path.join(folder, 'ledger.sqlite'));
    assert.deepEqual(kindsOf(checkFolder(folder, database)).toSpliced(1, 1), ['store-works', 'bot-absent']);
    const lock = lockFolder(folder);
    assert.equal(kindsOf(checkFolder(folder, database))[2], 'bot-runs');
    lock.release();
    assert.equal(kindsOf(checkFolder(folder, database))[2], 'bot-absent');
    const readOnly = Object.assign(Object.create(database) as Database, { isReadOnly: true });
    assert.equal(kindsOf(checkFolder(folder, readOnly))[0], 'store-read-only');
    database.close();
    assert.equal(kindsOf(checkFolder(folder, database))[0], 'store-failed');
    const looking = new Database(path.join(folder, 'ledger.sqlite'), { isLooking: true });
    assert.equal(kindsOf(checkFolder(folder, looking))[0], 'store-works');
    assert.throws(() => looking.transaction(() => undefined), { code: 'store-read-only' });
    looking.close();
    await rm(folder, { recursive: true });
    for (const [bytes, kind] of [
      [5e9, 'space-enough'],
      [5e8, 'space-low'],
      [5e6, 'space-out'],
    ] as const)
      assert.equal(spaceSeen(folder, bytes).kind, kind);
  });

  it('a PostgreSQL can be written to, is read-only, of other versions, empty, or gone; looking brings nothing forward', async () => {
    const { url, drop } = await aDatabase();
    const options = { clock: systemClock, as: 'operator', isLooking: true } as const;
    const admin = new Postgres(url, { clock: systemClock, as: 'bot', connections: 1 });
    const refusal = () =>
      openPostgres(url, options).then(
        stores => stores.close().then(() => undefined),
        (error: unknown) => (error as DriverError).code,
      );
    const stores = await openPostgres(url, options);
    const check = async () => (await stores.check?.(signal)) ?? [];
    assert.deepEqual(kindsOf(await check()), ['store-works', 'bot-absent']);
    await admin.rows('SELECT 1');
    assert.deepEqual(kindsOf(await check()), ['store-works', 'bot-runs']);
    const readOnly = await openPostgres(`${url}?options=-cdefault_transaction_read_only%3Don`, options);
    assert.deepEqual(kindsOf((await readOnly.check?.(signal)) ?? [])[0], 'store-read-only');
    await readOnly.close();
    const last = await admin.row('SELECT name FROM credits.migrations ORDER BY id DESC LIMIT 1');
    await admin.rows("UPDATE credits.migrations SET name = 'of-the-future' WHERE name = $1", [last?.['name']]);
    assert.equal(await refusal(), 'store-newer');
    await admin.rows("DELETE FROM credits.migrations WHERE name = 'of-the-future'");
    assert.equal(await refusal(), 'store-older');
    await admin.rows('DROP SCHEMA credits CASCADE');
    assert.equal(await refusal(), 'no-store');
    assert.equal((await admin.row("SELECT to_regnamespace('credits') IS NULL AS gone"))?.['gone'], true);
    await admin.close();
    await drop();
    assert.deepEqual(kindsOf(await check()), ['store-refused']);
    await stores.close();
  });

  it('a bot begins though somebody asks at that moment whether one runs', async () => {
    const folder = await aFolder();
    lockFolder(folder).release();
    const asking = `
      const { parentPort, workerData } = require('node:worker_threads');
      const database = new (require('node:sqlite').DatabaseSync)(workerData, { readOnly: true });
      database.exec('BEGIN');
      database.prepare('SELECT count(*) FROM sqlite_schema').get();
      parentPort.postMessage('asking');
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 20);
      database.close();`;
    const worker = new Worker(asking, { eval: true, workerData: path.join(folder, 'bot.lock') });
    await once(worker, 'message');
    lockFolder(folder).release();
    await worker.terminate();
    await rm(folder, { recursive: true });
  });

  it('in mirror Microsoft takes the money', async () =>
    assert.deepEqual(kindsOf((await adminCenter.check?.(signal)) ?? []), ['payments-elsewhere']));
});
