import restify from 'restify';
import type { Hash, Result } from '../../core/index.ts';
import { turnIdOf } from '../chat/request-id.ts';
import type { Channel, HandOut, Happened, HttpAnswer, LeaveMails, LinkedPage, Log, Receive } from '../ports/index.ts';
import { admit, isLoopback, type Admitted } from './door.ts';
import { newWorkId, underWorkId } from '../work/current-work.ts';
import { answering } from '../work/give-way.ts';
import { addOperatorRoutes, type OperatorRoutes } from './operator-routes.ts';
import { sendFile, sendGone, sendPage, type LinkPurpose } from './hand-out-page.ts';
import { readBody, refuseTooLarge, type BodyRefusal } from './read-body.ts';
import { RecentAnswers } from './recent-answers.ts';

/** One organization as the server meets it: its own bot, and what that bot does. */
export interface Served {
  readonly channel: Channel;
  readonly receive: Receive;
  readonly handOut: HandOut;
  readonly leaveMails: LeaveMails;
}

export interface ServerSettings extends OperatorRoutes {
  /** By tenant id, in lower case. */
  readonly served: ReadonlyMap<string, Served>;
  /** The sandbox speaks with clients on this machine only. */
  readonly isSandbox: boolean;
  readonly log: Log;
  readonly hash: Hash;
  /** Is told of every answer. */
  readonly happened: Happened;
  /** How long a request may take to arrive. */
  readonly slowMs?: number;
}

const recentAnswers = 10_000;
const notJson: HttpAnswer = { status: 415, body: { error: 'not-json' } };

