import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { rm } from 'node:fs/promises';
import { connect } from 'node:net';
import path from 'node:path';
import { aFolder } from '../support/drivers.ts';
import { addressIn } from '../support/listening.ts';

describe('a program without credentials', function () {
  this.timeout(60_000);

  it('listens at 127.0.0.1 and at no other address of its machine (B13)', async () => {
    const folder = await aFolder();
    const child = spawn(process.execPath, ['bot/main.ts'], {
      cwd: path.resolve(import.meta.dirname, '../..'),
      env: { PATH: process.env['PATH'], PORT: '0', DATA_DIR: path.join(folder, 'data') },
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    const exited = once(child, 'exit');
    try {
      const { port } = new URL(await addressIn(child.stdout));
      assert.equal(await isReached('127.0.0.1', Number(port)), true);
      // One more of this machine’s own, which who listens everywhere is reached at.
      assert.equal(await isReached('127.0.0.2', Number(port)), false);
    } finally {
      child.kill('SIGKILL');
      await exited;
      await rm(folder, { recursive: true });
    }
  });
});

const isReached = (host: string, port: number): Promise<boolean> =>
  new Promise(resolve => {
    const socket = connect({ host, port, timeout: 5000 });
    const told = (isOpen: boolean): void => {
      socket.destroy();
      resolve(isOpen);
    };
    socket.once('connect', () => told(true));
    socket.once('error', () => told(false));
    socket.once('timeout', () => told(false));
  });
