import assert from 'node:assert/strict';
import { constants, createHash, verify, X509Certificate } from 'node:crypto';
import { inspect } from 'node:util';
import { rm, writeFile } from 'node:fs/promises';
import type { Server } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { readFileSync } from 'node:fs';
import { readConfig } from '../../bot/config.ts';
import type { TenantConfig } from '../../bot/configuration/tenant-config.ts';
import { Graph } from '../../bot/drivers/graph/client.ts';
import { requests } from '../../bot/drivers/graph/requests.ts';
import { systemClock } from '../../bot/drivers/system/clock.ts';
import { BotbuilderAdapter } from '../../bot/drivers/teams-botbuilder/adapter.ts';
import type { TeamsLibrary } from '../../bot/drivers/teams/connector.ts';
import { outcomeOfError } from '../../bot/drivers/teams/delivery-outcomes.ts';
import type { DriverError } from '../../bot/ports/index.ts';
import { aFolder } from '../support/drivers.ts';
import { entraRefusal, EntraStandIn, type TokenRequest } from '../support/entra.ts';
import { loopbackTls, trustingLoopback } from '../support/loopback-tls.ts';
import { teamsLibraries, teamsLibraryNames } from '../support/teams-libraries.ts';

const tenant = '11111111-0000-4000-8000-000000000001';
/** Each case has apps of its own: the library keeps the tokens of managed identities for all of a process. */
const id = (kind: string, of: number): string => `${kind.repeat(8)}-0000-4000-8000-${String(of).padStart(12, '0')}`;
const certificate = readFileSync(new URL('../data/app-certificate.pem', import.meta.url), 'utf8');
const botFramework = 'https://api.botframework.com';
const exchange = 'api://AzureADTokenExchange';

