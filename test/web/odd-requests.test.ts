import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { pino } from 'pino';
import { makeServer, type Served } from '../../bot/web/server.ts';
import { unwatched } from '../support/unwatched.ts';

/** What a driver's error may say. */
const secret = 'password authentication failed for user credits at 10.0.0.4';
const fail = (): Promise<never> => Promise.reject(new Error(secret));

describe('a request', () => {
  const logged: string[] = [];
  const served: Served = {
    channel: { authenticate: fail },
    receive: fail,
    handOut: { page: fail, take: fail },
    leaveMails: { page: fail, leave: fail },
  };
  const server = makeServer({
    ...unwatched,
    served: new Map([['contoso', served]]),
    isSandbox: false,
    log: pino({}, { write: line => void logged.push(line) }),
    readiness: fail,
    metrics: { contentType: 'text/plain', text: fail },
  });
  before(async () => {
    await new Promise<void>(resolve => {
      server.listen(0, '127.0.0.1', resolve);
    });
  });
  after(() => void server.close());

  /** What comes back to a request that is written by hand, until the connection is closed. */
  async function answered(target: string, host = '127.0.0.1', method = 'GET', more = ''): Promise<string> {
    const socket = connect(server.address().port, '127.0.0.1');
    const head = [`${method} ${target} HTTP/1.1`, `host: ${host}`, 'content-length: 0', 'connection: close', more];
    socket.write(`${head.filter(Boolean).join('\r\n')}\r\n\r\n`);
    const [answer] = await Promise.all([text(socket), once(socket, 'close')]);
    return answer;
  }

  const noAddresses: readonly (readonly [target: string, host?: string])[] = [
    ['http://[::1/healthz'],
    ['http://127.0.0.1:99999/healthz'],
    ['/healthz', '127.0.0.1:99999'],
    ['/healthz', '['],
    ['/healthz', 'a b'],
    ['/healthz', 'x@:y'],
    ['/healthz', '%'],
  ];
  for (const [target, host = '127.0.0.1'] of noAddresses)
    it(`whose address is none, as ${target} at ${host}, is refused, and the next is answered`, async () => {
      assert.match(await answered(target, host), /^HTTP\/1.1 400 [\s\S]*\{"error":"bad-request"\}$/);
      assert.match(await answered('/healthz'), /^HTTP\/1.1 200 /);
    });

  it('for another protocol is answered as any other, and its connection ends', async () => {
    for (const other of ['websocket', 'h2c'])
      assert.match(
        await answered('/healthz', 'a', 'GET', `connection: upgrade\r\nupgrade: ${other}`),
        /^HTTP\/1.1 200 /,
      );
  });

  const failing: readonly (readonly [method: string, target: string])[] = [
    ['GET', '/exports/contoso.x'],
    ['POST', '/exports/contoso.x'],
    ['GET', '/mails/contoso.x'],
    ['POST', '/mails/contoso.x'],
    ['GET', '/readyz'],
    ['GET', '/metrics'],
  ];
  for (const [method, target] of failing)
    it(`of which something fails, ${method} ${target}, is told nothing of it; the log has it`, async () => {
      logged.length = 0;
      assert.match(await answered(target, '127.0.0.1', method), /^HTTP\/1.1 500 [\s\S]*\{"error":"failed"\}$/);
      assert.match(logged.join(), new RegExp(secret));
    });
});
