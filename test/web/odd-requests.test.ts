import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { pino } from 'pino';
import { makeServer } from '../../bot/web/server.ts';
import { unwatched } from '../support/unwatched.ts';

describe('a request', () => {
  const server = makeServer({
    ...unwatched,
    ...{ served: new Map(), isSandbox: false, log: pino({ level: 'silent' }) },
  });
  before(async () => {
    await new Promise<void>(resolve => {
      server.listen(0, '127.0.0.1', resolve);
    });
  });
  after(() => void server.close());

  /** What comes back to a request that is written by hand, until the connection is closed. */
  async function answered(target: string, host = '127.0.0.1', more = ''): Promise<string> {
    const socket = connect(server.address().port, '127.0.0.1');
    const head = [`GET ${target} HTTP/1.1`, `host: ${host}`, 'content-length: 0', 'connection: close', more];
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
      assert.match(await answered('/healthz', 'a', `connection: upgrade\r\nupgrade: ${other}`), /^HTTP\/1.1 200 /);
  });
});
