import assert from 'node:assert/strict';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { HttpHeartbeat } from '../../bot/drivers/webhook/http-heartbeat.ts';
import { leaksIn } from '../support/logs.ts';
import { VirtualClock } from '../support/virtual-clock.ts';

const head = () => Promise.resolve({ seq: 12, hash: 'ab12' });

describe('the heartbeat', () => {
  let server: Server;
  let answer: RequestListener;
  let asked: string[];
  let logged: object[];
  let clock: VirtualClock;

  beforeEach(async () => {
    answer = (_request, response) => response.end('OK');
    [asked, logged, clock] = [[], [], new VirtualClock(Date.UTC(2026, 10, 26))];
    server = createServer((request, response) => {
      asked.push(`${request.method} ${request.url}`);
      answer(request, response);
    });
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  });
  afterEach(async () => {
    server.closeAllConnections();
    await new Promise(resolve => server.close(resolve));
  });

  const heartbeat = (path = '/ping/secret-id'): HttpHeartbeat =>
    new HttpHeartbeat({
      ...{ url: `http://127.0.0.1:${(server.address() as AddressInfo).port}${path}`, clock },
      log: {
        info: (about: object, message?: string) => void logged.push({ ...about, message }),
        warn: (about: object, message?: string) => void logged.push({ ...about, message }),
      },
    });

  it('calls the monitor’s address, and asks for no head', async () => {
    await heartbeat().beat(() => Promise.reject(new Error('not asked for')));
    assert.deepEqual(asked, ['GET /ping/secret-id']);
  });

  it('tells the head where the address asks for it, but for a journal without entries', async () => {
    await heartbeat('/ping?a=1&head=1').beat(head);
    await heartbeat('/ping?head=1').beat(() => Promise.resolve(undefined));
    await heartbeat('/ping?head=0').beat(head);
    assert.deepEqual(asked, ['GET /ping?a=1&head=1&seq=12&hash=ab12', 'GET /ping?head=1', 'GET /ping?head=0']);
  });

  it('says once that the monitor fails, and once that it works again, and never where it is', async () => {
    const beats = heartbeat();
    await beats.beat(head);
    assert.deepEqual(logged, []);
    // Restify, where it is loaded, has `writeHead` give nothing back.
    answer = (_request, response) => {
      response.writeHead(500);
      response.end();
    };
    for (let round = 0; round < 3; round += 1) await beats.beat(head);
    answer = (request): void => void request.socket.destroy();
    await beats.beat(head);
    answer = (_request, response) => response.end();
    for (let round = 0; round < 2; round += 1) await beats.beat(head);
    assert.deepEqual(logged, [
      { problem: 'http-500', message: 'the heartbeat monitor does not answer' },
      { message: 'the heartbeat monitor answers again' },
    ]);
    assert.equal(asked.length, 7);
    assert.deepEqual(
      logged.flatMap(line => leaksIn(JSON.stringify(line))),
      [],
    );
  });

  it('waits ten seconds for it, and no longer', async () => {
    const called = Promise.withResolvers<undefined>();
    answer = () => called.resolve(undefined);
    const beat = heartbeat().beat(head);
    await called.promise;
    clock.advance(10_000);
    await beat;
    assert.deepEqual(logged, [{ problem: 'no-answer-in-time', message: 'the heartbeat monitor does not answer' }]);
    assert.equal(clock.waiting, 0);
  });
});