/** The HTTP routes. Of an error, a response body holds only a code (B11). */
export function makeServer(settings: ServerSettings): restify.Server {
  const { served, isSandbox, log, hash, happened, slowMs = 20_000 } = settings;
  const server = restify.createServer({ name: 'communications-credits', handleUncaughtExceptions: false });
  const answers = new RecentAnswers<HttpAnswer>(recentAnswers);

  // The answer to what is no route, or no request, and to what fails on its way: restify's own body would expose internals.
  server.on('restifyError', (request: Routed, response: restify.Response, error: Failure, done: () => void) => {
    if (request.route === undefined) error.toJSON = () => ({ error: 'bad-request' });
    else {
      log.error({ err: error, route: request.route.spec?.path }, 'a request failed');
      if (response.headersSent) {
        response.destroy();
        return;
      }
      response.send(500, { error: 'failed' });
    }
    done();
  });
  const { server: http } = server;
  // restify's listener leaves whoever asks for another protocol without an answer, and the connection open for ever.
  http.removeAllListeners('upgrade');
  http.headersTimeout = slowMs;
  http.requestTimeout = slowMs;
  // Node's own interval is 30 s; it is read when the server begins to listen.
  Object.assign(http, { connectionsCheckingInterval: slowMs / 2 });
  server.on('after', ({ method }: restify.Request, { statusCode: status }: restify.Response, route?: RouteFacts) =>
    // An address that is no route is whoever asks' own.
    happened({
      kind: 'http-answer',
      route: route?.spec === undefined ? 'none' : `${method} ${route.spec.path}`,
      status,
    }),
  );
  server.pre((_request: restify.Request, _response: restify.Response, next: restify.Next) =>
    underWorkId(newWorkId(), () => next()),
  );
  server.pre((request: restify.Request, response: restify.Response, next: restify.Next) => {
    if (isAddressed(request)) {
      next();
      return;
    }
    response.send(400, { error: 'bad-request' });
    next(false);
  });
  server.pre((request: restify.Request, response: restify.Response, next: restify.Next) => {
    if (!isSandbox || isLoopback(request.header('host', ''))) {
      next();
      return;
    }
    // A page in a browser on this machine may have given a name of its own this address.
    response.send(403, { error: 'other-host' });
    next(false);
  });

  addOperatorRoutes(server, settings);
  server.post('/api/messages', async (request: restify.Request, response: restify.Response) => {
    // Compressed bodies and uploads could exceed the limit unnoticed, so they are not read at all.
    const isPlainJson = request.header('content-encoding', '') === '' && request.is('application/json');
    const read = isPlainJson ? await readBody(request) : undefined;
    if (read?.ok === false && read.refusal === 'too-large') {
      refuseTooLarge(request, response);
      return;
    }
    const { status, body } = read === undefined ? notJson : await answerTo(read, request.header('authorization', ''));
    if (body === undefined) response.send(status);
    else response.send(status, body);
  });

  server.get('/exports/*', async (request: restify.Request, response: restify.Response) => {
    const token = tokenIn(request);
    answerPage(response, await servedBy(token)?.handOut.page(token), 'exports');
  });
  server.post('/exports/*', async (request: restify.Request, response: restify.Response) => {
    const token = tokenIn(request);
    const file = await servedBy(token)?.handOut.take(token);
    if (file === undefined) {
      sendGone(response, 'exports');
      return;
    }
    // Whoever downloads may leave, and what is read may fail: what was sent cannot be taken back, so that the connection breaks off.
    await sendFile(response, file).catch((error: unknown) => log.warn({ err: error }, 'a download broke off'));
  });

  server.get('/mails/*', async (request: restify.Request, response: restify.Response) => {
    const token = tokenIn(request);
    answerPage(response, await servedBy(token)?.leaveMails.page(token), 'mails');
  });
  // Mail programs post it by themselves, without a question (RFC 8058), and the page's button does: the body of neither says anything.
  server.post('/mails/*', async (request: restify.Request, response: restify.Response) => {
    const token = tokenIn(request);
    answerPage(response, await servedBy(token)?.leaveMails.leave(token), 'mails');
  });

  /** The organization that the token says that it is of. */
  const servedBy = (token: string): Served | undefined => served.get(token.split('.', 1)[0] ?? '');

  const answerTo = (read: Result<unknown, BodyRefusal>, authorization: string): HttpAnswer | Promise<HttpAnswer> =>
    read.ok ? answer(read.value, authorization) : { status: 400, body: { error: 'bad-request' } };

  async function answer(body: unknown, authorization: string): Promise<HttpAnswer> {
    const admitted = admit(body, { tenants: [...served.keys()], isSandbox });
    if (!admitted.ok) {
      happened({ kind: 'turned-away', code: admitted.refusal.code });
      log.warn({ code: admitted.refusal.code }, 'turned away at the door');
      return { status: admitted.refusal.status, body: { error: admitted.refusal.code } };
    }
    return underWorkId(workIdOf(admitted.value), () => answering(() => admittedAnswer(admitted.value, authorization)));
  }

  async function admittedAnswer(admitted: Admitted, authorization: string): Promise<HttpAnswer> {
    const { tenant, activity } = admitted;
    const organization = served.get(tenant);
    if (organization === undefined) return { status: 403, body: { error: 'other-tenant' } };
    const { channel, receive } = organization;
    try {
      // Authenticated before the cache is asked: a cached answer must not go to an unverified sender. Each organization's channel knows
      // its own bot, so that a token for another one's is no good here.
      const handle = await channel.authenticate(authorization, activity);
      return await answers.once(keyOf(admitted), () => handled(handle, receive), isLasting);
    } catch (error) {
      happened({ kind: 'turned-away', code: 'unauthorized' });
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

  /** The turn's own, so that a line that is logged before it begins has it too; a thread is of its channel (T10). */
  const workIdOf = ({ activity: { conversation, id } }: Admitted): string =>
    id === undefined || id === null
      ? newWorkId()
      : turnIdOf(hash, { conversation: conversation.id.split(';messageid=')[0] ?? '', activity: id });

  return server;
}

/** What restify tells of the route that answered, in no type of its own. */
interface RouteFacts {
  readonly spec?: { readonly path: string };
}

/** A request, and the route that it took, if there is one. */
type Routed = restify.Request & { readonly route?: RouteFacts };

interface Failure {
  toJSON?: () => unknown;
}

/** Whether target and Host make an address: where they make none restify throws, with nobody there to catch it, and the program would end. */
function isAddressed(request: restify.Request): boolean {
  try {
    request.getUrl();
    return true;
  } catch {
    return false;
  }
}

/** The longest token is far shorter: what is longer is none. */
const longestToken = 300;
const tokenIn = (request: restify.Request): string => {
  const [, , ...token] = request.path().split('/');
  return token.join('/').length > longestToken ? '' : token.join('/');
};

function answerPage(response: restify.Response, page: LinkedPage | undefined, purpose: LinkPurpose): void {
  if (page === undefined) sendGone(response, purpose);
  else sendPage(response, page);
}

/** A failure is not an answer: the same activity may be tried again. */
const isLasting = ({ status }: HttpAnswer): boolean => status < 500;

/** An activity is known by its conversation and id; a re-sent one has the same, and the same sender: nobody else gets the answer. */
const keyOf = ({ tenant, activity: { conversation, id, type, from } }: Admitted): string | undefined =>
  id === undefined || id === null ? undefined : JSON.stringify([tenant, type, conversation.id, id, from.aadObjectId]);