describe('tokens of Entra', () => {
  const entra = new EntraStandIn();
  let folder: string;
  let written: string[];
  let service: Server;
  let serviceUrl: string;
  const { AZURE_POD_IDENTITY_AUTHORITY_HOST: hostBefore } = process.env;

  before(async () => {
    await entra.start();
    folder = await aFolder();
    await writeFile(path.join(folder, 'token'), 'first token\n');
    // Graph and the connector, both: what they are asked, by whom.
    service = createServer(loopbackTls, (request, response) => {
      written.push(request.headers.authorization ?? 'nobody');
      response.writeHead(200, { 'content-type': 'application/json' });
      response.end('{"value":[],"id":"1"}');
    });
    await new Promise<void>(resolve => void service.listen(0, '127.0.0.1', resolve));
    serviceUrl = `https://localhost:${(service.address() as AddressInfo).port}`;
    // The library decides once in a process where it asks for managed identities.
    process.env['AZURE_POD_IDENTITY_AUTHORITY_HOST'] = entra.machineAddress;
  });
  after(async () => {
    if (hostBefore === undefined) delete process.env['AZURE_POD_IDENTITY_AUTHORITY_HOST'];
    else process.env['AZURE_POD_IDENTITY_AUTHORITY_HOST'] = hostBefore;
    service.closeAllConnections();
    await new Promise(resolve => service.close(resolve));
    await entra.stop();
    await rm(folder, { recursive: true });
  });
  beforeEach(() => {
    written = [];
    entra.asked.length = 0;
    entra.askedMachine.length = 0;
    entra.refusal = undefined;
    entra.machineRefusal = undefined;
  });

  const configured = (settings: Readonly<Record<string, string>>): TenantConfig => {
    const common = { AZURE_AUTHORITY_HOST: entra.address, GRAPH_ENDPOINT: serviceUrl, AZURE_TENANT_ID: tenant };
    const config = readConfig({ ...common, MicrosoftAppTenantId: tenant, ...settings }, file =>
      readFileSync(file, 'utf8'),
    );
    assert.ok(config.ok, config.ok ? '' : config.refusal.problems.join('\n'));
    return config.value.tenants[0];
  };
  const log: object[] = [];
  const told = { clock: systemClock, log: { info: note, error: note, debug: () => undefined, warn: () => undefined } };
  function note(about: object, message?: string): void {
    log.push({ ...about, message });
  }
  const graphOf = ({ graph }: TenantConfig): Graph => new Graph({ ...graph, ...told });
  const asksGraph = (graph: Graph): Promise<unknown> => graph.get(requests.skus);
  const writes = async (
    { bot }: TenantConfig,
    library: TeamsLibrary = new BotbuilderAdapter(bot, told),
  ): Promise<void> => {
    const connector = await library.connector(serviceUrl, new AbortController().signal);
    await connector.post('c', { type: 'message' });
  };
  /** What was asked for a token, in short: whom, as whom, for what, shown by what. */
  const short = ({ path: at, form }: TokenRequest): string =>
    [
      at.replace(tenant, 'TENANT').replace(/\/?(\?.*)?$/, ''),
      form['client_id'] ?? 'system',
      (form['scope'] ?? form['resource'])?.replace(serviceUrl, 'GRAPH').replaceAll(/ .*/g, ''),
      form['client_secret'] ?? (form['client_assertion'] ?? '').replace(/^ey.*/, 'signed'),
    ].join(' ');

  const [bot, graph, identity] = [
    (of: number) => id('b', of),
    (of: number) => id('9', of),
    (of: number) => id('d', of),
  ];
  const entraAt = '/TENANT/oauth2/v2.0/token';
  const machineAt = '/metadata/identity/oauth2/token';
  /** Settings, and what is asked for the first message and the first request to Graph: of Entra, and of the machine. */
  const cases: readonly {
    readonly what: string;
    readonly settings: () => Readonly<Record<string, string>>;
    readonly asked: readonly string[];
    readonly askedMachine?: readonly string[];
  }[] = [
    {
      what: 'each app by its secret',
      settings: () => ({
        ...{ MicrosoftAppId: bot(1), MicrosoftAppPassword: 'bot secret' },
        ...{ AZURE_CLIENT_ID: graph(1), AZURE_CLIENT_SECRET: 'graph secret' },
      }),
      asked: [
        `${entraAt} ${bot(1)} ${botFramework}/.default bot secret`,
        `${entraAt} ${graph(1)} GRAPH/.default graph secret`,
      ],
    },
    {
      what: 'each app by its certificate',
      settings: () => ({
        ...{ MicrosoftAppId: bot(2), MicrosoftAppCertificate: certificate },
        ...{ AZURE_CLIENT_ID: graph(2), AZURE_CLIENT_CERTIFICATE: certificate },
      }),
      asked: [`${entraAt} ${bot(2)} ${botFramework}/.default signed`, `${entraAt} ${graph(2)} GRAPH/.default signed`],
    },
    {
      what: 'both by a managed identity of their own',
      settings: () => ({ MicrosoftAppType: 'UserAssignedMSI', MicrosoftAppId: bot(3), AZURE_CLIENT_ID: bot(3) }),
      asked: [],
      askedMachine: [`${machineAt} ${bot(3)} ${botFramework} `, `${machineAt} ${bot(3)} GRAPH `],
    },
    {
      what: 'the bot by a managed identity, Graph by that of the machine',
      settings: () => ({ MicrosoftAppType: 'UserAssignedMSI', MicrosoftAppId: bot(4) }),
      asked: [],
      askedMachine: [`${machineAt} ${bot(4)} ${botFramework} `, `${machineAt} system GRAPH `],
    },
    {
      what: 'the bot by a managed identity, Graph by its secret',
      settings: () => ({
        ...{ MicrosoftAppType: 'UserAssignedMSI', MicrosoftAppId: bot(5) },
        ...{ AZURE_CLIENT_ID: graph(5), AZURE_CLIENT_SECRET: 'graph secret' },
      }),
      asked: [`${entraAt} ${graph(5)} GRAPH/.default graph secret`],
      askedMachine: [`${machineAt} ${bot(5)} ${botFramework} `],
    },
    {
      what: 'both apps by a managed identity that stands for them',
      settings: () => ({
        ...{ MicrosoftAppId: bot(6), AZURE_CLIENT_ID: graph(6), MANAGED_IDENTITY_CLIENT_ID: identity(6) },
      }),
      asked: [
        `${entraAt} ${bot(6)} ${botFramework}/.default machine 1`,
        `${entraAt} ${graph(6)} GRAPH/.default machine 2`,
      ],
      askedMachine: [`${machineAt} ${identity(6)} ${exchange} `, `${machineAt} ${identity(6)} ${exchange} `],
    },
    {
      what: 'the bot by the identity of the machine that stands for it, Graph by its secret',
      settings: () => ({
        ...{ MicrosoftAppId: bot(7), MANAGED_IDENTITY_CLIENT_ID: 'system' },
        ...{ AZURE_CLIENT_ID: graph(7), AZURE_CLIENT_SECRET: 'graph secret' },
      }),
      asked: [
        `${entraAt} ${bot(7)} ${botFramework}/.default machine 1`,
        `${entraAt} ${graph(7)} GRAPH/.default graph secret`,
      ],
      askedMachine: [`${machineAt} system ${exchange} `],
    },
    {
      what: 'the bot by its secret, Graph by a managed identity',
      settings: () => ({
        ...{ MicrosoftAppId: bot(8), MicrosoftAppPassword: 'bot secret', MANAGED_IDENTITY_CLIENT_ID: identity(8) },
      }),
      asked: [`${entraAt} ${bot(8)} ${botFramework}/.default bot secret`],
      askedMachine: [`${machineAt} ${identity(8)} GRAPH `],
    },
    {
      what: 'both apps by a token of the platform',
      settings: () => ({
        ...{ MicrosoftAppId: bot(9), AZURE_CLIENT_ID: graph(9) },
        ...{ AZURE_FEDERATED_TOKEN_FILE: path.join(folder, 'token') },
      }),
      asked: [
        `${entraAt} ${bot(9)} ${botFramework}/.default first token`,
        `${entraAt} ${graph(9)} GRAPH/.default first token`,
      ],
    },
    {
      what: 'a managed identity by a token of the platform',
      settings: () => ({
        ...{ MicrosoftAppType: 'UserAssignedMSI', MicrosoftAppId: bot(10), AZURE_CLIENT_ID: bot(10) },
        ...{ AZURE_FEDERATED_TOKEN_FILE: path.join(folder, 'token') },
      }),
      asked: [
        `${entraAt} ${bot(10)} ${botFramework}/.default first token`,
        `${entraAt} ${bot(10)} GRAPH/.default first token`,
      ],
    },
  ];
  for (const { what, settings, asked, askedMachine = [] } of cases)
    it(`are asked for once: ${what}`, () =>
      trustingLoopback(async () => {
        const own = configured(settings());
        const [adapter, client] = [new BotbuilderAdapter(own.bot, told), graphOf(own)];
        await Promise.all([writes(own, adapter), writes(own, adapter)]);
        await Promise.all([asksGraph(client), asksGraph(client)]);
        const numbered = new Map<string, string>();
        const all = entra.asked.map(short).map(line => line.replace(/machine \d+$/, token => named(numbered, token)));
        assert.deepEqual(all, asked);
        assert.deepEqual(entra.askedMachine.map(short), askedMachine);
        assert.equal(written.length, 4);
        assert.ok(
          written.every(header => /^Bearer (entra|machine) \d+$/.test(header)),
          written.join(),
        );
        assert.equal(new Set(written).size, 2, 'each uses its own');
      }));

  for (const [index, name] of teamsLibraryNames.entries())
    it(`are what the bot writes with by ${name}; without one it is told why`, () =>
      trustingLoopback(async () => {
        const own = configured({
          ...{ MicrosoftAppId: bot(30 + index), MicrosoftAppPassword: 'bot secret' },
          ...{ AZURE_CLIENT_ID: graph(30 + index), AZURE_CLIENT_SECRET: 'graph secret' },
        });
        const library = await teamsLibraries[name]({ bot: own.bot, ...told });
        await writes(own, library);
        await writes(own, library);
        assert.deepEqual(entra.asked.map(short), [`${entraAt} ${bot(30 + index)} ${botFramework}/.default bot secret`]);
        assert.match(written.join(), /^Bearer (entra \d+),Bearer \1$/);
        entra.refusal = entraRefusal('7000222');
        const other = await teamsLibraries[name]({ bot: own.bot, ...told });
        const unauthorized = { kind: 'failed', reason: 'unauthorized', retryAfterMs: 600_000 };
        assert.deepEqual(await writes(own, other).catch(outcomeOfError), unauthorized);
      }));

  it('of a certificate are asked for with what its key has signed, for that address and that app', () =>
    trustingLoopback(async () => {
      const own = configured({
        ...{ MicrosoftAppId: bot(11), MicrosoftAppPassword: 'bot secret' },
        ...{ AZURE_CLIENT_ID: graph(11), AZURE_CLIENT_CERTIFICATE: certificate },
      });
      await asksGraph(graphOf(own));
      const { client_assertion: assertion = '', client_assertion_type: type } = entra.asked[0]?.form ?? {};
      const [head = '', body = '', signature = ''] = assertion.split('.');
      const said = (part: string) => JSON.parse(Buffer.from(part, 'base64url').toString()) as Record<string, unknown>;
      const { aud, iss, sub } = said(body);
      assert.deepEqual(
        { type, aud, iss, sub },
        {
          type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
          ...{ aud: `${entra.address}/${tenant}/oauth2/v2.0/token`, iss: graph(11), sub: graph(11) },
        },
      );
      const { raw, publicKey } = new X509Certificate(certificate);
      assert.equal(said(head)['x5t#S256'], createHash('sha256').update(raw).digest('base64url'));
      const isPss = said(head)['alg'] === 'PS256';
      const key = isPss ? { key: publicKey, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 32 } : publicKey;
      assert.ok(verify('sha256', Buffer.from(`${head}.${body}`), key, Buffer.from(signature, 'base64url')));
    }));

  it('are asked for anew before they end, with what stands for the app by then', () =>
    trustingLoopback(async () => {
      entra.lifetime = 200;
      const file = path.join(folder, 'platform');
      await writeFile(file, 'first token');
      const own = configured({
        ...{ MicrosoftAppId: bot(12), AZURE_CLIENT_ID: graph(12), AZURE_FEDERATED_TOKEN_FILE: file },
      });
      const adapter = new BotbuilderAdapter(own.bot, told);
      await writes(own, adapter);
      await writeFile(file, 'second token');
      await writes(own, adapter);
      assert.deepEqual(
        entra.asked.map(({ form }) => form['client_assertion']),
        ['first token', 'second token'],
      );
      const other = configured({
        MicrosoftAppId: bot(13),
        AZURE_CLIENT_ID: graph(13),
        MANAGED_IDENTITY_CLIENT_ID: identity(13),
      });
      const itsAdapter = new BotbuilderAdapter(other.bot, told);
      await writes(other, itsAdapter);
      await writes(other, itsAdapter);
      const assertions = entra.asked.slice(2).map(({ form }) => form['client_assertion']);
      assert.equal(new Set(assertions).size, 2, 'an assertion of an hour ago shows nothing any more');
      entra.lifetime = 3600;
    }));

  it('that are refused are asked for once a minute, said once in the log, and their secret is in neither', () =>
    trustingLoopback(async () => {
      let now = Date.now();
      const clock = { ...systemClock, now: () => now };
      const own = configured({
        ...{ MicrosoftAppId: bot(14), MicrosoftAppPassword: 'bot secret' },
        ...{ AZURE_CLIENT_ID: graph(14), AZURE_CLIENT_SECRET: 'graph secret' },
      });
      entra.refusal = entraRefusal('7000222');
      log.length = 0;
      const client = new Graph({ ...own.graph, ...told, clock });
      const adapter = new BotbuilderAdapter(own.bot, { ...told, clock });
      const failures: unknown[] = [];
      for (const work of [asksGraph(client), asksGraph(client)])
        await work.catch((error: unknown) => failures.push(error));
      for (let times = 0; times < 3; times += 1)
        await asksGraph(client).catch((error: unknown) => failures.push(error));
      for (let times = 0; times < 3; times += 1)
        await writes(own, adapter).catch((error: unknown) => {
          assert.deepEqual(outcomeOfError(error), { kind: 'failed', reason: 'unauthorized', retryAfterMs: 600_000 });
        });
      assert.ok(
        failures.length === 5 && failures.every(error => (error as DriverError).code === 'entra-secret-expired'),
      );
      assert.equal(entra.asked.length, 2);
      assert.deepEqual(log, [
        {
          ...{ code: 'entra-secret-expired', whose: 'Microsoft Graph' },
          message:
            'no token for Microsoft Graph (AZURE_CLIENT_ID, AZURE_CLIENT_SECRET): its secret has expired: make a new one in Entra (AADSTS7000222)',
        },
        {
          ...{ code: 'entra-secret-expired', whose: 'the bot' },
          message:
            'no token for the bot (MicrosoftAppId, MicrosoftAppPassword): its secret has expired: make a new one in Entra (AADSTS7000222)',
        },
      ]);
      assert.doesNotMatch(failures.map(error => inspect(error, { depth: 9 })).join(), /graph secret/);
      assert.equal(written.length, 0);
      now += 61_000;
      entra.refusal = undefined;
      await asksGraph(client);
      assert.deepEqual(log.slice(2), [{ whose: 'Microsoft Graph', message: 'there are tokens again' }]);
    }));

  const secrets = { MicrosoftAppPassword: 'bot secret', AZURE_CLIENT_SECRET: 'graph secret' };
  const stood = { MANAGED_IDENTITY_CLIENT_ID: identity(20) };
  const refused: readonly (readonly [number: string, code: string, settings?: Readonly<Record<string, string>>])[] = [
    ['7000222', 'entra-secret-expired'],
    ['7000215', 'entra-secret-wrong'],
    ['700016', 'entra-no-app'],
    ['90002', 'entra-no-tenant'],
    ['7000112', 'entra-app-disabled'],
    ['700027', 'entra-certificate-refused'],
    ['700213', 'entra-not-federated', stood],
    ['700024', 'entra-assertion-expired', stood],
    ['53003', 'entra-refused'],
  ];
  refused.forEach(([number, code, settings = secrets], index) => {
    it(`that Entra refuses by AADSTS${number} are ${code}`, () =>
      trustingLoopback(async () => {
        entra.refusal = entraRefusal(number);
        const own = configured({ MicrosoftAppId: bot(30 + index), AZURE_CLIENT_ID: graph(30 + index), ...settings });
        await assert.rejects(asksGraph(graphOf(own)), { name: 'DriverError', code });
      }));
  });

  it('of an identity that the machine does not have, or of a file that is gone, say so', () =>
    trustingLoopback(async () => {
      entra.machineRefusal = {
        status: 400,
        body: { error: 'invalid_request', error_description: 'Identity not found' },
      };
      const itself = { MicrosoftAppType: 'UserAssignedMSI', MicrosoftAppId: bot(40), AZURE_CLIENT_ID: bot(40) };
      await assert.rejects(asksGraph(graphOf(configured(itself))), { code: 'entra-no-identity' });
      const standing = {
        MicrosoftAppId: bot(41),
        AZURE_CLIENT_ID: graph(41),
        MANAGED_IDENTITY_CLIENT_ID: identity(41),
      };
      await assert.rejects(asksGraph(graphOf(configured(standing))), { code: 'entra-no-identity' });
      const file = path.join(folder, 'gone');
      await writeFile(file, 'token');
      const own = configured({ MicrosoftAppId: bot(42), AZURE_CLIENT_ID: graph(42), AZURE_FEDERATED_TOKEN_FILE: file });
      await rm(file);
      await assert.rejects(asksGraph(graphOf(own)), { code: 'entra-no-token-file' });
    }));
});

/** Tokens of the machine by the order in which they were given. */
function named(seen: Map<string, string>, token: string): string {
  if (!seen.has(token)) seen.set(token, `machine ${seen.size + 1}`);
  return seen.get(token)!;
}
