import { createHash, timingSafeEqual } from 'node:crypto';
import type restify from 'restify';
import { isLoopback } from './door.ts';

/** What operators and their programs ask. */
export interface OperatorRoutes {
  /** Whether turns are to be sent here, part by part. */
  readonly readiness: () => Promise<{ readonly isReady: boolean; readonly parts: object }>;
  readonly metrics: {
    readonly contentType: string;
    text(shown: 'totals' | 'whole'): Promise<string>;
  };
  /** Who sends it may read them from anywhere, and all of them; as it is now. */
  readonly metricsToken: () => string | undefined;
}

/** Whether the process is there, whether it can serve, and what it has counted (B26). */
export function addOperatorRoutes(server: restify.Server, routes: OperatorRoutes): void {
  const { readiness, metrics, metricsToken } = routes;
  server.get('/healthz', async (_request: restify.Request, response: restify.Response) => {
    await Promise.resolve(response.send(200, { status: 'ok' }));
  });
  server.get('/readyz', async (_request: restify.Request, response: restify.Response) => {
    const { isReady, parts } = await readiness();
    response.send(isReady ? 200 : 503, { status: isReady ? 'ready' : 'not-ready', parts });
  });
  server.get('/metrics', async (request: restify.Request, response: restify.Response) => {
    const shown = shownTo(request, metricsToken());
    if (shown === undefined) {
      response.send(401, { error: 'unauthorized' });
      return;
    }
    const text = await metrics.text(shown);
    response.sendRaw(200, text, { 'content-type': metrics.contentType, 'cache-control': 'no-store' });
  });
}

/** A wrong token is no token: whoever sends one wants to know that it is wrong. */
function shownTo(request: restify.Request, token: string | undefined): 'totals' | 'whole' | undefined {
  const given = request.header('authorization', '');
  if (given !== '') return token !== undefined && isSame(given, `Bearer ${token}`) ? 'whole' : undefined;
  return isOfThisMachine(request) ? 'totals' : undefined;
}

/** In a time that tells nothing of where they differ. */
const isSame = (one: string, other: string): boolean => timingSafeEqual(digestOf(one), digestOf(other));
const digestOf = (text: string): Buffer => createHash('sha256').update(text).digest();

const ownAddresses: ReadonlySet<string> = new Set(['127.0.0.1', '::1', '::ffff:127.0.0.1']);

/** What a proxy of this machine passes on comes from elsewhere, though it is this machine that asks. */
const isOfThisMachine = (request: restify.Request): boolean =>
  ownAddresses.has(request.socket.remoteAddress ?? '') &&
  isLoopback(request.header('host', '')) &&
  !Object.keys(request.headers).some(name =>
    /^(forwarded|via|x-forwarded-.*|x-real-ip|x-original-.*|x-client-ip)$/.test(name),
  );
