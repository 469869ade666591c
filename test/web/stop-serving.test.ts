import assert from 'node:assert/strict';
import { Agent, request } from 'node:http';
import { pino } from 'pino';
import { makeServer } from '../../bot/web/server.ts';
import { stopServing } from '../../bot/web/stop-serving.ts';
import { unwatched } from '../support/unwatched.ts';
import { VirtualClock } from '../support/virtual-clock.ts';

describe('a server that stops', () => {
  let server: ReturnType<typeof makeServer>;
  let agent: Agent;
  let clock: VirtualClock;
  /** Resolves when what takes long has been asked for. */
  let reached: Promise<void>;
  let answer: () => void;

  beforeEach(async () => {
    clock = new VirtualClock(0);
    agent = new Agent({ keepAlive: true, maxSockets: 1 });
    let reach = (): void => undefined;
    reached = new Promise<void>(resolve => (reach = resolve));
    server = makeServer({
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
  });
  afterEach(() => {
    agent.destroy();
    server.server.closeAllConnections();
  });

  const stop = (): Promise<void> => stopServing(server, { clock, withinMs: 5000 });
  /** On one connection, which is kept open. */
  const asks = (path: string): Promise<number | undefined> =>
    new Promise((resolve, reject) => {
      request({ host: '127.0.0.1', port: server.address().port, path, agent }, response => {
        response.resume().on('end', () => resolve(response.statusCode));
      })
        .on('error', reject)
        .end();
    });

  it('answers what was asked, and ends though somebody goes on to ask on a connection that they keep open', async () => {
    const slow = asks('/readyz');
    await reached;
    const stopped = stop();
    answer();
    assert.equal(await slow, 200);
    let answered = 0;
    while (answered < 20 && (await asks('/healthz').catch(() => undefined)) === 200) answered += 1;
    assert.ok(answered <= 1, `${answered} more were answered`);
    await stopped;
  });

  it('ends though somebody keeps a connection open and asks nothing more', async () => {
    server.server.keepAliveTimeout = 0;
    const slow = asks('/readyz');
    await reached;
    const stopped = stop();
    answer();
    assert.equal(await slow, 200);
    await stopped;
  });

  it('waits only so long for what is not answered', async () => {
    const asked = asks('/readyz').catch(() => 'cut off');
    await reached;
    const stopped = stop();
    clock.advance(5000);
    await stopped;
    assert.equal(await asked, 'cut off');
  });
});
