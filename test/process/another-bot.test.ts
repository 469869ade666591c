import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { CommandLine } from '../support/command-line.ts';

const root = path.resolve(import.meta.dirname, '../..');
const [first, other] = ['22222222-0000-4000-8000-00000000000a', '22222222-0000-4000-8000-00000000000b'];
const listening = 'listening on http://';
const tenant = '11111111-0000-4000-8000-000000000001';

describe('the program with a bot that is another than the store’s', function () {
  this.timeout(120_000);

  let line: CommandLine;
  /** A Graph that allows nothing, which nothing is tried on again. */
  let graph: Server;
  beforeEach(async () => {
    line = await CommandLine.open();
    graph = createServer((_, response) => {
      // Not one after the other in one expression: restify, where it is loaded too, gives back nothing.
      response.writeHead(403, { 'content-type': 'application/json' });
      response.end('{"error":{"code":"Denied"}}');
    });
    await once(graph.listen(0, '127.0.0.1'), 'listening');
  });
  afterEach(async () => {
    graph.closeAllConnections();
    graph.close();
    await line.close();
  });

  /** Of an organization that is real, as far as settings go. */
  const settingsOf = (bot: string): Readonly<Record<string, string>> => ({
    ...{ MicrosoftAppId: bot, MicrosoftAppPassword: 'of-nothing', MicrosoftAppTenantId: tenant },
    ...{ ALLOWED_TENANTS: tenant, GRAPH_ENDPOINT: `http://127.0.0.1:${(graph.address() as AddressInfo).port}` },
  });

  /** Starts the program, and ends it once it listens; gives how it ended, and what it said. */
  async function started(bot: string): Promise<{ readonly code: unknown; readonly said: string }> {
    const child = spawn(process.execPath, ['--import', path.join(root, 'test/playground/loopback.ts'), 'bot/main.ts'], {
      cwd: root,
      env: { PATH: process.env['PATH'], PORT: '0', DATA_DIR: line.dataDir, ...settingsOf(bot) },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const closed = once(child, 'close');
    let said = '';
    let isStopped = false;
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (part: Buffer) => {
        said += part.toString();
        if (!isStopped && said.includes(listening)) isStopped = child.kill('SIGTERM');
      });
    try {
      const [code] = (await closed) as readonly unknown[];
      return { code, said };
    } finally {
      child.kill('SIGKILL');
    }
  }

  it('is refused and told what to do, until the store’s conversations are given to that bot', async () => {
    const own = await started(first);
    assert.deepEqual([own.code, own.said.includes(listening)], [0, true], own.said);
    const refused = await started(other);
    assert.equal(refused.code, 1);
    assert.doesNotMatch(refused.said, /listening/);
    assert.match(refused.said, new RegExp(`is that of the bot ${first}, and MicrosoftAppId is ${other}.*\n`));
    const { code, err } = await line.with(settingsOf(other)).run('adopt', '--bot', other, '--yes');
    assert.equal(code, 0, err);
    const adopted = await started(other);
    assert.equal(adopted.code, 0, adopted.said);
  });
});
