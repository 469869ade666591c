import { connect as connectTcp, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { observed, type Observation } from '../../ports/index.ts';
import { codeOfFailure } from '../http/reach.ts';

/** Whether the monitor can be reached. It is not asked anything: whatever asks it says that the bot is alive. */
export async function checkHeartbeat(url: string, signal: AbortSignal): Promise<readonly Observation[]> {
  const { hostname, port, protocol } = new URL(url);
  const host = hostname.replaceAll(/[[\]]/g, '');
  try {
    await connected(
      protocol === 'https:'
        ? connectTls({ host, port: Number(port || 443), servername: host })
        : connectTcp({ host, port: Number(port || 80) }),
      protocol === 'https:' ? 'secureConnect' : 'connect',
      signal,
    );
    return [observed('heartbeat', 'heartbeat-reached', { host })];
  } catch (error) {
    return [observed('heartbeat', 'heartbeat-unreached', { host, code: codeOfFailure(error, signal) })];
  }
}

const connected = (socket: Socket, event: 'connect' | 'secureConnect', signal: AbortSignal): Promise<void> =>
  new Promise<void>((resolve, reject) => {
    socket.once(event, () => resolve());
    socket.once('error', reject);
    signal.addEventListener('abort', () => reject(new Error('no answer in time')), { once: true });
  }).finally(() => socket.destroy());
