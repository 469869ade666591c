import assert from 'node:assert/strict';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { minuteMs } from '../../core/index.ts';
import { uploader } from '../../bot/drivers/teams/upload.ts';
import { aFolder } from '../support/drivers.ts';
import { VirtualClock } from '../support/virtual-clock.ts';

const part = 32 * 320 * 1024;

describe('saving a file where Teams says', () => {
  let server: Server;
  let folder: string;
  let answer: (request: IncomingMessage, response: ServerResponse) => void;
  const ranges: (string | undefined)[] = [];
  const received: number[] = [];

  beforeEach(async () => {
    folder = path.join(await aFolder(), 'exports');
    ranges.length = 0;
    received.length = 0;
    answer = (request, response) => {
      const [, last, whole] = /-(\d+)\/(\d+)$/.exec(String(request.headers['content-range'])) ?? [];
      response.writeHead(Number(last) + 1 === Number(whole) ? 201 : 202);
      response.end('{}');
    };
    server = createServer((request, response) => {
      let bytes = 0;
      request.on('data', (chunk: Buffer) => (bytes += chunk.length));
      request.on('end', () => {
        ranges.push(request.headers['content-range']);
        received.push(bytes);
        answer(request, response);
      });
    });
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  });
  afterEach(async () => {
    server.closeAllConnections();
    await new Promise(resolve => server.close(resolve));
  });

  const url = (): string => `http://127.0.0.1:${(server.address() as AddressInfo).port}/upload`;
  async function* content(bytes: number, failsAfter = Infinity): AsyncIterable<Uint8Array> {
    const chunk = Buffer.alloc(1024 * 1024);
    for (let left = bytes; left > 0; left -= chunk.length) {
      if (bytes - left >= failsAfter) throw new Error('the store is gone');
      yield await Promise.resolve(chunk.subarray(0, Math.min(left, chunk.length)));
    }
  }
  const clock = new VirtualClock(0);
  const save = (bytes: number, more: { mostBytes?: number } = {}) =>
    uploader({ folder, clock, isSandbox: true, ...more })(url(), content(bytes));

  it('sends it in parts of which each says how long the whole is', async () => {
    assert.deepEqual(await save(part + 5), { ok: true, value: 'saved' });
    assert.deepEqual(ranges, [`bytes 0-${part - 1}/${part + 5}`, `bytes ${part}-${part + 4}/${part + 5}`]);
    assert.deepEqual(received, [part, 5]);
  });

  it('leaves nothing on disk, while it goes out neither, in a folder that nobody else reads', async () => {
    let there: readonly string[] = ['not asked'];
    const usual = answer;
    answer = (request, response) => {
      there = readdirSync(folder);
      usual(request, response);
    };
    await save(10);
    assert.deepEqual([there, readdirSync(folder)], [[], []]);
    assert.equal(statSync(folder).mode & 0o777, 0o700);
  });

  it('refuses one that is too large before any of it is sent', async () => {
    assert.deepEqual(await save(3_000_000, { mostBytes: 2_000_000 }), {
      ok: false,
      refusal: { kind: 'too-large-file' },
    });
    assert.deepEqual(ranges, []);
  });

  it('sends nothing of one whose making fails', async () => {
    await assert.rejects(
      uploader({ folder, clock, isSandbox: true })(url(), content(5_000_000, 3_000_000)),
      /the store is gone/,
    );
    assert.deepEqual(ranges, []);
  });

  const wrongs: readonly (readonly [string, number | undefined, (response: ServerResponse) => void])[] = [
    ['refuses', 403, response => response.writeHead(403)],
    ['leads elsewhere', undefined, response => response.writeHead(307, { location: 'https://evil.example/' })],
    ['wants more when it has all', 202, response => response.writeHead(202)],
    ['has ended before it is whole', 204, response => response.writeHead(204)],
  ];
  for (const [what, status, write] of wrongs)
    it(`gives up at a host that ${what}`, async () => {
      answer = (_request, response) => {
        write(response);
        response.end();
      };
      assert.deepEqual(await save(10), {
        ok: false,
        refusal: { kind: 'not-saved', ...(status !== undefined && { status }) },
      });
    });

  it('gives up at a host that never answers, or closes', async () => {
    answer = () => clock.advance(minuteMs);
    assert.deepEqual(await save(10), { ok: false, refusal: { kind: 'not-saved' } });
    answer = request => void request.socket.destroy();
    assert.deepEqual(await save(10), { ok: false, refusal: { kind: 'not-saved' } });
  });

  it('does not read an answer without end', async () => {
    let close = (): void => undefined;
    const closed = new Promise<void>(resolve => (close = resolve));
    answer = (_request, response) => {
      response.writeHead(201);
      response.write(Buffer.alloc(65_536));
      response.on('close', close);
    };
    assert.deepEqual(await save(10), { ok: true, value: 'saved' });
    await closed;
  });

  it('speaks with no other host, nor with this machine outside the sandbox, and makes nothing for them', async () => {
    let made = 0;
    async function* counted(): AsyncIterable<Uint8Array> {
      made += 1;
      yield await Promise.resolve(Buffer.alloc(1));
    }
    for (const [address, isSandbox] of [
      [url(), false],
      ['https://evil.example/', true],
      ['https://a.sharepoint.com.evil.example/', true],
      ['http://a.sharepoint.com/', true],
      ['https://user@a.sharepoint.com/', true],
      ['https://a.sharepoint.com:444/', true],
      ['https://sharepoint.com/', true],
      ['', true],
    ] as const)
      assert.deepEqual(await uploader({ folder, clock, isSandbox })(address, counted()), {
        ok: false,
        refusal: { kind: 'foreign-host' },
      });
    assert.deepEqual([made, existsSync(folder)], [0, false]);
  });
});
