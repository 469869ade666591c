import { AuthenticationHandler, Client, GraphError, HTTPMessageHandler } from '@microsoft/microsoft-graph-client';
import type { Instant } from '../../../core/index.ts';
import type { GraphCredentials } from '../../configuration/tenant-config.ts';
import { DriverError, type Clock, type Log } from '../../ports/index.ts';
import { AppTokens } from '../entra/app-tokens.ts';
import { cloudEndpoint } from './cloud-endpoint.ts';
import { RateLimiter } from './rate-limit.ts';
import { unitsOf, type Cost } from './limits.ts';
import { isPageExpired, mostBeginnings, PageWatch } from './page-watch.ts';
import { RetryHandler, type GraphAnswer, type RequestLog } from './retry.ts';
import { addressOf, requests, type GraphRequest } from './requests.ts';

export interface GraphSettings {
  /** The address of a stand-in, or of a server on loopback; `cloudEndpoint` when left out. */
  readonly endpoint: string | undefined;
  readonly credentials: GraphCredentials;
  readonly clock: Clock;
  readonly log?: RequestLog & Pick<Log, 'info' | 'error'>;
  readonly random?: () => number;
  /** Is given every answer, and every lack of one. */
  readonly onAnswer?: (answer: GraphAnswer) => void;
  /** Aborts when the program begins to stop: nothing is waited for then. */
  readonly stopping?: AbortSignal;
}

type Values = Readonly<Record<string, string>>;

interface FollowedPage {
  readonly value: readonly unknown[];
  readonly page: Readonly<Record<string, unknown>>;
}

/** Microsoft Graph over the SDK: sends what `requests` lists, within Graph's rate limits, and retries what may pass. */
export class Graph {
  readonly clock: Clock;
  readonly random: () => number;
  readonly onAnswer: ((answer: GraphAnswer) => void) | undefined;
  readonly stopping: AbortSignal | undefined;
  /** Whether it is asked without credentials, as stand-ins are. */
  readonly isSandbox: boolean;
  /** A token as its requests carry it. */
  readonly token: () => Promise<string>;
  readonly #client: Client;
  readonly #endpoint: string;
  readonly #retryHandler: RetryHandler;
  readonly #rateLimiter: RateLimiter;

  constructor(settings: GraphSettings) {
    const { endpoint, clock, log, random = Math.random, onAnswer, stopping } = settings;
    this.clock = clock;
    this.random = random;
    this.onAnswer = onAnswer;
    this.stopping = stopping;
    this.#endpoint = (endpoint ?? cloudEndpoint).replace(/\/$/, '');
    this.#rateLimiter = new RateLimiter(clock);
    const rateLimiter = this.#rateLimiter;
    this.#retryHandler = new RetryHandler({ clock, rateLimiter, random, log, onAnswer, stopping });
    this.isSandbox = settings.credentials.kind === 'sandbox';
    this.token = tokensOf(settings);
    const authentication = new AuthenticationHandler({ getAccessToken: this.token });
    this.#retryHandler.setNext(authentication);
    authentication.setNext(new HTTPMessageHandler());
    this.#client = Client.initWithMiddleware({
      baseUrl: this.#endpoint,
      middleware: this.#retryHandler,
      customHosts: new Set([new URL(this.#endpoint).hostname]),
    });
  }

  /** Whether requests are in flight, or wait for a free slot; waits for a rate limit or a retry do not count. */
  get isBusy(): boolean {
    return this.#retryHandler.isBusy;
  }

  /** What another process has sent until then counts toward the limits of this one. */
  sentElsewhere(costs: readonly Cost[], at: Instant): void {
    this.#rateLimiter.sentElsewhere(costs, at);
  }

  get(request: GraphRequest, values?: Values): Promise<unknown> {
    return this.#read(request, addressOf(request, values));
  }

  /** A POST outside a batch, which may be repeated. */
  post(request: GraphRequest, values: Values, body: unknown): Promise<unknown> {
    const address = addressOf(request, values);
    const costs = unitsOf(request.method, address, new URLSearchParams());
    return this.#asked(request, () => this.#client.api(address).version(request.version).options({ costs }).post(body));
  }

  /** Every page's `value`, following `@odata.nextLink` as it is (G2). */
  async *pages(request: GraphRequest, values?: Values): AsyncIterable<readonly unknown[]> {
    for await (const { value } of this.#followed(request, addressOf(request, values))) yield value;
  }

  /** The pages of a delta query, from its beginning or from a link, and last the link to what comes after: each as it is (G20). */
  async *changes(
    request: GraphRequest,
    { link, values }: { readonly link?: string | undefined; readonly values?: Values },
  ): AsyncIterable<{ readonly value: readonly unknown[]; readonly link: string | undefined }> {
    for await (const { value, page } of this.#followed(request, link ?? addressOf(request, values)))
      yield { value, link: this.#pathOf(request, page['@odata.deltaLink']) };
  }

  /** From the first page to the last; all of them anew where a token in between has expired, and not for ever (G22). */
  async *#followed(request: GraphRequest, first: string): AsyncIterable<FollowedPage> {
    let watch = new PageWatch();
    let next: string | undefined = first;
    for (let read = 0, beginnings = 1; next !== undefined;) {
      const page: FollowedPage['page'] | 'expired' = await this.#page(request, next).catch((error: unknown) => {
        if (next !== first && beginnings < mostBeginnings && isPageExpired(error)) return 'expired';
        throw error;
      });
      if (page === 'expired') {
        beginnings += 1;
        next = first;
        watch = new PageWatch();
        continue;
      }
      const { value } = page;
      if (!Array.isArray(value)) throw new DriverError('graph-answer', `${request.path}: no list in the answer`);
      yield { value: value as readonly unknown[], page };
      read += 1;
      next = this.#pathOf(request, page['@odata.nextLink']);
      if (next !== undefined && watch.isEndless(value, next))
        throw new DriverError('graph-pages', `${request.path}: no end after ${read} pages, which bring nothing new`);
    }
  }

  /** Sends a batch's body as it is, at the cost of the requests in it. An abort ends waits, not a request in flight. */
  sendBatch(
    body: unknown,
    costs: readonly Cost[],
    waits: { readonly waitSignal: AbortSignal; readonly onWait: ((waitMs: number) => void) | undefined },
  ): Promise<unknown> {
    const { path, version } = requests.batch;
    return this.#asked(requests.batch, () =>
      this.#client
        .api(path)
        .version(version)
        .options({ costs, ...waits })
        .post(body),
    );
  }

