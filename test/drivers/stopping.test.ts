import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import { createServer as createTcpServer, type AddressInfo } from 'node:net';
import { creditsSkuId } from '../../core/index.ts';
import { Graph } from '../../bot/drivers/graph/client.ts';
import { GraphDirectory } from '../../bot/drivers/graph/directory.ts';
import { GraphLicenses } from '../../bot/drivers/graph/licenses.ts';
import { RateLimiter } from '../../bot/drivers/graph/rate-limit.ts';
import { SmtpMailer } from '../../bot/drivers/mail/smtp-mailer.ts';
import { downloader } from '../../bot/drivers/teams/download.ts';
import { TeamsMessenger } from '../../bot/drivers/teams/messenger.ts';
import { HttpHeartbeat } from '../../bot/drivers/webhook/http-heartbeat.ts';
import { HttpsWebhook } from '../../bot/drivers/webhook/https-webhook.ts';
import type { Conversation, WebhookGroup } from '../../bot/ports/index.ts';
import { stopGraceMs, Stopping } from '../../bot/work/stopping.ts';
import { people } from '../support/teams-client.ts';
import { teamsLibraries } from '../support/teams-libraries.ts';
import { VirtualClock } from '../support/virtual-clock.ts';

describe('what has been asked of others when the program stops', () => {
  let server: Server;
  let address: string;
  let answer: RequestListener;
  let requests: number;
  let clock: VirtualClock;
  let stopping: Stopping;

  beforeEach(async () => {
    clock = new VirtualClock(Date.UTC(2026, 10, 26));
    stopping = new Stopping(clock);
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
  afterEach(() => {
    server.closeAllConnections();
    server.close();
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

  const silent: readonly (readonly [string, () => Promise<unknown>])[] = [
    ['Graph', () => assert.rejects(new GraphDirectory(graphOf()).people(), { code: 'graph-unreachable' })],
    [
      'the connector of Teams',
      async () => {
        const library = await teamsLibraries['teams-sdk']({ clock: stopping.clock });
        const sent = await new TeamsMessenger(library, stopping.clock).send(conversation(), {});
        assert.deepEqual(sent, { kind: 'failed', reason: 'silent', retryAfterMs: undefined });
      },
    ],
    [
      'a webhook',
      async () => {
        const webhook = new HttpsWebhook({ tenant: 'a', clock: stopping.clock, networks: [], isSandbox: true });
        const alert = { labels: {}, annotations: {}, startsAt: 0, endsAt: undefined, generatorUrl: '' };
        const group: WebhookGroup = { receiver: '', groupLabels: {}, externalUrl: '', alerts: [alert] };
        const called = await webhook.call({ id: 'a', url: address, secret: 'whsec_', group });
        assert.deepEqual(called, { kind: 'failed', reason: 'no-answer-in-time', retryAfterMs: undefined });
      },
    ],
    [
      'the monitor',
      () => {
        const log = { info: () => undefined, warn: () => undefined };
        return new HttpHeartbeat({ url: address, clock: stopping.clock, log }).beat(() => Promise.resolve(undefined));
      },
    ],
    [
      'a host of files',
      async () => {
        const fetched = await downloader({ isSandbox: true, clock: stopping.clock })(address);
        assert.deepEqual(fetched, { ok: false, refusal: { kind: 'not-fetched' } });
      },
    ],
  ];
  for (const [who, ask] of silent)
    it(`is waited for no longer than the grace where ${who} is silent`, async () => {
      const isAsked = once(server, 'request');
      const asked = ask();
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
    const mailer = new SmtpMailer({
      server: { host: '127.0.0.1', port, encryption: 'none', login: undefined },
      ...{ from: { name: '', address: 'bot@contoso.example' }, tenant: 'a', clock: stopping.clock },
    });
    const mail = { to: 'a@contoso.example', key: 'a', thread: 'a', subject: 'a', text: 'a', html: 'a' } as const;
    const sent = mailer.send({ ...mail, language: 'en', unsubscribeUrl: undefined });
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
