import assert from 'node:assert/strict';
import { request } from 'node:http';
import { pino } from 'pino';
import type { Occurrence } from '../../bot/ports/index.ts';
import { makeServer } from '../../bot/web/server.ts';
import { unwatched } from '../support/unwatched.ts';

const token = 'a-token-of-some-length';

describe('what operators ask', () => {
  let port: number;
  let isReady = true;
  const counted: Occurrence[] = [];
  const server = makeServer({
    ...unwatched,
    ...{ served: new Map(), isSandbox: false, log: pino({ level: 'silent' }), metricsToken: () => token },
    happened: occurrence => counted.push(occurrence),
    readiness: () => Promise.resolve({ isReady, parts: { store: isReady ? 'ok' : 'failed' } }),
    metrics: { contentType: 'text/plain; version=0.0.4', text: shown => Promise.resolve(`${shown}\n`) },
  });

  before(async () => {
    await new Promise<void>(resolve => {
      server.listen(0, '127.0.0.1', resolve);
    });
    ({ port } = server.address());
  });
  after(() => void server.close());

  const asked = (
    path: string,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<{ readonly status: number | undefined; readonly body: string }> =>
    new Promise((resolve, reject) => {
      request({ host: '127.0.0.1', port, path, headers, agent: false }, response => {
        let body = '';
        response.setEncoding('utf8').on('data', (part: string) => (body += part));
        response.on('end', () => resolve({ status: response.statusCode, body }));
      })
        .on('error', reject)
        .end();
    });

  const bearer = { authorization: `Bearer ${token}` };
  const rows: readonly (readonly [who: string, headers: Readonly<Record<string, string>>, body: string | undefined])[] =
    [
      ['this machine', {}, 'totals\n'],
      ['whoever has the token', bearer, 'whole\n'],
      [
        'whoever has it, through a proxy',
        { ...bearer, host: 'bot.example', 'x-forwarded-for': '203.0.113.9' },
        'whole\n',
      ],
      ['a wrong token, though it is this machine', { authorization: 'Bearer a-token-of-some-lengtH' }, undefined],
      ['a part of the token', { authorization: `Bearer ${token.slice(0, -1)}` }, undefined],
      ['the token as another kind', { authorization: `Basic ${token}` }, undefined],
      ['a proxy of this machine', { 'x-forwarded-for': '203.0.113.9' }, undefined],
      ['a proxy that says how it was asked only', { 'x-forwarded-proto': 'https' }, undefined],
      ['a proxy that says what it was asked for only', { 'x-original-url': '' }, undefined],
      ['a proxy that says who it is only', { via: '1.1 nginx' }, undefined],
      ['a name that leads here', { host: 'bot.example' }, undefined],
    ];
  for (const [who, headers, body] of rows)
    it(`shows ${body?.trim() ?? 'no'} metrics to ${who}`, async () => {
      const answer = await asked('/metrics', headers);
      assert.deepEqual(
        answer,
        body === undefined ? { status: 401, body: '{"error":"unauthorized"}' } : { status: 200, body },
      );
    });

  it('says in each part whether it is ready, and 503 where it is not', async () => {
    assert.deepEqual(await asked('/readyz'), { status: 200, body: '{"status":"ready","parts":{"store":"ok"}}' });
    isReady = false;
    assert.deepEqual(await asked('/readyz'), {
      status: 503,
      body: '{"status":"not-ready","parts":{"store":"failed"}}',
    });
    assert.deepEqual(await asked('/healthz'), { status: 200, body: '{"status":"ok"}' });
  });

  it('counts answers by routes of ours, never by what was asked for', async () => {
    counted.length = 0;
    for (const path of ['/healthz?x=1', '/exports/a.secret', '/who/wrote/this']) await asked(path);
    assert.deepEqual(
      counted.map(one => (one.kind === 'http-answer' ? [one.route, one.status] : one.kind)),
      [
        ['GET /healthz', 200],
        ['GET /exports/*', 404],
        ['none', 404],
      ],
    );
  });
});