  /** Without a token nothing is asked: the SDK would hide why there is none, and be tried again. */
  async #asked(request: GraphRequest, ask: () => Promise<unknown>): Promise<unknown> {
    await this.token();
    return wrapped(request, ask);
  }

  async #page(request: GraphRequest, address: string): Promise<FollowedPage['page']> {
    return (await this.#read(request, address)) as FollowedPage['page'];
  }

  #read(request: GraphRequest, address: string): Promise<unknown> {
    const url = new URL(address, 'http://graph');
    const costs = unitsOf(request.method, decodeURIComponent(url.pathname), url.searchParams);
    return this.#asked(request, () =>
      this.#client
        .api(address)
        .version(request.version)
        .headers({ ...request.headers })
        .options({ costs })
        .get(),
    );
  }

  /** The SDK takes a whole address only with https, and the sandbox's is http: hence only the part after the version. */
  #pathOf({ version }: GraphRequest, nextLink: unknown): string | undefined {
    if (typeof nextLink !== 'string') return undefined;
    const base = `${this.#endpoint}/${version}`;
    if (!nextLink.startsWith(`${base}/`)) throw new DriverError('graph-answer', 'a nextLink leads to another host');
    return nextLink.slice(base.length);
  }
}

/** A Graph on loopback asks nobody who they are. */
function tokensOf({ credentials, endpoint = cloudEndpoint, clock, log }: GraphSettings): () => Promise<string> {
  if (credentials.kind === 'sandbox') return () => Promise.resolve('sandbox');
  const tokens = new AppTokens({ identity: credentials, whose: 'Microsoft Graph', clock, log });
  const scope = `${endpoint.replace(/\/$/, '')}/.default`;
  return () => tokens.token(scope);
}

/** Makes failures driver errors: with Graph's status and message, which says why (G9), or with the path's template, without ids. */
async function wrapped(request: GraphRequest, ask: () => Promise<unknown>): Promise<unknown> {
  try {
    return await ask();
  } catch (cause) {
    const isAnswer = cause instanceof GraphError && cause.statusCode > 0;
    if (!isAnswer) throw new DriverError('graph-unreachable', `${request.path}: no answer`, cause);
    const permission = cause.statusCode === 403 ? request.permission : undefined;
    throw new DriverError(`graph-${cause.statusCode}`, cause.message, cause, permission);
  }
}
