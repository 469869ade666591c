import assert from 'node:assert/strict';
import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { Webhook as StandardWebhook } from 'standardwebhooks';
import type { LookupAll } from '../../bot/drivers/webhook/allowed-addresses.ts';
import { HttpsWebhook } from '../../bot/drivers/webhook/https-webhook.ts';
import type { Clock, WebhookCall, WebhookGroup } from '../../bot/ports/index.ts';
import { loopbackTls, trustingLoopback } from '../support/loopback-tls.ts';
import { VirtualClock } from '../support/virtual-clock.ts';

const noon = Date.UTC(2026, 10, 26, 12);
const secret = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';

const labels = { alertname: 'BalanceZero', severity: 'critical', organization: 'contoso', room: '' };
const aGroup: WebhookGroup = {
  receiver: 'communications-credits',
  groupLabels: { organization: 'contoso', alertname: 'BalanceZero' },
  externalUrl: 'https://bot.example',
  alerts: [
    {
      labels: { ...labels, subject: '余额 "零"' },
      annotations: { summary: 'Calls stop', description: 'a <b> & \\ c' },
      ...{ startsAt: noon, endsAt: undefined, generatorUrl: 'https://bot.example/1' },
    },
    {
      labels: { ...labels, subject: 'lot' },
      annotations: { summary: 'Calls stop' },
      ...{ startsAt: Date.UTC(2025, 10, 26, 12, 0, 0, 123), endsAt: Date.UTC(2025, 10, 26, 13), generatorUrl: '' },
    },
  ],
};

/** What Alertmanager 0.26 itself writes for that group, but for the order of keys in maps. */
const fromAlertmanager =
  '{"receiver":"communications-credits","status":"firing","alerts":[{"status":"firing","labels":{"alertname":"BalanceZero","organization":' +
  '"contoso","severity":"critical","subject":"余额 \\"零\\""},"annotations":{"description":"a <b> & \\\\ c","summary":"Calls stop"},"startsAt":' +
  '"2026-11-26T12:00:00Z","endsAt":"0001-01-01T00:00:00Z","generatorURL":"https://bot.example/1","fingerprint":"7881b16d8e212dca"},' +
  '{"status":"resolved","labels":{"alertname":"BalanceZero","organization":"contoso","severity":"critical","subject":"lot"},"annotations":' +
  '{"summary":"Calls stop"},"startsAt":"2025-11-26T12:00:00.123Z","endsAt":"2025-11-26T13:00:00Z","generatorURL":"","fingerprint":' +
  '"276ea9ebe67e4487"}],"groupLabels":{"alertname":"BalanceZero","organization":"contoso"},"commonLabels":{"alertname":"BalanceZero",' +
  '"organization":"contoso","severity":"critical"},"commonAnnotations":{"summary":"Calls stop"},"externalURL":"https://bot.example",' +
  '"version":"4","groupKey":"{}:{alertname=\\"BalanceZero\\", organization=\\"contoso\\"}","truncatedAlerts":0}';

/** Go leaves milliseconds out where there are none. */
const asGoWrites = (body: string): unknown => JSON.parse(body.replaceAll(/(\d\d:\d\d)\.000Z/g, '$1Z'));

