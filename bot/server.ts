import restify from 'restify';
import type { App } from './app.ts';
import { admit, type Admitted, type DoorPolicy } from './door.ts';
import type { TeamsAdapter } from './drivers/teams/adapter.ts';
import { Recent } from './recent.ts';
import { onActivity } from './teams-bot.ts';

export interface ServerSettings {
  readonly app: App;
  readonly adapter: TeamsAdapter;
  readonly policy: DoorPolicy;
  readonly isReady: () => boolean;
}

const bodyBytes = 256 * 1024;
const remembered = 10_000;

interface Answer {
  readonly status: number;
  readonly body: unknown;
}

/** The HTTP routes. No error of ours reaches a body: a code at the most. */
export function makeServer({ app, adapter, policy, isReady }: ServerSettings): restify.Server {
  const server = restify.createServer({ name: 'communications-credits', handleUncaughtExceptions: false });
  const answers = new Recent<Answer>(remembered);

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
  server.use(restify.plugins.bodyParser({ maxBodySize: bodyBytes, mapParams: false }));

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

  function receive(body: unknown, authorization: string): Promise<Answer> {
    const admitted = admit(body, policy);
    if (!admitted.ok) {
      app.log.warn({ code: admitted.refusal.code }, 'turned away at the door');
      return Promise.resolve({ status: admitted.refusal.status, body: { error: admitted.refusal.code } });
    }
    return answers
      .once(keyOf(admitted.value), () => process(admitted.value, authorization))
      .catch(() => ({ status: 401, body: { error: 'unauthorized' } }));
  }

  /** Throws when the token is not good: such an answer is not remembered. */
  async function process(activity: Admitted, authorization: string): Promise<Answer> {
    const turn = { hasBegun: false };
    try {
      const answer = await adapter.answer(authorization, activity, async context => {
        turn.hasBegun = true;
        await onActivity(app, context);
      });
      return { status: answer?.status ?? 200, body: answer?.body as unknown };
    } catch (error) {
      app.log.error({ err: error }, turn.hasBegun ? 'an activity failed' : 'an activity was not authorised');
      if (!turn.hasBegun) throw error;
      return { status: 500, body: { error: 'failed' } };
    }
  }

  return server;
}

/** An activity is known by its conversation and id; a re-sent one has the same. */
const keyOf = ({ conversation, id, type }: Admitted): string | undefined =>
  id === undefined ? undefined : `${type} ${conversation.id} ${id}`;
