import type { IncomingMessage, ServerResponse } from 'node:http';
import type restify from 'restify';
import type { Clock } from '../ports/index.ts';

/** How often connections are looked at that were busy when it began to stop. */
const sweepMs = 100;

/**
 * Takes no new connections; resolves when what had been asked for is answered, or its time is up. Whoever keeps a connection open, as Teams does, would be
 * served on it for as long as they go on asking: each is told to close with its next answer, and closed once nothing is asked.
 */
export async function stopServing(
  server: restify.Server,
  { clock, withinMs }: { readonly clock: Pick<Clock, 'after'>; readonly withinMs: number },
): Promise<void> {
  const { server: http } = server;
  http.prependListener('request', (_request: IncomingMessage, response: ServerResponse) => {
    response.setHeader('connection', 'close');
  });
  const sweeping = setInterval(() => http.closeIdleConnections(), sweepMs);
  const cancel = clock.after(withinMs, () => http.closeAllConnections());
  await new Promise<void>(resolve => {
    server.close(() => resolve());
  });
  cancel();
  clearInterval(sweeping);
}
