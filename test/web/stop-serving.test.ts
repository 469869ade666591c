import assert from 'node:assert/strict';
import { Agent, request } from 'node:http';
import { pino } from 'pino';
import { makeServer } from '../../bot/web/server.ts';
import { stopServing } from '../../bot/web/stop-serving.ts';
import { unwatched } from '../support/unwatched.ts';
import { VirtualClock } from '../support/virtual-clock.ts';

describe('a server that stops', () => {
  it('answers what was asked, and ends though somebody goes on to ask on a connection that they keep open', async () => {
    let answer = (): void => undefined;
    let reach = (): void => undefined;
    const reached = new Promise<void>(resolve => (reach = resolve));
    const server = makeServer({
      ...unwatched,
      ...{ served: new Map(), isSandbox: false, log: pino({ level: 'silent' }) },
      readiness: () =>
        new Promise(resolve => {
          answer = () => resolve({ isReady: true, parts: {} });
          reach();
        }),
    });
    await new Promise<void>(resolve => {
      server.listen(0, '127.0.0.1', resolve);
    });
    const { port } = server.address();
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    const asks = (path: string): Promise<number | undefined> =>
      new Promise((resolve, reject) => {
        request({ host: '127.0.0.1', port, path, agent }, response => {
          response.resume().on('end', () => resolve(response.statusCode));
        })
          .on('error', reject)
          .end();
      });
    const slow = asks('/readyz');
    await reached;
    const stopped = stopServing(server, { clock: new VirtualClock(0), withinMs: 5000 });
    answer();
    assert.equal(await slow, 200);
    let answered = 0;
    while (answered < 20 && (await asks('/healthz').catch(() => undefined)) === 200) answered += 1;
    assert.ok(answered <= 1, `${answered} more were answered`);
    await stopped;
    agent.destroy();
  });

  it('waits only so long for what is not answered', async () => {
    const clock = new VirtualClock(0);
    let reach = (): void => undefined;
    const reached = new Promise<void>(resolve => (reach = resolve));
    const server = makeServer({
      ...unwatched,
      ...{ served: new Map(), isSandbox: false, log: pino({ level: 'silent' }) },
      readiness: () => {
        reach();
        return new Promise(() => undefined);
      },
    });
    await new Promise<void>(resolve => {
      server.listen(0, '127.0.0.1', resolve);
    });
    const asked = fetch(`http://127.0.0.1:${server.address().port}/readyz`).catch(() => 'cut off');
    await reached;
    const stopped = stopServing(server, { clock, withinMs: 5000 });
    clock.advance(5000);
    await stopped;
    assert.equal(await asked, 'cut off');
  });
});
