import restify from 'restify';
import type { Channel, HttpAnswer, Log, Receive } from '../ports/index.ts';
import { admit, type Admitted } from './door.ts';
import { RecentAnswers } from './recent-answers.ts';

/** One organization as the server meets it: its own bot, and what that bot does. */
export interface Served {
  readonly channel: Channel;
  readonly receive: Receive;
}

export interface ServerSettings {
  /** By tenant id, in lower case. */
  readonly served: ReadonlyMap<string, Served>;
  /** The sandbox speaks with clients on this machine only. */
  readonly isSandbox: boolean;
  readonly log: Log;
  readonly isReady: () => boolean;
}

const bodyBytes = 256 * 1024;
const recentAnswers = 10_000;

/** The HTTP routes. Of an error, a response body holds only a code (B11). */
export function makeServer({ served, isSandbox, log, isReady }: ServerSettings): restify.Server {
  const server = restify.createServer({ name: 'communications-credits', handleUncaughtExceptions: false });
  const answers = new RecentAnswers<HttpAnswer>(recentAnswers);

  server.on(
    'restifyError',
    (
      _request: unknown,
      _response: unknown,
      error: { statusCode?: number; toJSON?: () => unknown },
      done: () => void,
    ) => {
      // restify's own body would expose internals, such as how a body failed to parse.
      error.toJSON = () => ({ error: error.statusCode === 413 ? 'too-large' : 'bad-request' });
      done();
    },
  );
  // The size limit counts received bytes: compressed bodies and uploads could exceed it unnoticed, so they are not read at all.
  server.use((request: restify.Request, response: restify.Response, next: restify.Next) => {
    const isPlainJson = request.header('content-encoding', '') === '' && request.is('application/json');
    if (request.method !== 'POST' || isPlainJson) {
      next();
      return;
    }
    response.send(415, { error: 'not-json' });
    next(false);
  });
  server.use(restify.plugins.bodyReader({ maxBodySize: bodyBytes }));
  server.use(restify.plugins.jsonBodyParser({ mapParams: false }));

  server.get('/healthz', async (_request: restify.Request, response: restify.Response) => {
    await Promise.resolve(response.send(200, { status: 'ok' }));
  });
  server.get('/readyz', async (_request: restify.Request, response: restify.Response) => {
    await Promise.resolve(
      isReady() ? response.send(200, { status: 'ready' }) : response.send(503, { status: 'not-ready' }),
    );
  });
  server.post('/api/messages', async (request: restify.Request, response: restify.Response) => {
    const { status, body } = await answer(request.body, request.header('authorization', ''));
    if (body === undefined) response.send(status);
    else response.send(status, body);
  });

  async function answer(body: unknown, authorization: string): Promise<HttpAnswer> {
    const admitted = admit(body, { tenants: [...served.keys()], isSandbox });
    if (!admitted.ok) {
      log.warn({ code: admitted.refusal.code }, 'turned away at the door');
      return { status: admitted.refusal.status, body: { error: admitted.refusal.code } };
    }
    const { tenant, activity } = admitted.value;
    const organization = served.get(tenant);
    if (organization === undefined) return { status: 403, body: { error: 'other-tenant' } };
    const { channel, receive } = organization;
    try {
      // Authenticated before the cache is asked: a cached answer must not go to an unverified sender. Each organization's channel knows
      // its own bot, so that a token for another one's is no good here.
      const handle = await channel.authenticate(authorization, activity);
      return await answers.once(keyOf(admitted.value), () => handled(handle, receive), isLasting);
    } catch (error) {
      log.warn({ err: error }, 'an activity was not authorized');
      return { status: 401, body: { error: 'unauthorized' } };
    }
  }

  async function handled(handle: (receive: Receive) => Promise<HttpAnswer>, receive: Receive): Promise<HttpAnswer> {
    try {
      return await handle(receive);
    } catch (error) {
      log.error({ err: error }, 'an activity failed');
      return { status: 500, body: { error: 'failed' } };
    }
  }

  return server;
}

/** A failure is not an answer: the same activity may be tried again. */
const isLasting = ({ status }: HttpAnswer): boolean => status < 500;

/** An activity is known by its conversation and id; a re-sent one has the same. */
const keyOf = ({ tenant, activity: { conversation, id, type } }: Admitted): string | undefined =>
  id === undefined ? undefined : `${tenant} ${type} ${conversation.id} ${id}`;