describe('a webhook', () => {
  let server: Server | undefined;
  let received: { readonly request: IncomingMessage; readonly body: string }[] = [];

  afterEach(async () => {
    received = [];
    server?.closeAllConnections();
    await new Promise<void>(resolve => (server === undefined ? resolve() : server.close(() => resolve())));
    server = undefined;
  });

  /** A receiver on this machine that answers as a test says. Returns its port. */
  async function receiver(
    answer: RequestListener = (_request, response) => {
      response.writeHead(204);
      response.end();
    },
    encryption: 'none' | 'tls' = 'none',
  ): Promise<number> {
    const listener: RequestListener = (request, response) =>
      void text(request).then(body => {
        received.push({ request, body });
        answer(request, response);
      });
    const started = encryption === 'tls' ? createTlsServer(loopbackTls, listener) : createServer(listener);
    server = started;
    await new Promise<void>(resolve => started.listen(0, '127.0.0.1', resolve));
    return (started.address() as AddressInfo).port;
  }

  const webhook = (given: Partial<ConstructorParameters<typeof HttpsWebhook>[0]> = {}): HttpsWebhook =>
    new HttpsWebhook({ tenant: 't', clock: new VirtualClock(noon), networks: [], isSandbox: true, ...given });
  const callTo = (url: string, more: Partial<WebhookCall> = {}): WebhookCall => ({
    ...{ url, secret, id: 'alert-1@19:general@thread.tacv2', group: aGroup },
    ...more,
  });
  const local = (port: number): string => `http://127.0.0.1:${port}/alerts?team=1`;

  it('is told what Alertmanager would tell it', async () => {
    const port = await receiver();
    assert.deepEqual(await webhook().call(callTo(local(port))), { kind: 'delivered', status: 204 });
    const [{ request, body }] = received as [(typeof received)[number]];
    assert.deepEqual([request.method, request.url], ['POST', '/alerts?team=1']);
    assert.equal(request.headers['content-type'], 'application/json');
    assert.deepEqual(asGoWrites(body), JSON.parse(fromAlertmanager));
    assert.deepEqual(Object.keys(JSON.parse(body) as object), Object.keys(JSON.parse(fromAlertmanager) as object));
  });

  it('is resolved when all of it is', async () => {
    const port = await receiver();
    const [first] = aGroup.alerts;
    await webhook().call(callTo(local(port), { group: { ...aGroup, alerts: [{ ...first, endsAt: noon }] } }));
    assert.equal((JSON.parse(received[0]!.body) as { status: string }).status, 'resolved');
  });

  it('is signed as the library of Standard Webhooks signs, by wall-clock time', async () => {
    const port = await receiver();
    const ahead: Clock = Object.assign(new VirtualClock(noon + 5_000), { offsetMs: 5_000 });
    const hook = webhook({ clock: ahead });
    await hook.call(callTo(local(port)));
    await hook.call(callTo(local(port), { secret: hook.newSecret() }));
    const [first, second] = received.map(({ request, body }) => ({
      ...{ id: String(request.headers['webhook-id']), body },
      ...{ at: request.headers['webhook-timestamp'], signature: request.headers['webhook-signature'] },
    }));
    assert.match(first!.id, /^msg_[\da-f]{40}$/);
    assert.equal(first!.at, String(noon / 1000));
    assert.equal(first!.signature, new StandardWebhook(secret).sign(first!.id, new Date(noon), first!.body));
    assert.equal(first!.id, second!.id);
    assert.notEqual(first!.signature, second!.signature);
  });

  it('knows a repeat by its id, which is another for another call and another organization', async () => {
    const port = await receiver();
    await webhook().call(callTo(local(port)));
    await webhook().call(callTo(local(port), { id: 'alert-2' }));
    await webhook({ tenant: 'another' }).call(callTo(local(port)));
    assert.equal(new Set(received.map(({ request }) => request.headers['webhook-id'])).size, 3);
  });

  it('has a secret of 256 bits, another each time', () => {
    const [one, other] = [webhook().newSecret(), webhook().newSecret()];
    assert.notEqual(one, other);
    assert.equal(Buffer.from(one.replace('whsec_', ''), 'base64').length, 32);
  });

  const statuses: readonly (readonly [number, 'delivered' | 'refused' | 'failed'])[] = [
    ...([200, 201, 202, 204] as const).map(status => [status, 'delivered'] as const),
    ...([301, 302, 307, 304, 400, 401, 403, 404, 405, 410, 413, 415, 422] as const).map(
      status => [status, 'refused'] as const,
    ),
    ...([408, 425, 429, 500, 502, 503, 504] as const).map(status => [status, 'failed'] as const),
  ];
  it('is tried again where that may help, and follows no redirect', async () => {
    const port = await receiver((request, response) => {
      // Restify, where it is loaded, has `writeHead` give nothing back.
      response.writeHead(Number(request.url?.slice(1)), { location: '/200' });
      response.end();
    });
    for (const [status, kind] of statuses) {
      const outcome = await webhook().call(callTo(`http://127.0.0.1:${port}/${status}`));
      assert.equal(outcome.kind, kind, String(status));
    }
    assert.equal(received.length, statuses.length);
  });

  it('is tried again when it says, in seconds or as a date, and tomorrow at the latest', async () => {
    const waits: readonly (readonly [string, number | undefined])[] = [
      ['45', 45_000],
      ['0', 0],
      ['Thu, 26 Nov 2026 12:01:00 GMT', 60_000],
      ['Thu, 26 Nov 2026 11:00:00 GMT', 0],
      ['99999999999', 24 * 3_600_000],
      ['soon', undefined],
      ['', undefined],
    ];
    let header = '';
    const port = await receiver((_request, response) => {
      response.writeHead(429, { 'retry-after': header });
      response.end();
    });
    for (const [said, retryAfterMs] of waits) {
      header = said;
      assert.deepEqual(await webhook().call(callTo(local(port))), { kind: 'failed', retryAfterMs, reason: 'http-429' });
    }
  });

  it('has failed after 15 seconds without an answer', async () => {
    const clock = new VirtualClock(noon);
    const asked = Promise.withResolvers<undefined>();
    const port = await receiver(() => asked.resolve(undefined));
    const outcome = webhook({ clock }).call(callTo(local(port)));
    await asked.promise;
    clock.advance(14_999);
    assert.equal(clock.waiting, 1);
    clock.advance(1);
    assert.deepEqual(await outcome, { kind: 'failed', retryAfterMs: undefined, reason: 'no-answer-in-time' });
    assert.equal(clock.waiting, 0);
  });

  it('may answer without end, and nothing of it is read', async () => {
    let written = 0;
    const gone = Promise.withResolvers<undefined>();
    const port = await receiver((_request, response) => {
      response.on('close', () => gone.resolve(undefined));
      response.writeHead(200);
      const more = (): void => {
        while (!response.destroyed && response.write(Buffer.alloc(64 * 1024))) written += 64 * 1024;
      };
      response.on('drain', more);
      more();
    });
    assert.equal((await webhook().call(callTo(local(port)))).kind, 'delivered');
    await gone.promise;
    // What the machine holds of a connection between its two ends.
    assert.ok(written < 16 * 1024 * 1024, String(written));
  });

  it('has failed where its headers have no end, where it hangs up, and where nobody listens', async () => {
    let port = await receiver((_request, response) => {
      response.writeHead(200, { x: 'x'.repeat(12_000) });
      response.end();
    });
    const failed = async (): Promise<string> => {
      const outcome = await webhook().call(callTo(local(port)));
      assert.equal(outcome.kind, 'failed');
      return outcome.reason;
    };
    assert.equal(await failed(), 'HPE_HEADER_OVERFLOW');
    server?.close();
    port = await receiver(request => request.socket.destroy());
    assert.equal(await failed(), 'ECONNRESET');
    await new Promise<void>(resolve => void server?.close(() => resolve()));
    server = undefined;
    assert.equal(await failed(), 'ECONNREFUSED');
  });

  it('is called over https, by a name whose certificate is good', async () => {
    const port = await receiver(undefined, 'tls');
    const hook = webhook({ isSandbox: false, networks: ['127.0.0.0/8', '::1'] });
    const call = callTo(`https://localhost:${port}/`);
    assert.equal((await trustingLoopback(() => hook.call(call))).kind, 'delivered');
    const untrusted = await hook.call(call);
    assert.deepEqual(untrusted, { kind: 'failed', retryAfterMs: undefined, reason: 'DEPTH_ZERO_SELF_SIGNED_CERT' });
    assert.equal(received.length, 1);
  });

  describe('outside the sandbox', () => {
    const addresses: Readonly<Record<string, readonly string[]>> = {
      'public.example': ['93.184.216.34'],
      'private.example': ['10.1.2.3'],
      'both.example': ['93.184.216.34', '192.168.0.1'],
      'here.example': ['127.0.0.1'],
    };
    const asked: string[] = [];
    const lookupAll: LookupAll = (name, _options, callback) => {
      asked.push(name);
      callback(
        null,
        (addresses[name] ?? []).map(address => ({ address, family: 4 })),
      );
    };
    const hook = (networks: readonly string[] = []) => webhook({ isSandbox: false, networks, lookupAll });

    it('is an https address without a password in it', () => {
      const problems: readonly (readonly [string, string | undefined])[] = [
        ['alertmanager', 'not-an-address'],
        ['', 'not-an-address'],
        ['http://public.example', 'not-https'],
        ['http://127.0.0.1', 'not-https'],
        ['ftp://public.example', 'not-https'],
        ['file:///etc/passwd', 'not-https'],
        ['https://a:b@public.example', 'has-credentials'],
        ['https://a@public.example', 'has-credentials'],
        ['https://public.example/path?query', undefined],
        ['https://93.184.216.34:8443', undefined],
        ['https://[2606:2800:220:1::1]', undefined],
      ];
      for (const [url, problem] of problems) assert.equal(hook().problemOf(url), problem, url);
    });

    it('is in no private or reserved network, however its address is written', async () => {
      for (const host of [
        ...['127.0.0.1', '127.1', '0x7f000001', '2130706433', '0.0.0.0', '10.0.0.1', '172.16.0.1', '192.168.1.1'],
        ...['169.254.169.254', '100.64.0.1'],
        ...['224.0.0.1', '255.255.255.255', '198.18.0.1', '[::1]', '[::]', '[fd00::5]', '[fe80::1]', '[fec0::1]'],
        ...['[::ffff:10.0.0.1]', '[::ffff:7f00:1]', '[::127.0.0.1]', '[64:ff9b::a00:1]', '[2002:a00:1::]', '[ff02::1]'],
      ]) {
        const url = `https://${host}/`;
        assert.equal(hook().problemOf(url), 'private-address', host);
        assert.deepEqual(await hook().call(callTo(url)), { kind: 'refused', reason: 'private-address' }, host);
      }
    });

    it('is refused where its name leads to one, even to one of several', async () => {
      for (const name of ['private.example', 'both.example', 'here.example']) {
        assert.equal(hook().problemOf(`https://${name}`), undefined);
        assert.deepEqual(await hook().call(callTo(`https://${name}`)), { kind: 'refused', reason: 'private-address' });
      }
    });

    it('is looked up once, by the connection itself: a name that means another machine a moment later gains nothing', async () => {
      const port = await receiver(undefined, 'tls');
      asked.length = 0;
      let isAsked = false;
      const rebinding: LookupAll = (name, _options, callback) => {
        asked.push(name);
        callback(null, [{ address: isAsked ? '127.0.0.1' : '127.0.0.2', family: 4 }]);
        isAsked = true;
      };
      // The first answer is allowed, and nobody listens there; the second would be somebody else.
      const outcome = await webhook({ isSandbox: false, networks: ['127.0.0.2'], lookupAll: rebinding }).call(
        callTo(`https://public.example:${port}`),
      );
      assert.deepEqual(outcome, { kind: 'failed', retryAfterMs: undefined, reason: 'ECONNREFUSED' });
      assert.deepEqual([asked, received], [['public.example'], []]);
    });

    it('may be in a network that the deployment names', async () => {
      const allowed = hook(['10.1.2.0/24', 'fd00::5']);
      assert.equal(allowed.problemOf('https://10.1.2.9'), undefined);
      assert.equal(allowed.problemOf('https://10.1.3.9'), 'private-address');
      assert.equal(allowed.problemOf('https://[fd00::5]'), undefined);
      assert.equal(allowed.problemOf('https://[fd00::6]'), 'private-address');
      const port = await receiver(undefined, 'tls');
      const outcome = await trustingLoopback(() =>
        webhook({ isSandbox: false, networks: ['127.0.0.1'] }).call(callTo(`https://127.0.0.1:${port}`)),
      );
      assert.equal(outcome.kind, 'delivered');
    });

    it('has failed where its name is unknown', async () => {
      const unknown: LookupAll = (_name, _options, callback) =>
        callback(Object.assign(new Error('unknown'), { code: 'ENOTFOUND' }), []);
      const outcome = await webhook({ isSandbox: false, lookupAll: unknown }).call(callTo('https://gone.example'));
      assert.deepEqual(outcome, { kind: 'failed', retryAfterMs: undefined, reason: 'ENOTFOUND' });
    });
  });

  it('of the sandbox may be on this machine without encryption, and nowhere else', () => {
    assert.equal(webhook().problemOf('http://localhost:9093'), undefined);
    assert.equal(webhook().problemOf('http://10.0.0.1'), 'not-https');
    assert.equal(webhook().problemOf('https://10.0.0.1'), 'private-address');
  });
});
