import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import { createServer as createTcpServer, type AddressInfo } from 'node:net';
import { rm } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pino } from 'pino';
import { creditsSkuId } from '../../core/index.ts';
import { Graph } from '../../bot/drivers/graph/client.ts';
import { GraphDirectory } from '../../bot/drivers/graph/directory.ts';
import { GraphLicenses } from '../../bot/drivers/graph/licenses.ts';
import { RateLimiter } from '../../bot/drivers/graph/rate-limit.ts';
import { servedDrivers, type ServedDrivers } from '../../bot/drivers/served/served-drivers.ts';
import type { TenantConfig } from '../../bot/configuration/tenant-config.ts';
import type { Conversation, WebhookGroup } from '../../bot/ports/index.ts';
import { stopGraceMs, Stopping } from '../../bot/work/stopping.ts';
import { aFolder } from '../support/drivers.ts';
import { people } from '../support/teams-client.ts';
import { teamsLibraries } from '../support/teams-libraries.ts';
import { VirtualClock } from '../support/virtual-clock.ts';

describe('what has been asked of others when the program stops', function () {
  // Shorter than any of their own timeouts: whoever goes by another clock is not done by then.
  this.timeout(8000);
  let server: Server;
  let address: string;
  let answer: RequestListener;
  let requests: number;
  let clock: VirtualClock;
  let stopping: Stopping;
  let folder: string;

  beforeEach(async () => {
    clock = new VirtualClock(Date.UTC(2026, 10, 26));
    stopping = new Stopping(clock);
    folder = await aFolder();
    answer = () => undefined;
    requests = 0;
    server = createServer((request, response) => {
      requests += 1;
      answer(request, response);
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterEach(async () => {
    server.closeAllConnections();
    server.close();
    await rm(folder, { recursive: true });
  });

  const graphOf = (onAnswer: () => void = () => undefined): Graph =>
    new Graph({
      ...{ endpoint: address, clock: stopping.clock, stopping: stopping.signal, onAnswer },
      credentials: { kind: 'sandbox' },
    });
  const isBusy: RequestListener = (_request, response) => {
    response.writeHead(503, { 'retry-after': '3600' });
    response.end('{}');
  };
  /** Whatever goes on without time does. */
  const waits = async (timers: number): Promise<void> => {
    while (clock.waiting < timers) await new Promise(setImmediate);
  };

  const conversation = (): Conversation => ({
    ...{ id: 'a:1', locale: 'en' },
    reference: {
      ...{ serviceUrl: address, channelId: 'msteams', bot: { id: '28:bot', name: 'Credits' } },
      conversation: { id: 'a:1', conversationType: 'personal', tenantId: 'tenant' },
    },
  });

  /** As the program makes them, with all that can be set, on this server. */
  const drivers = async (changes: Partial<TenantConfig> = {}): Promise<ServedDrivers> =>
    servedDrivers(
      {
        ...{ tenant: 'a', mode: 'sandbox', gateway: 'sandbox', bot: undefined, teamsAppId: undefined },
        graph: { endpoint: address, credentials: { kind: 'sandbox' } },
        ...{ mayLocate: false, isBeta: true, isLimited: false, mail: undefined, webhookNetworks: [] },
        ...{
          heartbeatUrl: address,
          credentialsExpire: undefined,
          seen: { given: [], leftOut: [], secretsAsValues: [] },
        },
        ...changes,
      },
      {
        ...{ stopping, teamsLibrary: 'teams-sdk', dataDir: folder, log: pino({ level: 'silent' }) },
        ...{ graphEndpoint: address, onGraphAnswer: () => undefined },
      },
    );
  const unreachable = { code: 'graph-unreachable' };

  const silent: readonly (readonly [string, (asking: ServedDrivers) => Promise<unknown>])[] = [
    ['the directory', ({ directory }) => assert.rejects(directory.people(), unreachable)],
    [
      'a license',
      ({ licenses }) =>
        assert.rejects(
          licenses.assign([{ personId: people.nobody, skuIds: [creditsSkuId] }], () => undefined),
          unreachable,
        ),
    ],
    ...['calls', 'messages'].map(
      (what, index) =>
        [
          `the log of ${what}`,
          ({ callLogs }: ServedDrivers) =>
            assert.rejects(async () => {
              for await (const { rows } of callLogs[index]!.log.pages({ from: 0, to: 1 })) assert.deepEqual(rows, []);
            }, unreachable),
        ] as const,
    ),
    ['who is blocked', ({ blockedUsers }) => assert.rejects(blockedUsers!.list({ from: 0, to: 1 }), unreachable)],
    [
      'the connector of Teams',
      async ({ messenger }) => {
        const sent = await messenger.send(conversation(), {});
        assert.deepEqual(sent, { kind: 'failed', reason: 'silent', retryAfterMs: undefined });
      },
    ],
    [
      'a webhook',
      async ({ webhook }) => {
        const alert = { labels: {}, annotations: {}, startsAt: 0, endsAt: undefined, generatorUrl: '' };
        const group: WebhookGroup = { receiver: '', groupLabels: {}, externalUrl: '', alerts: [alert] };
        const called = await webhook.call({ id: 'a', url: address, secret: 'whsec_', group });
        assert.deepEqual(called, { kind: 'failed', reason: 'no-answer-in-time', retryAfterMs: undefined });
      },
    ],
    ['the monitor', ({ heartbeat }) => heartbeat!.beat(() => Promise.resolve(undefined))],
    [
      'a host of files that are read',
      async ({ download }) => {
        assert.deepEqual(await download(address), { ok: false, refusal: { kind: 'not-fetched' } });
      },
    ],
    [
      'a host of files that are saved',
      async ({ upload }) => {
        assert.deepEqual(await upload(address, Readable.from([Buffer.from('a')])), {
          ok: false,
          refusal: { kind: 'not-saved' },
        });
      },
    ],
  ];
  for (const [who, ask] of silent)
    it(`is waited for no longer than the grace where it is ${who} that is silent`, async () => {
      const asking = await drivers();
      const isAsked = once(server, 'request');
      const asked = ask(asking);
      await isAsked;
      stopping.begin();
      clock.advance(stopGraceMs);
      await asked;
    });

  it('is waited for no longer than the grace where a mail server is silent', async () => {
    const smtp = createTcpServer(socket => socket.on('error', () => undefined)).listen(0, '127.0.0.1');
    await once(smtp, 'listening');
    const isAsked = once(smtp, 'connection');
    const { port } = smtp.address() as AddressInfo;
    const { mailer } = await drivers({
      mail: {
        server: { host: '127.0.0.1', port, encryption: 'none', login: undefined },
        from: { name: '', address: 'bot@contoso.example' },
      },
    });
    const mail = { to: 'a@contoso.example', key: 'a', thread: 'a', subject: 'a', text: 'a', html: 'a' } as const;
    const sent = mailer!.send({ ...mail, language: 'en', unsubscribeUrl: undefined });
    await isAsked;
    stopping.begin();
    clock.advance(stopGraceMs);
    assert.deepEqual(await sent, { kind: 'failed', reason: 'no-answer-in-time' });
    smtp.close();
  });

  it('is asked of Graph once more by nobody, however long it told them to wait', async () => {
    answer = isBusy;
    let tell = (): void => undefined;
    const answered = new Promise<void>(resolve => (tell = resolve));
    const asked = new GraphDirectory(graphOf(tell)).people();
    await answered;
    await waits(1);
    stopping.begin();
    await assert.rejects(asked, { code: 'graph-503' });
    assert.equal(requests, 1);
  });

  it('is asked of Graph once more by nobody whose answer is still to come', async () => {
    answer = (request, response) => {
      stopping.begin();
      isBusy(request, response);
    };
    await assert.rejects(new GraphDirectory(graphOf()).people(), { code: 'graph-503' });
    assert.equal(requests, 1);
  });

  it('is asked of Graph, where it is prompt, until the grace is over', async () => {
    answer = (_request, response) => {
      response.setHeader('content-type', 'application/json');
      response.end('{"value":[]}');
    };
    stopping.begin();
    assert.deepEqual(await new GraphDirectory(graphOf()).people(), []);
  });

  it('has no outcome in a batch that is cut short, and is not taken for done', async () => {
    answer = isBusy;
    const told: unknown[] = [];
    const wanted = [{ personId: people.nobody, skuIds: [creditsSkuId] }];
    const given = new GraphLicenses(graphOf()).assign(wanted, (...outcome) => void told.push(outcome));
    await waits(1);
    stopping.begin();
    await assert.rejects(given, { code: 'graph-503' });
    await assert.rejects(
      new GraphLicenses(graphOf()).assign(wanted, (...outcome) => void told.push(outcome)),
      { code: 'graph-unreachable' },
    );
    assert.deepEqual(told, []);
  });

  it('waits for no limit of Graph any longer', async () => {
    const limiter = new RateLimiter(clock);
    const cost = [{ kind: 'writes', amount: 3000 }] as const;
    await limiter.take(cost, stopping.signal);
    const taken = limiter.take(cost, stopping.signal);
    await waits(1);
    stopping.begin();
    assert.equal(await taken, undefined);
  });

  it('is said within a turn by the Teams SDK once, where the connector told it to wait', async () => {
    answer = isBusy;
    const library = await teamsLibraries['teams-sdk']({ clock, stopping: stopping.signal });
    const handle = await library.authenticate('', {
      ...{ type: 'message', id: 'a', text: 'help', channelId: 'msteams', serviceUrl: address },
      ...{ from: { id: '29:a', aadObjectId: people.nobody }, recipient: { id: '28:bot' } },
      conversation: { id: 'a:1', conversationType: 'personal', tenantId: 'a' },
    });
    const said = handle(async (_incoming, exchange) => {
      await exchange.say({ type: 'AdaptiveCard', version: '1.5', body: [] });
    });
    await waits(1);
    stopping.begin();
    await assert.rejects(said);
    assert.equal(requests, 1);
  });
});
