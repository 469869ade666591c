import restify from 'restify';
import type { App } from '../app/app.ts';
import { admit, type Admitted, type DoorPolicy } from './door.ts';
import type { Authenticated, TeamsAdapter } from '../drivers/teams/adapter.ts';
import { Recent } from './recent-answers.ts';
import { remembered, type Answer } from './stored-answers.ts';
import { onActivity } from '../chat/receive.ts';

export interface ServerSettings {
  readonly app: App;
  readonly adapter: TeamsAdapter;
  readonly policy: DoorPolicy;
  readonly isReady: () => boolean;
}

const bodyBytes = 256 * 1024;
const recentAnswers = 10_000;

/** The HTTP routes. No error of ours reaches a body: a code at the most. */
export function makeServer({ app, adapter, policy, isReady }: ServerSettings): restify.Server {
  const server = restify.createServer({ name: 'communications-credits', handleUncaughtExceptions: false });
  const answers = new Recent<Answer>(recentAnswers);

  server.on(
    'restifyError',
    (
      _request: unknown,
      _response: unknown,
      error: { statusCode?: number; toJSON?: () => unknown },
      done: () => void,
    ) => {
      // restify would tell what went wrong inside, such as how a body failed to parse.
      error.toJSON = () => ({ error: error.statusCode === 413 ? 'too-large' : 'bad-request' });
      done();
    },
  );
  // The limit counts what arrives: packed bodies and uploads, which would outgrow it unseen, are not read at all.
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
    const { status, body } = await receive(request.body, request.header('authorization', ''));
    if (body === undefined) response.send(status);
    else response.send(status, body);
  });

  async function receive(body: unknown, authorization: string): Promise<Answer> {
    const admitted = admit(body, policy);
    if (!admitted.ok) {
      app.log.warn({ code: admitted.refusal.code }, 'turned away at the door');
      return { status: admitted.refusal.status, body: { error: admitted.refusal.code } };
    }
    const activity = admitted.value;
    try {
      // Before anything is remembered or told: an answer from memory is for the sender of the first one only.
      const sender = await adapter.authenticate(authorization, activity);
      const key = keyOf(activity);
      const work = (): Promise<Answer> => process(activity, sender);
      return await answers.once(key, key === undefined ? work : () => remembered(app, key, work), isLasting);
    } catch (error) {
      app.log.warn({ err: error }, 'an activity was not authorised');
      return { status: 401, body: { error: 'unauthorized' } };
    }
  }

  async function process(activity: Admitted, sender: Authenticated): Promise<Answer> {
    try {
      const answer = await adapter.answer(sender, activity, context => onActivity(app, context));
      return { status: answer?.status ?? 200, body: answer?.body as unknown };
    } catch (error) {
      app.log.error({ err: error }, 'an activity failed');
      return { status: 500, body: { error: 'failed' } };
    }
  }

  return server;
}

/** A failure is not an answer: the same activity may be tried again. */
const isLasting = ({ status }: Answer): boolean => status < 500;

/** An activity is known by its conversation and id; a re-sent one has the same. */
const keyOf = ({ conversation, id, type }: Admitted): string | undefined =>
  id === undefined ? undefined : `${type} ${conversation.id} ${id}`;
