import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { rm } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { aFolder } from '../support/drivers.ts';
import { addressIn } from '../support/listening.ts';
import { people, TeamsClient } from '../support/teams-client.ts';

describe('a program that is told to stop', function () {
  this.timeout(60_000);
  let folder: string;
  let graph: Server;

  beforeEach(async () => {
    folder = await aFolder();
    // Busy for so long that whoever waits for it does not live to see the end.
    graph = createServer((_request, response) => {
      response.writeHead(503, { 'retry-after': '3600' });
      response.end('{}');
    });
    graph.listen(0, '127.0.0.1');
    await once(graph, 'listening');
  });
  afterEach(async () => {
    graph.closeAllConnections();
    graph.close();
    await rm(folder, { recursive: true });
  });

  it('ends in order though a turn waits for Graph, which asked for an hour', async () => {
    const isAsked = new Promise<void>(resolve => {
      graph.on('request', ({ url = '' }: IncomingMessage) => {
        if (url.includes(people.globalAdmin)) resolve();
      });
    });
    const child = spawn(process.execPath, ['bot/main.ts'], {
      cwd: path.resolve(import.meta.dirname, '../..'),
      env: {
        ...{ PATH: process.env['PATH'], PORT: '0', DATA_DIR: path.join(folder, 'data') },
        GRAPH_ENDPOINT: `http://127.0.0.1:${(graph.address() as AddressInfo).port}`,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const exited = once(child, 'exit');
    const logged = text(child.stderr);
    try {
      const address = await addressIn(child.stdout);
      const client = new TeamsClient().connect({ address, serviceUrl: 'http://127.0.0.1:9' });
      const answer = client.post({
        ...client.activity({}),
        ...{ type: 'message', text: 'balance', deliveryMode: 'expectReplies' },
      });
      await isAsked;
      child.kill('SIGTERM');
      assert.deepEqual(await exited, [0, null]);
      // Nothing that was under way has kept it from leaving the store as it is to be left.
      assert.match(await logged, /an organization has ended/);
      assert.equal((await answer).status, 200);
    } finally {
      child.kill('SIGKILL');
    }
  });
});
